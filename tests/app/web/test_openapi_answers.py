"""Every operation of the API is asked, and its answer is what /openapi.json says: nothing missing, nothing more."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.openapi import describe
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.models.tiny_hub import save_blip, save_clip
from tests.photographs import photo, turned_photo
from tests.tiny_backbone import NAME, TinyBackbones

SAMPLE = "/api/v1/samples/chelsea"
LAYERS = f"{SAMPLE}/layers/{NAME}"
SHIFT = f"{SAMPLE}/shift"

LONG = ("/trust", "/shift/turn", "/shift/alike", "/shift/network")  # sweeps of many passes
THOROUGH = pytest.mark.thorough

FILES = {"map": "", "map.csv": "", "maps.npz": "", "heat.png": "", "overlay.png": "&strength=50"}

# Addresses of every operation that reads. Together they give each of its parameters at least once.
ADDRESSES = {
    "/api/v1/samples/{sample_id}": [SAMPLE],
    "/api/v1/samples/{sample_id}/attention": [f"{SAMPLE}/attention", f"{SAMPLE}/attention?heads=1"],
    **{
        f"/api/v1/samples/{{sample_id}}/attention/{name}": [
            f"{SAMPLE}/attention/{name}?word=1{more}",
            f"{SAMPLE}/attention/{name}?from=1&to=3",
        ]
        for name, more in (
            ("map", ""),
            ("map.csv", ""),
            ("maps.npz", ""),
            ("heat.png", ""),
            ("overlay.png", "&strength=50"),
        )
    },
    "/api/v1/samples/{sample_id}/layers": [f"{SAMPLE}/layers"],
    "/api/v1/samples/{sample_id}/layers/{net}": [LAYERS, f"{LAYERS}?times=1"],
    "/api/v1/samples/{sample_id}/layers/{net}/stages/{stage}": [
        f"{LAYERS}/stages/stem",
        f"{LAYERS}/stages/head?order=contrast",
    ],
    "/api/v1/samples/{sample_id}/layers/{net}/stages/{stage}/channels/{channel}": [f"{LAYERS}/stages/stem/channels/1"],
    "/api/v1/samples/{sample_id}/layers/{net}/classes": [f"{LAYERS}/classes", f"{LAYERS}/classes?top=2"],
    "/api/v1/samples/{sample_id}/layers/{net}/classes/{index}": [
        f"{LAYERS}/classes/1",
        f"{LAYERS}/classes/1?kind=grad_cam&stage=block0",
    ],
    "/api/v1/samples/{sample_id}/layers/{net}/field": [
        f"{LAYERS}/field",
        f"{LAYERS}/field?stage=block0&row=1&col=2&channel=3&energy=1",
    ],
    "/api/v1/samples/{sample_id}/layers/{net}/depths": [f"{LAYERS}/depths"],
    "/api/v1/samples/{sample_id}/layers/{net}/block": [
        f"{LAYERS}/block",
        f"{LAYERS}/block?stage=block0&channel=1&row=1&col=2&class=1",
    ],
    "/api/v1/samples/{sample_id}/layers/{net}/neighbours": [f"{LAYERS}/neighbours"],
    "/api/v1/samples/{sample_id}/layers/{net}/cost": [f"{LAYERS}/cost", f"{LAYERS}/cost?stage=block0&layer=depthwise"],
    "/api/v1/samples/{sample_id}/layers/{net}/conv": [
        f"{LAYERS}/conv",
        f"{LAYERS}/conv?kernel=learned_0&row=1&col=2&output=1",
        f"{LAYERS}/conv?kernel=-1,0,1;-2,0,2;-1,0,1",
    ],
    "/api/v1/samples/{sample_id}/layers/{net}/trust": [
        f"{LAYERS}/trust",
        f"{LAYERS}/trust?class=1&kind=grad_cam&stage=block0",
        f"{LAYERS}/trust?of=word:1",
    ],
    "/api/v1/samples/{sample_id}/shift/move": [
        f"{SHIFT}/move",
        f"{SHIFT}/move?net={NAME}&mode=zero&axis=down&variant=blurred&stage=block0&dx=3&dy=-2",
    ],
    "/api/v1/samples/{sample_id}/shift/network": [
        f"{SHIFT}/network",
        f"{SHIFT}/network?net=small_max&mode=zero&axis=down&variant=blurred&start=1",
    ],
    "/api/v1/samples/{sample_id}/shift/pooling": [
        f"{SHIFT}/pooling",
        f"{SHIFT}/pooling?net={NAME}&stage=pixels&kernel=3&stride=3",
    ],
    "/api/v1/samples/{sample_id}/shift/paste": [
        f"{SHIFT}/paste",
        f"{SHIFT}/paste?net={NAME}&left=10&top=20&right=60&bottom=70",
    ],
    "/api/v1/samples/{sample_id}/shift/alike": [f"{SHIFT}/alike", f"{SHIFT}/alike?mode=zero&axis=down"],
    "/api/v1/samples/{sample_id}/shift/turn": [f"{SHIFT}/turn", f"{SHIFT}/turn?net=small_max&variant=blurred"],
    "/api/v1/fusion/table": ["/api/v1/fusion/table"],
    "/api/v1/samples/{sample_id}/fusion": [f"{SAMPLE}/fusion", f"{SAMPLE}/fusion?other=a+horse+on+a+sofa"],
    "/api/v1/samples/{sample_id}/fusion/strategies/{name}": [
        f"{SAMPLE}/fusion/strategies/late_dual",
        f"{SAMPLE}/fusion/strategies/cross_words?weights=1",
        f"{SAMPLE}/fusion/strategies/multimodal?weights=1",
    ],
    "/api/v1/fusion/which": ["/api/v1/fusion/which", "/api/v1/fusion/which?search=1&where=1&quick=1"],
    "/api/v1/samples/{sample_id}/fusion/lessons": [f"{SAMPLE}/fusion/lessons"],
    "/api/v1/samples/{sample_id}/fusion/siblings": [f"{SAMPLE}/fusion/siblings"],
    "/api/v1/fusion/siblings": ["/api/v1/fusion/siblings"],
    "/api/v1/fusion/hub": ["/api/v1/fusion/hub"],
    "/api/v1/samples/{sample_id}/fusion/hub": [
        f"{SAMPLE}/fusion/hub?model=clip:tiny&fit=crop",
        f"{SAMPLE}/fusion/hub?model=blip:tiny_blip&weights=1",
    ],
    "/api/v1/samples/{sample_id}/encoder/outputs": [
        f"{SAMPLE}/encoder/outputs",
        f"{SAMPLE}/encoder/outputs?size=224x672&by=pieces&other=a+horse+on+a+sofa",
    ],
    "/api/v1/samples/{sample_id}/encoder/ribbon": [
        f"{SAMPLE}/encoder/ribbon",
        f"{SAMPLE}/encoder/ribbon?photos=coffee&k=4&way=resampled&gate=1&size=320",
    ],
    "/api/v1/samples/{sample_id}/encoder/training": [f"{SAMPLE}/encoder/training"],
    "/api/v1/samples/{sample_id}/encoder/caption": [
        f"{SAMPLE}/encoder/caption",
        f"{SAMPLE}/encoder/caption?given=grey",
    ],
    "/api/v1/samples/{sample_id}/encoder/flamingo": [
        f"{SAMPLE}/encoder/flamingo",
        f"{SAMPLE}/encoder/flamingo?told=caption&open=0.5",
    ],
    "/api/v1/samples/{sample_id}/encoder/visual_words": [
        f"{SAMPLE}/encoder/visual_words",
        f"{SAMPLE}/encoder/visual_words?word=cat",
    ],
    "/api/v1/encoder/paradigms": ["/api/v1/encoder/paradigms"],
    "/healthz": ["/healthz"],
    "/readyz": ["/readyz"],
}
OPENAPI = describe(create_app(Settings()))
READING = [path for path, methods in OPENAPI["paths"].items() if "get" in methods]
WRITING = {(method, path) for path, methods in OPENAPI["paths"].items() for method in methods if method != "get"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Iterator[TestClient]:
    """Everything that the API can be asked."""
    folder = tmp_path_factory.mktemp("api")
    save_clip(folder / "hub" / "tiny")
    save_blip(folder / "hub" / "tiny_blip")
    settings = Settings(data_dir=folder, cache_dir=folder / "engine", hub_dir=folder / "hub", warm_wait_seconds=5)
    app = create_app(
        settings,
        FakeAttender(),
        TinyBackbones(tiny_network),
        FakeFusion(),
        FakeEncoderSource(),
        language=FakeLanguage(WIDTH),
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=THOROUGH if path.endswith(LONG) else ()) for path in READING]
)
def test_the_answer_of_every_address_is_as_described(api: TestClient, path: str) -> None:
    assert path in ADDRESSES, "a new operation: give addresses of it above"
    given: set[str] = set()
    for address in ADDRESSES[path]:
        parts = urlsplit(address)
        assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), parts.path), "not an address of this operation"
        given |= set(parse_qs(parts.query))
        answer = api.get(address)
        assert answer.status_code == 200, answer.text[:500]
        if (kind := file_kind(path)) is None:
            assert complaints(path, "get", 200, answer.json()) == [], address
        else:
            assert answer.headers["content-type"].split(";")[0] == kind
            assert answer.content
    described = OPENAPI["paths"][path]["get"].get("parameters", [])
    assert given == {parameter["name"] for parameter in described if parameter["in"] == "query"}


@pytest.mark.parametrize("path", [path for path in READING if "{sample_id}" in path])
def test_a_sample_that_is_not_there_is_a_problem_as_described(api: TestClient, path: str) -> None:
    answer = api.get(ADDRESSES[path][0].replace("chelsea", "nobody"))
    assert answer.status_code == 404
    assert complaints(path, "get", 404, answer.json()) == []


def test_what_writes_answers_as_described(api: TestClient) -> None:
    samples, one = "/api/v1/samples", "/api/v1/samples/{sample_id}"
    assert {("post", samples), ("delete", one)} == WRITING, "a new operation: ask it here"
    for content in (photo(), turned_photo(6, "JPEG")):  # the second one has a note
        made = api.post(samples, files={"image": ("a.jpg", content)}, data={"sentence": "a cat"})
        assert made.status_code == 201
        assert complaints(samples, "post", 201, made.json()) == []
        known = api.post(samples, data={"sentence": "a dog", "sample": made.json()["id"]})
        assert complaints(samples, "post", 201, known.json()) == []
        gone = api.delete(made.json()["links"]["delete"])
        assert (gone.status_code, gone.content) == (204, b"")
    assert "content" not in OPENAPI["paths"][one]["delete"]["responses"]["204"]
    refused = api.post(samples, files={"image": ("a.jpg", b"no photo")}, data={"sentence": "a cat"})
    assert complaints(samples, "post", refused.status_code, refused.json()) == []
    stays = api.delete(f"{samples}/chelsea")
    assert complaints(one, "delete", stays.status_code, stays.json()) == []


def test_no_address_is_of_an_operation_that_is_gone() -> None:
    assert set(ADDRESSES) == set(READING)


def file_kind(path: str) -> str | None:
    """What kind of file an operation answers with; None for JSON."""
    (kind,) = OPENAPI["paths"][path]["get"]["responses"]["200"]["content"]
    return None if kind == "application/json" else str(kind)


def complaints(path: str, method: str, status: int, answer: object) -> list[str]:
    """Where an answer is not what the operation says; a member that its document lacks is a complaint too."""
    (content,) = OPENAPI["paths"][path][method]["responses"][str(status)]["content"].values()
    schema = {**content["schema"], "components": {"schemas": closed(OPENAPI["components"]["schemas"])}}
    errors = Draft202012Validator(schema).iter_errors(answer)
    return sorted(f"{error.json_path}: {error.message[:200]}" for error in errors)


def closed(schemas: dict[str, Any]) -> dict[str, Any]:
    """The documents, with no room for more members than they name."""
    schemas = copy.deepcopy(schemas)
    for schema in schemas.values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return schemas
