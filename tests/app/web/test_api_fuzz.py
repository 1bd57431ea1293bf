"""The API against its own description: whatever is asked, the status and the answer are ones that it declares.

Always the same calls: addresses that work, with one or two of their parts put wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.web.test_openapi_answers import ADDRESSES, OPENAPI, READING, complaints
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.photographs import photo
from tests.tiny_backbone import TinyBackbones

CALLS = 400
SLOW = ("/trust", "/turn", "/shift/network", "/shift/alike", "/encoder/training")  # sweeps, whose parts others ask too
ODD = (
    *("", "0", "1", "-1", "2147483648", "1e400", "nan", "0.5", "true", "null", "words", "block0", "[]", "..", "../x"),
    *("%00", "\0", "é☃", "a" * 300, "<b>", "'", "1,2;3", "word:1", "chelsea", "clip:x", "torchvision:x", "x:", "None"),
)
EXPECTED = {"404", "422", "503"}  # of any operation that has parts to put wrong
ELSEWHERE = {"307", "405"}  # of addresses that a slash or dots in a part made into others


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Iterator[TestClient]:
    """Every engine is a fake, or runs a tiny network."""
    folder = tmp_path_factory.mktemp("fuzz")
    given = Settings(data_dir=folder, cache_dir=folder / "engine", hub_dir=folder / "hub", warm_wait_seconds=5)
    engines = FakeAttender(), TinyBackbones(tiny_network), FakeFusion(), FakeEncoderSource()
    app = create_app(given, *engines, language=FakeLanguage(WIDTH))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, str, list[tuple[str, str]]]:
    """An operation, the path of an address of it, and its query."""
    path = draw(st.sampled_from([each for each in READING if not each.endswith(SLOW)]))
    parts = urlsplit(draw(st.sampled_from(ADDRESSES[path])))
    steps, query = parts.path.split("/"), parse_qsl(parts.query)
    named = [index for index, step in enumerate(path.split("/")) if step.startswith("{")]
    known = [each["name"] for each in OPENAPI["paths"][path]["get"].get("parameters", []) if each["in"] == "query"]
    wrong = st.sampled_from(ODD) | st.integers(-40, 300).map(str) | st.text(max_size=20)
    for _ in range(draw(st.integers(0, 2))):
        value = draw(wrong)
        if bool(known) and draw(st.booleans()):
            query.append((draw(st.sampled_from(known)), value))
        elif named:
            steps[draw(st.sampled_from(named))] = quote(value or "x", safe="")
    return path, "/".join(steps), query


@seed(20261127)
@settings(max_examples=CALLS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(asked())
def test_every_answer_is_one_that_its_operation_declares(
    api: TestClient, call: tuple[str, str, list[tuple[str, str]]]
) -> None:
    path, address, query = call
    answer = api.get(f"{address}?{urlencode(query)}" if query else address)
    declared = {*OPENAPI["paths"][path]["get"]["responses"], *EXPECTED}
    if "%2F" in address or "/.." in address:
        declared |= ELSEWHERE
    assert str(answer.status_code) in declared, (address, query, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"]
        assert answer.json()["hint"]
    elif answer.status_code == 200 and answer.headers["content-type"] == "application/json":
        assert complaints(path, "get", 200, answer.json()) == []


sentences = st.text(max_size=60) | st.sampled_from(
    ("a cat", "", "\0", "[SEP]", "a " * 3000, "🐱", "\ud7ff", "<b>cat</b>")
)


@seed(20261127)
@settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(sentences, st.sampled_from(("photo", "none", "chelsea", "nobody", "../x")) | st.text(max_size=10))
def test_whatever_is_sent_is_kept_or_refused_in_words(api: TestClient, sentence: str, source: str) -> None:
    files = {"image": ("a.jpg", photo())} if source == "photo" else None
    given = {"sentence": sentence} | ({} if source in ("photo", "none") else {"sample": source})
    answer = api.post("/api/v1/samples", files=files, data=given)
    assert str(answer.status_code) in OPENAPI["paths"]["/api/v1/samples"]["post"]["responses"], answer.text[:300]
    assert complaints("/api/v1/samples", "post", answer.status_code, answer.json()) == []
