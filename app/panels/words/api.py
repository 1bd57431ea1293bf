"""What can be taken away of a word, a phrase or the sentence: pictures, and maps as numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from app.language.request import translator_of
from app.panels.words.document import SpanDocument, span_document
from app.panels.words.phrase import draw_span
from app.photos.photo import read_pixels
from app.render.span_files import STRENGTH, csv_file, heat_file, npz_file, overlay_file
from app.samples.sample import Sample
from app.services import Services
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.errors import InvalidArgument
from models.results import SentenceAttention
from models.spans import SpanAttention, read_span, read_whole

SampleId = Annotated[str, Path(description="As in a sample's link; an example's is its name, such as chelsea.")]
_WORD = "Number of a word in the sentence, from 0. Without this and without `from` and `to`: the whole sentence."
PRIVATE = {"Cache-Control": "private, max-age=31536000, immutable"}
PROBLEMS = problems(404, 422, 503)


def _file_of(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {}}, "description": "The file."}} | PROBLEMS


router = APIRouter()
take = APIRouter(prefix="/api/v1/samples/{sample_id}/attention", tags=["samples"])


class Chosen:
    """Which words the address names: one, a phrase, or all of them."""

    def __init__(
        self,
        word: Annotated[int | None, Query(ge=0, description=_WORD)] = None,
        first: Annotated[int | None, Query(ge=0, alias="from", description="First word of a phrase.")] = None,
        last: Annotated[int | None, Query(ge=0, alias="to", description="Last word of the phrase.")] = None,
    ) -> None:
        if (first is None) != (last is None) or (word is not None and first is not None):
            hint = "Use word=2, or from=2&to=3, or neither for the whole sentence."
            raise InvalidArgument(
                "A word or a phrase, not half of each.", code="half_phrase", hint=hint, argument="from"
            )
        self._first = word if first is None else first
        self._last = word if last is None else last

    def of(self, result: SentenceAttention) -> SpanAttention:
        """The words as one; raises InvalidArgument where the sentence does not have them."""
        if self._first is None or self._last is None:
            return read_whole(result)
        return read_span(result, min(self._first, self._last), max(self._first, self._last))


ChosenDep = Annotated[Chosen, Depends()]


@router.get("/s/{sample_id}/words/span", include_in_schema=False)
async def show_span(request: Request, sample_id: str, services: ServicesDep, chosen: ChosenDep) -> Response:
    """What the page shows of a phrase that was just picked."""
    _, result = await _read(services, sample_id)
    span = await services.desk.run(draw_span, result, chosen.of(result), translator_of(request))
    return JSONResponse({"text": span.text, "summary": span.summary, "heat": span.heat}, headers=PRIVATE)


@take.get("/map", response_model=SpanDocument, response_description="One map, one score.", responses=PROBLEMS)
async def read_map(sample_id: SampleId, services: ServicesDep, chosen: ChosenDep) -> Response:
    """Where a word, a phrase or the whole sentence looks."""
    _, result = await _read(services, sample_id)
    return await document_answer(services, span_document, result, chosen.of(result))


@take.get("/overlay.png", response_class=Response, responses=_file_of("image/png"))
async def read_overlay(
    sample_id: SampleId,
    services: ServicesDep,
    chosen: ChosenDep,
    strength: Annotated[int, Query(ge=0, le=100, description="Of the heat, per cent.")] = STRENGTH,
) -> Response:
    """PNG: the photo with the heat over it, at the photo's own size."""
    sample, result = await _read(services, sample_id)

    def draw(span: SpanAttention) -> bytes:
        return overlay_file(read_pixels(services.library.photo(sample.photo_id)), result, span, strength)

    return await _file(services, draw, chosen.of(result), "image/png", "overlay.png")


@take.get("/heat.png", response_class=Response, responses=_file_of("image/png"))
async def read_heat(sample_id: SampleId, services: ServicesDep, chosen: ChosenDep) -> Response:
    """PNG: the heat alone on a transparent ground, at the photo's own size."""
    _, result = await _read(services, sample_id)
    return await _file(services, lambda span: heat_file(result, span), chosen.of(result), "image/png", "heat.png")


@take.get("/maps.npz", response_class=Response, responses=_file_of("application/octet-stream"))
async def read_npz(sample_id: SampleId, services: ServicesDep, chosen: ChosenDep) -> Response:
    """NPZ: `attention` (heads, rows, columns) and `evidence` (rows, columns), and the same of each of the words."""
    _, result = await _read(services, sample_id)
    kind = "application/octet-stream"
    return await _file(services, lambda span: npz_file(result, span), chosen.of(result), kind, "maps.npz")


@take.get("/map.csv", response_class=Response, responses=_file_of("text/csv"))
async def read_csv(sample_id: SampleId, services: ServicesDep, chosen: ChosenDep) -> Response:
    """CSV: a row a cell, with its place in the photo, its attention and its evidence."""
    _, result = await _read(services, sample_id)
    kind = "text/csv; charset=utf-8"
    return await _file(services, lambda span: csv_file(result, span).encode(), chosen.of(result), kind, "map.csv")


async def _read(services: Services, sample_id: str) -> tuple[Sample, SentenceAttention]:
    sample = await services.desk.run(services.library.get, sample_id)
    return sample, await services.attention.attention(sample)


async def _file(
    services: Services, draw: Callable[[SpanAttention], bytes], span: SpanAttention, kind: str, name: str
) -> Response:
    words = "sentence" if span.whole else f"{span.first}" if span.first == span.last else f"{span.first}-{span.last}"
    disposition = f'attachment; filename="{words}-{name}"'
    content = await services.desk.run(draw, span)
    return Response(content, media_type=kind, headers={**PRIVATE, "Content-Disposition": disposition})
