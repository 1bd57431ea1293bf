"""The HTTP API of the CNN lab: the same results as the layers panel, as JSON."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1/samples/{sample_id}/layers", tags=["layers"])
