"""What the addresses of the shift API can be asked with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from app.web.openapi import problems
from models.shift_results import Axis, MoveMode, Variant

PREFIX = "/api/v1/samples/{sample_id}/shift"
PROBLEMS = problems(404, 422, 503)
Net = Annotated[str, Query(description="A backbone, such as `efficientnet_lite0` or `small_blur`.")]
Mode = Annotated[MoveMode, Query(description="What comes in at the edge when the photo moves.")]
Along = Annotated[Axis, Query(description="Which way the photo moves.")]
Graph = Annotated[Variant, Query(description="Padding and strides of the network.")]
Stage = Annotated[str | None, Query(description="A stage of the network; `pixels` pools the photo itself.")]
