"""The address of the sub-view `conv`: one convolution as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.conv.document import ConvDocument, conv_document
from app.panels.layers.conv.result import DEFAULT, convolution
from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Cell, Net, cell_of, read_sample
from app.panels.query import LONGEST_OWN
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router = APIRouter(prefix=NET_API, tags=[*TAGS])
KERNEL = "A preset, `learned_0` and on, or rows such as `-1,0,1;-2,0,2;-1,0,1`."


@router.get("/conv", response_model=ConvDocument, responses=PROBLEMS)
async def read_conv(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    kernel: Annotated[str, Query(max_length=LONGEST_OWN, description=KERNEL)] = DEFAULT,
    row: Cell = None,
    col: Cell = None,
    output: Annotated[bool, Query(description="Add the sums of all places.")] = False,
) -> Response:
    """One kernel over the photo, and the sum at one place."""
    sample = await read_sample(services, sample_id)
    look, pixels = await services.lab.look(sample, net), await services.lab.pixels(sample)
    findings = await services.runner.run(convolution, look, kernel, cell_of(row, col), pixels)
    return await document_answer(services, conv_document, findings, output)
