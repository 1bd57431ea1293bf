"""The API against its own description: whatever is asked, the status is one that the operation declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.fakes_fusion import FakeFusion
from tests.tiny_backbone import TinyBackbones, export_tiny

pytestmark = pytest.mark.slow
CALLS = 150
SAMPLES = ("chelsea", "coffee", "nope", "../x", "%00", "é" * 40)
ODD = ("", "0", "1", "-1", "2147483648", "1e400", "nan", "true", "null", "words", "block7", "[]", "a" * 300, "\0", "é☃")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    app = create_app(
        Settings(data_dir=folder, cache_dir=folder / "engine", warm_wait_seconds=30),
        FakeAttender(),
        TinyBackbones(export_tiny(folder / "tiny")),
        FakeFusion(),
    )
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@seed(20261127)
@settings(max_examples=CALLS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_is_one_that_its_operation_declares(api: TestClient, data: st.DataObject) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    reads = sorted(path for path, methods in paths.items() if "get" in methods and not path_exports(path))
    path = data.draw(st.sampled_from(reads))
    operation = paths[path]["get"]
    address, query = path, {}
    for parameter in operation.get("parameters", []):
        value = data.draw(_value(parameter))
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", quote(value or "x", safe=""))
        elif data.draw(st.booleans()):
            query[parameter["name"]] = value
    answer = api.get(address, params=query)
    declared = {*operation["responses"], "404", "422", "503"}
    assert str(answer.status_code) in declared, (address, query, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] in {"application/problem+json", "application/json"}


def path_exports(path: str) -> bool:
    """Addresses for which there is no fake here: they would export or load networks."""
    return "/hub" in path or "/encoder" in path


def _value(parameter: dict[str, Any]) -> st.SearchStrategy[str]:
    if parameter["name"] == "sample_id":
        return st.sampled_from(SAMPLES)
    schema = parameter["schema"]
    named = [str(value) for value in schema.get("enum", [])] + [str(schema.get("default", ""))]
    return st.sampled_from([*named, *ODD]) | st.integers(-40, 300).map(str) | st.text(max_size=20)
