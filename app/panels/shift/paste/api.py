"""The address of the numbers of `paste`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.query import NET
from app.panels.shift.complete import complete
from app.panels.shift.parameters import PREFIX, PROBLEMS, Net
from app.panels.shift.paste.document import PasteDocument, paste_document
from app.panels.shift.paste.result import EDGES, examine_paste, paste_works
from app.panels.shift.query import ShiftQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router: APIRouter = APIRouter(tags=["shift"])
Edge = Annotated[int | None, Query(ge=0, le=100, description="Of the box, per cent of the photo; all four or none.")]


@router.get(f"{PREFIX}/paste", response_model=PasteDocument, responses=PROBLEMS)
async def read_paste(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    net: Net = NET,
    left: Edge = None,
    top: Edge = None,
    right: Edge = None,
    bottom: Edge = None,
) -> Response:
    """A thing cut out of the photo and pasted into each corner: class, probability and map at every place."""
    edges = zip(EDGES, (left, top, right, bottom), strict=True)
    more = tuple((name, str(value)) for name, value in edges if value is not None)
    query = ShiftQuery(view="paste", net=net, more=more)
    result = await complete(services, sample_id, query, paste_works, examine_paste)
    return await document_answer(services, paste_document, result, translator_of(request).tag)
