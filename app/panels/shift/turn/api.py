"""The address of the numbers of `turn`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.query import NET
from app.panels.shift.complete import complete
from app.panels.shift.parameters import PREFIX, PROBLEMS, Graph, Net
from app.panels.shift.query import ShiftQuery
from app.panels.shift.turn.document import TurnDocument, turn_document
from app.panels.shift.turn.result import examine_turn, turn_works
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.shift_results import Variant

router: APIRouter = APIRouter(tags=["shift"])


@router.get(f"{PREFIX}/turn", response_model=TurnDocument, responses=PROBLEMS)
async def read_turn(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, variant: Graph = Variant.TRAINED
) -> Response:
    """Rotation and scale, with and without test-time averaging."""
    query = ShiftQuery(view="turn", net=net, variant=variant)
    result = await complete(services, sample_id, query, turn_works, examine_turn)
    return await document_answer(services, turn_document, result, translator_of(request).tag)
