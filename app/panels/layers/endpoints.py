"""What the addresses of the panel's API have in common: where they stand, their parameters and their problems."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from app.engines.lab import Look
from app.samples.sample import Sample
from app.services import Services
from app.web.openapi import problems
from models.errors import InvalidArgument

API = "/api/v1/samples/{sample_id}/layers"
NET_API = f"{API}/{{net}}"
TAGS = ["layers"]
PROBLEMS = problems(404, 422, 503)

Net = Annotated[str, Path(description="`efficientnet_lite0` to `2`, `nanodet_g`, `torchvision:NAME` or `timm:NAME`.")]
Cell = Annotated[int | None, Query(ge=0, description="Of a cell of the stage; the middle where it is left out.")]
Stage = Annotated[str | None, Query(description="Such as `block4`; an early one where it is left out.")]


def cell_of(row: int | None, col: int | None) -> tuple[int, int] | None:
    """(row, col), or None for the middle; raises InvalidArgument where one of them is missing."""
    if (row is None) != (col is None):
        missing = "row" if row is None else "col"
        hint = "Give row and col, or neither for the middle."
        raise InvalidArgument(
            f"A cell has a row and a column; {missing} is missing.", code="half_a_cell", argument=missing, hint=hint
        )
    return None if row is None or col is None else (row, col)


async def read_sample(services: Services, sample_id: str) -> Sample:
    """The sample of this id; raises NotFound."""
    return await services.desk.run(services.library.get, sample_id)


async def look_at(services: Services, sample_id: str, net: str) -> Look:
    """The photo as a backbone sees it; raises NotFound or InvalidArgument."""
    return await services.lab.look(await read_sample(services, sample_id), net)
