"""What a CNN answers and what it hands over, over HTTP: JSON, and all numbers as NPZ."""

from __future__ import annotations

import io
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.language.request import translator_of
from app.panels.encoder.outputs.document import OutputsDocument, outputs_document
from app.panels.encoder.outputs.forms import handed_forms
from app.panels.encoder.outputs.result import OutputsResult, find_outputs
from app.panels.encoder.query import SENTENCE, EncoderQuery
from app.panels.encoder.readiness import expect_encoder
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.encoder_results import RegionKind

router = APIRouter(prefix="/api/v1", tags=["encoder"])
files = APIRouter(include_in_schema=False)


@router.get("/samples/{sample_id}/encoder/outputs", response_model=OutputsDocument, responses=problems(404, 422, 503))
async def read_outputs(
    request: Request,
    services: ServicesDep,
    sample_id: str,
    size: Annotated[
        str, Query(description="`224`, `320`, `448` or `224x672`.", pattern="^(224|320|448|224x672)$")
    ] = "224",
    by: Annotated[RegionKind | None, Query(description="Regions; boxes where there are any, unless asked for.")] = None,
    other: Annotated[
        str, Query(max_length=SENTENCE, description="Another sentence; else one with a swapped word.")
    ] = "",
) -> Response:
    """Class probabilities and boxes; grid, sequence, regions and pooled vector; what a sentence changes."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_encoder(services.encoder)
    result = await find_outputs(sample, EncoderQuery(size=size, by=by, other=other.strip()), services.engines)
    return await document_answer(services, outputs_document, result, translator_of(request).tag)


@files.get("/s/{sample_id}/encoder/features.npz")
async def read_features(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """Every form as an array."""
    sample = await services.desk.run(services.library.get, sample_id)
    await expect_encoder(services.encoder)
    query = EncoderQuery.read(request.query_params)
    result = await find_outputs(sample, query, services.engines)
    content = await services.desk.run(features_npz, result)
    name = f'attachment; filename="fovea-features-{query.size}.npz"'
    return Response(content, media_type="application/zip", headers={"Content-Disposition": name})


def features_npz(result: OutputsResult) -> bytes:
    """Grid, sequence, regions, pooled; the logits that the end model would have given; each region's cells."""
    buffer = io.BytesIO()
    forms = {form.form.value: form.values for form in handed_forms(result)}
    np.savez(buffer, logits=result.encoded.logits, shares=result.regions.shares, **forms)  # type: ignore[arg-type]
    return buffer.getvalue()
