"""The addresses of `move`: its numbers, and the moving strip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.query import NET
from app.panels.shift.complete import complete
from app.panels.shift.engines import shift_engine
from app.panels.shift.move.document import MoveDocument, move_document
from app.panels.shift.move.result import examine_move, move_works
from app.panels.shift.move.strip import strip_webp
from app.panels.shift.parameters import PREFIX, PROBLEMS, Along, Graph, Mode, Net, Stage
from app.panels.shift.query import ShiftQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from models.shift import MAX_SHIFT
from models.shift_results import Axis, MoveMode, Variant

router: APIRouter = APIRouter(tags=["shift"])
FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
Shift = Annotated[int, Query(ge=-MAX_SHIFT, le=MAX_SHIFT, description="Input pixels.")]


@router.get(f"{PREFIX}/move", response_model=MoveDocument, responses=PROBLEMS)
async def read_move(
    request: Request, services: ServicesDep, sample_id: str, net: Net = NET, mode: Mode = MoveMode.CIRCULAR,
    axis: Along = Axis.ACROSS, variant: Graph = Variant.TRAINED, stage: Stage = None, dx: Shift = 8, dy: Shift = 0,
) -> Response:  # fmt: skip
    """Equivariance: a stage's error at one shift, and every stage's error at every shift."""
    query = ShiftQuery(view="move", net=net, mode=mode, axis=axis, variant=variant, stage=stage, dx=dx, dy=dy)
    result = await complete(services, sample_id, query, move_works, examine_move)
    return await document_answer(services, move_document, result, translator_of(request).tag)


@router.get("/s/{sample_id}/shift/strip.webp", include_in_schema=False)
async def read_strip(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """The moving photo, its map and the difference; `still=1` for one frame."""
    sample = await services.desk.run(services.library.get, sample_id)
    query, still = ShiftQuery.read(request.query_params), request.query_params.get("still") == "1"
    engine = await shift_engine(services.engines, query.net)
    photo, stage = await services.lab.pixels(sample), query.stage_of(engine.plan)
    work = (engine, query.variant, photo, query.mode, query.axis, stage, query.channel, still)
    key = ("strip", query.net, *work[1:2], *work[3:], sample.photo_id)
    content = await services.runner.run(strip_webp, *work, key=key, long=True)
    return Response(content, media_type="image/webp", headers=FOR_A_DAY)
