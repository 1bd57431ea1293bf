"""What the API's description says: texts, example documents, and the problems an operation may answer with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

DESCRIPTION = """\
Send a photo and a sentence, and read where each word looks in the photo.

Maps are row-major over the whole upright photo: cell (row, column) of an R x C grid covers
column/C to (column+1)/C of its width and row/R to (row+1)/R of its height.
`start` and `end` of a word are character offsets in the sentence as it was sent.

Errors are problem documents (RFC 9457, `application/problem+json`) with a `hint` that says what to do next.
Whoever knows the id of a sample can read it; deleting takes the key in `links.delete`, which its maker is given.
"""
_PROBLEM = "application/problem+json"
TAGS = [
    {"name": "samples", "description": "A photo and a sentence under an id that nobody can guess."},
    {"name": "layers", "description": "What every layer of a CNN makes of the photo."},
    {"name": "shift", "description": "How the photo's shift, scale and rotation go through a CNN."},
    {"name": "fusion", "description": "Ways to join a CNN and a Transformer, side by side."},
    {"name": "encoder", "description": "What a CNN answers, and what it hands over to another model."},
    {"name": "health", "description": "For whoever runs the server."},
]


class Problem(BaseModel):
    """What went wrong, in the language that Accept-Language prefers, and what to do next."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "http://localhost:7860/api#empty_sentence",
                "title": "The sentence cannot be read",
                "status": 422,
                "detail": "The sentence is empty.",
                "hint": "Describe what is in the photo, for example: a dog runs on the beach.",
                "argument": "sentence",
                "code": "empty_sentence",
            }
        }
    )
    type: str = Field(description="Address of this code's description.")
    title: str
    status: int
    detail: str
    hint: str
    argument: str | None = Field(description="The field or parameter that was wrong.")
    code: str = Field(description="Stable; programs should look at this.")
    retry_after: int | None = Field(None, description="Seconds, with status 503.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that may fail with these statuses."""
    described = {
        403: "Not the key of whoever made the sample.",
        404: "No such sample (any more).",
        409: "An example; it cannot be deleted.",
        413: "The photo file is too large.",
        415: "The body is no form (multipart/form-data with the fields image and sentence).",
        422: "The photo or the sentence cannot be used.",
        507: "The server's disk is full; nothing was kept.",
        503: "Too much is waiting, or the models are still loading; Retry-After says when to come back.",
    }
    return {status: {"description": described[status], "model": Problem} for status in statuses}


@lru_cache(maxsize=1)
def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; every error of the API is a problem, also those that FastAPI adds by itself."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, tags=app.openapi_tags, routes=app.routes
    )
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400" and "health" not in operation["tags"]:
                    answer["content"] = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document
