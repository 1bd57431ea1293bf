"""The API against its own description, by schemathesis: whatever is asked, /openapi.json declares the answer.

Requests keep to the description or break it, always the same ones, in this process. Parameters are mostly values that
work (those of test_openapi_answers), for samples that are there; some requests go to samples that others have made.
"""

from __future__ import annotations

import copy
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.python import asgi

from app.main import create_app
from app.settings import Settings
from tests.app.web.test_openapi_answers import ADDRESSES, LONG, OPENAPI, closed
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.models.tiny_hub import save_clip
from tests.photographs import photo
from tests.tiny_backbone import TinyBackbones

HEAVY = (*LONG, "/fusion/hub", "/fusion/lessons")  # more than a few passes of a network
SENTENCES = ["a cat", "一只猫", "", "\0", "[SEP]", "a " * 3000, "🐱", "\ud7ff", "<b>cat</b>"]
ODD = ["", "nan", "1e400", "\0", "é☃", "[]", "1,2;3", "word:1", "x:", "None", "clip:x", "torchvision:x", "../x"]
PARTS = ("..", "%2e%2e%2fx", "a%2Fb", "%00", "%ff", "%C3%A9%E2%98%83", "a" * 300, "%3Cb%3E")
NO_SUCCESS = {"DELETE /api/v1/samples/{sample_id}"}  # wants a key that only the maker of a sample is given


@dataclass
class Run:
    """What came of it."""

    complaints: list[str] = field(default_factory=list)
    statuses: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, recorder: ScenarioRecorder) -> None:
        """The answers of one scenario, and what the checks say to them."""
        for name, exchange in recorder.interactions.items():
            if exchange.response is not None:
                self.statuses[recorder.cases[name].value.operation.label][exchange.response.status_code] += 1
        for node in (node for nodes in recorder.checks.values() for node in nodes):
            if node.failure_info is not None:
                self.complaints.append(f"{node.failure_info.failure}\n{node.failure_info.code_sample[:1000]}")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Iterator[asgi.ASGIClient]:
    """Every engine is a fake, or runs a tiny network."""
    folder = tmp_path_factory.mktemp("fuzz")
    save_clip(folder / "hub" / "tiny")
    given = Settings(data_dir=folder, cache_dir=folder / "engine", hub_dir=folder / "hub", warm_wait_seconds=60)
    engines = FakeAttender(), TinyBackbones(tiny_network), FakeFusion(), FakeEncoderSource()
    app: Any = create_app(given, *engines, language=FakeLanguage(WIDTH))
    with asgi.get_client(app) as client:
        yield client
    asgi.shutdown_lifespans()


@pytest.fixture(scope="module")
def kept(api: asgi.ASGIClient) -> str:
    """The id of a photo that was uploaded."""
    made = api.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data={"sentence": "a cat on a blanket"})
    return str(made.json()["id"])


