from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.photos.photo import read_pixels
from app.samples.examples import EXAMPLES, Example
from app.samples.library import Library
from app.samples.sample import Sample
from app.samples.sentence import check_sentence
from app.samples.store import SampleStore
from app.settings import Settings
from models.errors import BrokenInstall, InvalidArgument, NotFound
from tests.fakes import FakeAttender


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    store = SampleStore(tmp_path / "samples.sqlite3")
    yield Library(store)
    store.close()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_every_example_has_a_photo_a_readable_sentence_and_a_credit(example: Example, library: Library) -> None:
    sample = library.get(example.id)
    assert check_sentence(sample.sentence) == example.sentence
    assert read_pixels(library.photo(sample.photo_id)).shape == (sample.height, sample.width, 3)
    assert example.credit


def test_the_examples_have_different_ids() -> None:
    assert len({example.id for example in EXAMPLES}) == len(EXAMPLES)


def test_an_example_cannot_be_deleted(library: Library) -> None:
    with pytest.raises(InvalidArgument) as caught:
        library.delete("chelsea", library.key("chelsea"))
    assert caught.value.code == "example_stays"
    assert library.get("chelsea").id == "chelsea"


def test_a_new_sentence_on_an_examples_photo_is_a_sample_like_any_other(library: Library) -> None:
    sample = library.keep(library.get("chelsea").with_sentence("a tiger"))
    assert library.get(sample.id).sentence == "a tiger"
    library.delete(sample.id, library.key(sample.id))
    assert library.photo(sample.photo_id)


def test_the_same_sentence_on_a_photo_is_the_same_sample(library: Library) -> None:
    chelsea = library.get("chelsea")
    assert library.keep(chelsea.with_sentence(chelsea.sentence)) is chelsea


def test_an_unknown_photo_is_not_found(library: Library) -> None:
    with pytest.raises(NotFound):
        library.photo("0" * 64)


def test_a_missing_example_file_is_a_broken_install_with_a_hint() -> None:
    with pytest.raises(BrokenInstall) as caught:
        _ = Example("x", "no-such-file.png", "a cat", "nobody").photo
    assert caught.value.hint


def test_ids_are_long_and_random() -> None:
    ids = {Sample("a", "p", 1, 1).id for _ in range(100)}
    assert len(ids) == 100
    assert {len(each) for each in ids} == {16}


def test_without_its_examples_the_page_still_says_what_is_missing(settings: Settings) -> None:
    broken = (Example("x", "no-such-file.png", "a cat", "nobody"),)
    app = create_app(settings, FakeAttender())
    with TestClient(app) as client:
        library = app.state.services.library
        library.examples, library._by_id = broken, {"x": broken[0]}
        answer = client.get("/")
    assert answer.status_code == 500
    assert answer.text.startswith("<!doctype html>")
