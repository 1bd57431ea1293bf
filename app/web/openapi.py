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
Where whoever runs the server has set bounds, any operation may also be refused with 400 (it does not answer to that
name), 401 (a private instance, whose token is missing) or 429 (too many requests).
Whoever knows the id of a sample can read it; deleting takes the key in `links.delete`, which its maker is given.
"""
_PROBLEM = "application/problem+json"
_CONTENT = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSALS = {  # by the guards before every operation, where a server's owner has set bounds
    "400": ("WrongHost", "This server does not answer to that name."),
    "401": ("NoAccess", "A private instance: send its token as password or bearer."),
    "429": ("TooManyRequests", "Too many requests, or too many at once; Retry-After says when to come back."),
}
_OF_HEALTH = ("429",)
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
    retry_after: int | None = Field(None, description="Seconds, with status 429 or 503.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that may fail with these statuses."""
    described = {
        400: "The form cannot be read, or this server does not answer to that name.",
        403: "Not the key of whoever made the sample, or another site's page sent this.",
        404: "No such sample (any more).",
        408: "The photo took too long to arrive.",
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
            _say_refusals(operation)
            for parameter in operation.get("parameters", []):
                parameter["schema"] = _there_or_not(parameter["schema"])
    for name, schema in document["components"]["schemas"].items():
        if name.startswith("Body_"):
            schema["properties"] = {field: _there_or_not(said) for field, said in schema["properties"].items()}
    document["components"]["responses"] = {
        name: {"description": description, "content": _CONTENT} for name, description in _REFUSALS.values()
    }
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def _there_or_not(schema: dict[str, Any]) -> dict[str, Any]:
    """An optional part of an address or a form is left out: neither can hold null, as the pydantic model of it can."""
    options: list[dict[str, Any]] = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    if len(options) != 1:
        return schema
    return options[0] | {key: said for key, said in schema.items() if key != "anyOf"}


def _say_refusals(operation: dict[str, Any]) -> None:
    """Its own are problems; those of the guards are told once for all operations."""
    health = "health" in operation["tags"]
    for status, answer in operation["responses"].items():
        if status >= "400" and not health:
            answer["content"] = _CONTENT
    for status, (name, _) in _REFUSALS.items():
        if not health or status in _OF_HEALTH:
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
