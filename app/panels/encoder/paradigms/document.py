"""The table of paradigms as JSON: the answer and its description at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.language.i18n import Translator
from models.encoder.paradigms import ASPECTS, PARADIGMS, STUDIES


class ParadigmDocument(BaseModel):
    """One thing that a CNN is trained for."""

    name: str = Field(description="`end`, `contrastive` or `multimodal`.")
    title: str
    goal: str
    input: str
    output: str
    data: str
    supervision: str
    optimised: str


class StudyDocument(BaseModel):
    """What one paper found."""

    name: str
    title: str
    authors: str
    year: int
    found: str
    address: str


class ParadigmsDocument(BaseModel):
    """The whole table, in the language of `lang` or of Accept-Language."""

    paradigms: list[ParadigmDocument]
    studies: list[StudyDocument]


def paradigms_document(t: Translator) -> ParadigmsDocument:
    """In the reader's words."""
    return ParadigmsDocument(
        paradigms=[
            ParadigmDocument(
                name=name,
                title=t(f"encoder.paradigms.{name}"),
                **{aspect: t(f"encoder.{aspect}.{name}") for aspect in ASPECTS},
            )
            for name in PARADIGMS
        ],
        studies=[
            StudyDocument(
                name=each.name,
                title=each.title,
                authors=each.authors,
                year=each.year,
                found=t(f"encoder.studies.{each.name}"),
                address=each.address,
            )
            for each in STUDIES
        ],
    )
