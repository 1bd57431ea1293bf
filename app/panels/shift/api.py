"""What belongs to the whole panel beside its page: the numbers of a sub-view as CSV."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.shift.complete import complete
from app.panels.shift.query import ShiftQuery
from app.panels.shift.subviews import SUBVIEWS
from app.panels.shift.view import ShiftView
from app.web.dependencies import ServicesDep

router = APIRouter(include_in_schema=False)


@router.get("/s/{sample_id}/shift/numbers.csv")
async def read_csv(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """The curves of the sub-view as a table; what is missing is done first."""
    view = _named(request.query_params.get("view", ""))
    query = ShiftQuery.read(request.query_params, view.own)
    found = await complete(services, sample_id, query, view.works, view.examine)
    text = await services.desk.run(lambda: view.table(found, translator_of(request).tag).csv())
    name = f'attachment; filename="fovea-shift-{view.name}.csv"'
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _named(name: str) -> ShiftView:
    return next((view for view in SUBVIEWS if view.name == name), SUBVIEWS[0])
