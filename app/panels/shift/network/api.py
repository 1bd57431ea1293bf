"""The address of the numbers of `network`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.query import NET
from app.panels.shift.complete import complete
from app.panels.shift.network.document import NetworkShiftDocument, network_document
from app.panels.shift.network.result import examine_network, network_works
from app.panels.shift.parameters import PREFIX, PROBLEMS, Along, Graph, Mode, Net
from app.panels.shift.query import ShiftQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.shift_results import Axis, MoveMode, Variant

router: APIRouter = APIRouter(tags=["shift"])


@router.get(f"{PREFIX}/network", response_model=NetworkShiftDocument, responses=PROBLEMS)
async def read_network(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, mode: Mode = MoveMode.CIRCULAR,
    axis: Along = Axis.ACROSS, variant: Graph = Variant.TRAINED,
    start: Annotated[bool, Query(description="Words and consistency too; takes some seconds.")] = False,
) -> Response:  # fmt: skip
    """Class, feature vector, word maps and consistency under the shift."""
    query = ShiftQuery(view="network", net=net, mode=mode, axis=axis, variant=variant, start=start)
    result = await complete(services, sample_id, query, network_works, examine_network)
    return await document_answer(services, network_document, result, translator_of(request).tag)
