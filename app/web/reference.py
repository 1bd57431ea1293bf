"""The OpenAPI document as rows that a template can set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.language.i18n import Translator


@dataclass(frozen=True)
class FieldRow:
    """A parameter, a form field or a member of a document."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class AnswerRow:
    """A status an operation may answer with."""

    status: str
    description: str
    document: str


@dataclass(frozen=True)
class OperationRow:
    """One method at one path."""

    method: str
    path: str
    summary: str
    parameters: tuple[FieldRow, ...]
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class DocumentRow:
    """A JSON document that the API answers with."""

    name: str
    description: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True)
class ErrorRow:
    """A stable error code and what it means."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class ApiReference:
    """Everything the API page sets."""

    description: tuple[str, ...]
    operations: tuple[OperationRow, ...]
    documents: tuple[DocumentRow, ...]
    errors: tuple[ErrorRow, ...]


def read_reference(openapi: dict[str, Any], t: Translator) -> ApiReference:
    """The document that is served at /openapi.json, and the error codes in the reader's language."""
    schemas = openapi["components"]["schemas"]
    return ApiReference(
        description=tuple(openapi["info"]["description"].strip().split("\n\n")),
        operations=tuple(_operations(openapi["paths"], schemas)),
        documents=tuple(_documents(schemas)),
        errors=tuple(_errors(t)),
    )


def _operations(paths: dict[str, Any], schemas: dict[str, Any]) -> Iterator[OperationRow]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield OperationRow(
                method=method.upper(),
                path=path,
                summary=operation.get("description", ""),
                parameters=(*_parameters(operation), *_form_fields(operation, schemas)),
                answers=tuple(_answers(operation)),
            )


def _parameters(operation: dict[str, Any]) -> Iterator[FieldRow]:
    for parameter in operation.get("parameters", []):
        schema = {**parameter["schema"], "description": parameter.get("description", "")}
        yield _field(parameter["name"], schema, parameter.get("required", False))


def _form_fields(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[FieldRow]:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        yield from _fields(schemas[_name(media["schema"])])


def _answers(operation: dict[str, Any]) -> Iterator[AnswerRow]:
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            continue  # of every operation; the description says so
        media: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
        yield AnswerRow(status, answer["description"], _type(media["schema"]) if "schema" in media else "")


def _documents(schemas: dict[str, Any]) -> Iterator[DocumentRow]:
    for name, schema in schemas.items():
        if not name.startswith("Body_"):
            yield DocumentRow(name, schema.get("description", ""), tuple(_fields(schema)))


def _fields(schema: dict[str, Any]) -> Iterator[FieldRow]:
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        yield _field(name, field, name in required)


def _field(name: str, schema: dict[str, Any], required: bool) -> FieldRow:
    return FieldRow(name, _type(schema), required, schema.get("description", ""))


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words: `string`, `number[][]`, `[integer, integer]`, `WordDocument[]`, `integer or null`."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if schema.get("type") == "array":
        if "items" in schema:
            return f"{_type(schema['items'])}[]"
        return f"[{', '.join(_type(each) for each in schema.get('prefixItems', ()))}]"  # a tuple
    if "contentMediaType" in schema or schema.get("format") == "binary":
        return "file"
    return str(schema.get("type", "object"))


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"].rsplit("/", 1)[-1])


def _errors(t: Translator) -> Iterator[ErrorRow]:
    for key in t.messages:
        if key.startswith("errors.") and key.endswith(".message"):
            code = key.split(".")[1]
            yield ErrorRow(code, t.pattern(key), t.pattern(f"errors.{code}.hint"))
