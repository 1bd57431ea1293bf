"""Everything a person can open: the examples, which stay, and the samples in the store, which come and go."""

from __future__ import annotations

from app.samples.examples import CHINESE_EXAMPLES, EXAMPLES, Example
from app.samples.keys import delete_key, not_yours, opens
from app.samples.sample import Sample
from app.samples.store_seam import Store
from models.errors import InvalidArgument


class Library:
    """Samples by id and photos by id, wherever they are kept. Blocking: call it off the event loop."""

    def __init__(self, store: Store, examples: tuple[Example, ...] = EXAMPLES + CHINESE_EXAMPLES) -> None:
        self._store = store
        self.examples = examples
        self._by_id = {example.id: example for example in examples}

    def first(self, language: str) -> Sample:
        """The example that greets who reads the page in a language."""
        return self.examples_in(language)[0].sample

    def examples_in(self, language: str) -> tuple[Example, ...]:
        """The examples with a sentence in a language; all others where there is none."""
        return tuple(each for each in self.examples if each.language == language) or self.examples

    def example(self, sample_id: str) -> Example | None:
        """The example with this id, if it is one."""
        return self._by_id.get(sample_id)

    def get(self, sample_id: str) -> Sample:
        """The sample with this id; NotFound when there is none (any more)."""
        example = self.example(sample_id)
        return example.sample if example else self._store.get(sample_id)

    def photo(self, photo_id: str) -> bytes:
        """The bytes of a photo as it is kept; NotFound when no sample shows it."""
        example = self.example_of_photo(photo_id)
        return example.photo.kept if example else self._store.photo(photo_id)

    def keep(self, sample: Sample, encoded: bytes | None = None) -> Sample:
        """Keep a new sample; a photo that came with it, or that an example lends, is kept with it."""
        if sample.id in self._by_id:
            return sample
        example = self.example_of_photo(sample.photo_id)
        return self._store.add(sample, example.photo.kept if example else encoded)

    def result(self, key: str) -> bytes | None:
        """Finished long work, where any process of this store has done it."""
        return self._store.result(key)

    def keep_result(self, key: str, content: bytes, sample: Sample | None = None) -> None:
        """Keep finished long work, as long as there is room and the sample that it was done for."""
        photo_id = sample.photo_id if sample else ""
        self._store.keep_result(key, content, photo_id, "" if sample is None or self.example(sample.id) else sample.id)

    def key(self, sample_id: str) -> str:
        """What whoever makes a sample keeps, to delete it."""
        return delete_key(self._store.secret, sample_id)

    def may_delete(self, sample_id: str, key: str) -> bool:
        """Whether this key is the maker's."""
        return self.example(sample_id) is None and opens(self._store.secret, sample_id, key)

    def delete(self, sample_id: str, key: str) -> None:
        """Forget a sample of one's own; the examples are not anybody's to delete."""
        if self.example(sample_id):
            hint = "Only samples made from a photo or sentence of your own can be deleted."
            raise InvalidArgument("Examples cannot be deleted.", code="example_stays", hint=hint, argument="id")
        if not self.may_delete(sample_id, key):
            self._store.get(sample_id)  # what is not there is told first
            raise not_yours()
        self._store.delete(sample_id)

    def example_of_photo(self, photo_id: str) -> Example | None:
        """The example that shows this photo, if one does."""
        return next((example for example in self.examples if example.sample.photo_id == photo_id), None)
