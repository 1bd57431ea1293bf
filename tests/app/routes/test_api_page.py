from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def test_the_openapi_document_lists_every_operation_with_its_problems(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operations = {f"{method} {path}": op for path, ops in document["paths"].items() for method, op in ops.items()}
    assert set(operations) >= {
        "post /api/v1/samples",
        "get /api/v1/samples/{sample_id}",
        "get /api/v1/samples/{sample_id}/attention",
        "delete /api/v1/samples/{sample_id}",
        "get /healthz",
        "get /readyz",
    }
    shared = {f"#/components/responses/{name}": each for name, each in document["components"]["responses"].items()}
    for name, operation in operations.items():
        assert operation["description"], name
        for status, declared in operation["responses"].items():
            answer = shared[declared["$ref"]] if "$ref" in declared else declared
            if status >= "400" and "/api/" in name:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_every_reference_of_the_openapi_document_is_defined(client: TestClient) -> None:
    document = client.get("/openapi.json")
    schemas = document.json()["components"]["schemas"]
    names = {part.split('"')[0] for part in document.text.split("#/components/schemas/")[1:]}
    assert names <= set(schemas)
    assert "HTTPValidationError" not in schemas


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_api_page_shows_every_operation_and_error_code(client: TestClient, language: str) -> None:
    text = client.get("/api", params={"lang": language}).text
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in text
    for code in ("busy", "damaged", "empty_sentence", "no_such_sample", "too_many_bytes"):
        assert f'id="{code}"' in text


def test_the_type_of_a_problem_leads_to_the_api_page(client: TestClient) -> None:
    kind = client.get("/api/v1/samples/nope").json()["type"]
    address, _, anchor = kind.partition("#")
    assert f'id="{anchor}"' in client.get(address).text
