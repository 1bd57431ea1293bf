"""What the addresses of the panel's API have in common: where they stand, their parameters and their problems."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from app.engines.lab import Look
from app.samples.sample import Sample
from app.services import Services
from app.web.openapi import problems

API = "/api/v1/samples/{sample_id}/layers"
NET_API = f"{API}/{{net}}"
TAGS = ["layers"]
PROBLEMS = problems(404, 422, 503)

Net = Annotated[str, Path(description="`efficientnet_lite0` to `2`, `nanodet_g`, `torchvision:NAME` or `timm:NAME`.")]
Cell = Annotated[int | None, Query(ge=0, description="Of a cell of the stage; the middle where it is left out.")]
Stage = Annotated[str | None, Query(description="Such as `block4`; an early one where it is left out.")]


async def read_sample(services: Services, sample_id: str) -> Sample:
    """The sample of this id; raises NotFound."""
    return await services.desk.run(services.library.get, sample_id)


async def look_at(services: Services, sample_id: str, net: str) -> Look:
    """The photo as a backbone sees it; raises NotFound or InvalidArgument."""
    return await services.lab.look(await read_sample(services, sample_id), net)