@schemathesis.check
def error_is_a_problem(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Also those that are declared nowhere, such as a method that an address does not take."""
    if response.status_code >= 400 and (case.path, response.status_code) != ("/readyz", 503):
        assert response.headers["content-type"] == ["application/problem+json"]
        problem = json.loads(response.content)
        assert problem["status"] == response.status_code
        assert problem["code"]
        assert problem["detail"]
        assert problem["hint"]


def test_a_few_requests_to_each_operation_are_answered_as_declared(api: asgi.ASGIClient, kept: str) -> None:
    run = asked(api, kept, examples=1, heavy=None, coverage=False)
    assert run.complaints == []
    assert len(run.statuses) == sum(len(each) for path, each in OPENAPI["paths"].items() if not path.endswith(HEAVY))


@pytest.mark.thorough
def test_whatever_is_asked_is_answered_as_declared(api: asgi.ASGIClient, kept: str) -> None:
    run = asked(api, kept, examples=12, heavy=2, coverage=True)
    assert run.complaints == []
    reached = {label for label, statuses in run.statuses.items() if min(statuses) < 300}
    operations = {f"{method.upper()} {path}" for path, methods in OPENAPI["paths"].items() for method in methods}
    assert operations - reached == NO_SUCCESS
    assert sum(sum(each.values()) for each in run.statuses.values()) > 1500


@pytest.mark.thorough
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_path_that_is_no_name_is_a_problem(api: asgi.ASGIClient, part: str) -> None:
    """Schemathesis leaves out what may lead to another address: a slash, dots."""
    for path in (path for path in OPENAPI["paths"] if "{" in path):
        known = ADDRESSES[path][0].partition("?")[0].split("/")
        for place in (place for place, step in enumerate(path.split("/")) if step.startswith("{")):
            answer = api.get("/".join([*known[:place], part, *known[place + 1 :]]), allow_redirects=False)
            assert answer.status_code in {200, 307, 404, 405, 422}, answer.text
            assert answer.status_code < 400 or answer.json()["hint"]


def asked(api: asgi.ASGIClient, kept: str, examples: int, heavy: int | None, coverage: bool) -> Run:
    """So many requests of each kind to each operation; `coverage`: also every bound of every parameter, and beyond."""
    config = schemathesis.Config.from_dict(configuration(kept, examples, heavy or examples, coverage))
    schema: schemathesis.BaseSchema = schemathesis.openapi.from_dict(with_examples(kept), config=config)
    if heavy is None:
        schema = schema.exclude(path_regex=ending(HEAVY))
    schema.app = api.app
    schema.hook("map_body")(with_photos())
    run = Run()
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if isinstance(event, events.ScenarioFinished):
            run.add(event.recorder)
    return run


def with_examples(kept: str) -> dict[str, Any]:
    """The description with paths that lead to something, and no document with more members than it names."""
    document = copy.deepcopy(OPENAPI)
    document["components"]["schemas"] = closed(document["components"]["schemas"])
    for path, methods in document["paths"].items():
        steps = urlsplit(ADDRESSES[path][0]).path.split("/") if path in ADDRESSES else []
        works = dict(zip(path.split("/"), steps, strict=False)) | {"{sample_id}": kept}
        for parameter in (each for operation in methods.values() for each in operation.get("parameters", [])):
            if parameter["in"] == "path":
                parameter["example"] = works[f"{{{parameter['name']}}}"]
    return document


def configuration(kept: str, examples: int, heavy: int, coverage: bool) -> dict[str, Any]:
    """As schemathesis.toml would have it."""
    known = known_values(kept)
    return {
        "seed": 20261127,
        "generation": {
            "deterministic": True,
            "database": "none",
            "max-examples": examples,
            "allow-extra-parameters": False,  # which no operation reads
        },
        "phases": {"coverage": {"enabled": coverage}},
        "operations": [{"include-path-regex": ending(HEAVY), "generation": {"max-examples": heavy}}],
        "dictionaries": {name.replace(".", "_"): {"values": values} for name, values in known.items()},
        "parameters": {name: {"dictionary": name.replace(".", "_"), "probability": 0.8} for name in known},
        "checks": {
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503", "507"]},
            "positive_data_acceptance": {"enabled": False},  # a word that the sentence lacks is refused, too
        },
        "request-timeout": 60,
    }


def ending(paths: tuple[str, ...]) -> str:
    return f"({'|'.join(paths)})$"


def known_values(kept: str) -> dict[str, list[str]]:
    """By place and name of a parameter; one of a few names needs none, the description has them."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    odd = dict.fromkeys(ODD)
    for path, addresses in ADDRESSES.items():
        parameters = OPENAPI["paths"][path]["get"].get("parameters", [])
        free = {each["name"]: each["schema"] for each in parameters if "$ref" not in each["schema"]}
        for parts in map(urlsplit, addresses):
            steps = zip(path.split("/"), parts.path.split("/"), strict=True)
            given = [("path", name[1:-1], value) for name, value in steps if name.startswith("{")]
            given += [("query", name, value) for name, value in parse_qsl(parts.query)]
            for place, name, value in given:
                if name in free:
                    found[f"{place}.{name}"] |= {value: None} | (odd if free[name].get("type") == "string" else {})
    known = {name: list(values) for name, values in found.items()}
    samples = ["chelsea", kept, "nobody"]
    return known | {"path.sample_id": samples, "body.sample": [*samples, "../x"], "body.sentence": SENTENCES}


def with_photos() -> Callable[[schemathesis.HookContext, Any], Any]:
    """Every other file that is sent is a photo: schemathesis knows no more of it than that it is bytes."""
    content = photo()

    def map_body(ctx: schemathesis.HookContext, body: Any) -> Any:
        image = body.get("image") if isinstance(body, dict) else None
        return body | {"image": content} if isinstance(image, str | bytes) and len(image) % 2 == 0 else body

    return map_body
