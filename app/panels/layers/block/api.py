"""The address of the sub-view `block`: one number's steps as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.panels.layers.block.document import BlockDocument, block_document
from app.panels.layers.block.result import find_block
from app.panels.layers.endpoints import NET_API, PROBLEMS, TAGS, Cell, Net, Stage, cell_of, read_sample
from app.panels.layers.query import LayersQuery
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer

router = APIRouter(prefix=NET_API, tags=[*TAGS])


@router.get("/block", response_model=BlockDocument, responses=PROBLEMS)
async def read_block(
    services: ServicesDep,
    sample_id: str,
    net: Net,
    stage: Stage = None,
    channel: Annotated[int | None, Query(ge=0, description="The liveliest at the cell where it is left out.")] = None,
    row: Cell = None,
    col: Cell = None,
    class_index: Annotated[int | None, Query(alias="class", ge=0, description="For the end of the network.")] = None,
) -> Response:
    """One number of a block: convolution, norm, activation, pooling, the way past, and the classifier at the end."""
    sample = await read_sample(services, sample_id)
    cell_of(row, col)
    query = LayersQuery(net=net, stage=stage, channel=channel, row=row, col=col, class_index=class_index)
    return await document_answer(services, block_document, await find_block(sample, query, services.engines))
