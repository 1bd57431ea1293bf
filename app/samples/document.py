"""The JSON of a sample, and its description at once."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, Field

from app.language.i18n import Translator
from app.photos.notes import Note
from app.samples.sample import Sample


class PhotoSize(BaseModel):
    """Pixels of the photo as it is kept: upright, scaled down where it was large."""

    width: int
    height: int


class NoteDocument(BaseModel):
    """Something that was done to the photo on its way in."""

    code: str
    values: dict[str, str | int]
    text: str


class Links(BaseModel):
    """Addresses of one sample."""

    self: str
    page: str = Field(description="For people.")
    attention: str
    photo: str
    delete: str | None = Field(None, description="For DELETE; only in the answer to whoever made the sample.")


class SampleDocument(BaseModel):
    """A photo and a sentence."""

    id: str
    url: str = Field(description="The page for people.")
    sentence: str
    image: PhotoSize
    notes: list[NoteDocument]
    created: str | None = Field(description="UTC; null for the built-in examples.")
    links: Links


def sample_document(sample: Sample, base: str, t: Translator) -> SampleDocument:
    """`base` is the address of the server, without a slash at its end."""
    page = f"{base}/s/{sample.id}"
    return SampleDocument(
        id=sample.id,
        url=page,
        sentence=sample.sentence,
        image=PhotoSize(width=sample.width, height=sample.height),
        notes=[_note(note, t) for note in sample.notes],
        created=datetime.fromtimestamp(sample.created, UTC).isoformat() if sample.created else None,
        links=_links(sample, base, page),
    )


def _note(note: Note, t: Translator) -> NoteDocument:
    values = dict(note.values)
    return NoteDocument(code=note.code, values=values, text=t(f"notes.{note.code}", **values))


def _links(sample: Sample, base: str, page: str) -> Links:
    own = f"{base}/api/v1/samples/{sample.id}"
    return Links.model_validate(
        {"self": own, "page": page, "attention": f"{own}/attention", "photo": f"{base}/photos/{sample.photo_id}.jpg"}
    )
