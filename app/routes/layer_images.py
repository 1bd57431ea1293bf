"""Pictures and arrays of the layers panel. Their addresses change with what they show."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
