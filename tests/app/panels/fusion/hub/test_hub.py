"""A person's own CLIP and BLIP over HTTP: tiny checkpoints of the real classes in the server's folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from starlette.testclient import TestClient

from app.engines.hub import FolderHub
from app.panels.fusion.hub.document import HubReadingDocument
from tests.models.tiny_hub import save_clip

ROOT = Path(__file__).parents[5]
PAGE, API = "/s/chelsea/fusion", "/api/v1/samples/chelsea/fusion/hub"
both = pytest.mark.parametrize("model", ["clip:tiny", "blip:mine/tiny"])


def page(hub: TestClient, **query: object) -> str:
    answer = hub.get(PAGE, params={"view": "hub", "lang": "en", **{name: str(value) for name, value in query.items()}})
    assert answer.status_code == 200
    return answer.text


def test_the_page_lists_what_is_in_the_folder(hub: TestClient) -> None:
    shown = page(hub)
    assert "blip:mine/tiny" in shown
    assert "clip:tiny" in shown
    assert "No checkpoint is here yet" not in shown


@both
def test_a_checkpoint_is_read_while_the_page_listens(hub: TestClient, model: str) -> None:
    assert 'id="sweep"' in page(hub, model=model, fit="crop" if model == "clip:tiny" else "squash")


@both
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_word_is_shown_over_the_photo(hub: TestClient, model: str, language: str) -> None:
    shown = page(hub, model=model, wait=1, lang=language)
    assert shown.count('class="multiple-heat"') == 14  # thirteen words and the sentence
    assert 'id="sweep"' not in shown
    assert "over-image" in shown
    assert ("hub-heads" in shown) == model.startswith("blip")
    assert "is-error" not in shown


@both
def test_words_that_a_checkpoint_may_not_know_are_named(hub: TestClient, model: str) -> None:
    told = "Whether this checkpoint has learned these words"
    sample = hub.post("/api/v1/samples", data={"sentence": "a cat and 一只狗", "sample": "chelsea"}).json()
    shown = hub.get(f"/s/{sample['id']}/fusion", params={"view": "hub", "lang": "en", "model": model, "wait": 1}).text
    assert "<bdi>狗</bdi>" in shown.partition(told)[2].partition("</p>")[0]


def test_the_stream_ends_and_the_page_then_has_it(hub: TestClient) -> None:
    query = {"view": "hub", "model": "blip:mine/tiny"}
    events = hub.get("/s/coffee/fusion/stream", params=query).text
    assert events.count("event: progress") >= 3
    assert events.endswith("event: done\ndata: {}\n\n")
    assert 'class="multiple-heat"' in hub.get("/s/coffee/fusion", params=query).text


def test_layer_head_word_and_map_are_in_the_address(hub: TestClient) -> None:
    shown = page(hub, model="blip:mine/tiny", wait=1, word=1, layer=2, head=1, maps="gradient")
    assert "BLIP: what of “cat” raised the match" in shown
    assert re.search(r'class="pick number" [^>]*layer=2[^>]* aria-current="true">3<', shown)
    for strange in ({"word": 99}, {"layer": 99}, {"maps": "similarity"}, {"maps": "x"}, {"fit": "crop"}):
        assert "is-error" not in page(hub, model="blip:mine/tiny", wait=1, **strange)


def test_a_cut_photo_shows_what_the_model_sees(hub: TestClient) -> None:
    shown = page(hub, model="clip:tiny", wait=1, fit="crop")
    assert "over-box is-field" in shown
    assert "all that the model sees" in shown
    assert "all that the model sees" not in page(hub, model="clip:tiny", wait=1)


@pytest.mark.parametrize(
    ("model", "code"),
    [("clip:../tiny", "bad_hub_name"), ("clip:nowhere", "no_such_hub_model"), ("clip:a/b", "hub_closed"),
     ("blip:captions", "wrong_hub_model"), ("clip:captions", "wrong_hub_model")],
)  # fmt: skip
def test_what_cannot_be_loaded_is_told_beside_the_field(hub: TestClient, model: str, code: str) -> None:
    shown = page(hub, model=model, wait=1)
    assert f'data-code="{code}"' in shown
    assert f'value="{model}"' in shown
    assert 'id="sweep"' not in page(hub, model=model)
    answer = hub.get(API, params={"model": model})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_name_with_spaces_and_chinese_characters_is_a_link_that_works(hub: TestClient) -> None:
    shown = page(hub, model="clip:my model 一号", wait=1)
    assert 'value="clip:my model 一号"' in shown
    assert "clip:my+model+%E4%B8%80%E5%8F%B7" in shown
    assert 'class="multiple-heat"' in shown


def test_a_checkpoint_of_nan_is_a_clear_error_on_the_page_and_as_json(hub: TestClient, hub_folder: Path) -> None:
    weights = load_file(save_clip(hub_folder.parent / "spoilt" / "nan") / "model.safetensors")
    weights["logit_scale"].fill_(float("nan"))
    save_file(weights, hub_folder.parent / "spoilt" / "nan" / "model.safetensors", {"format": "pt"})
    (hub_folder.parent / "spoilt").rename(hub_folder / "spoilt")
    try:
        answer = hub.get(API, params={"model": "clip:spoilt/nan"}, headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (422, "hub_not_finite")
        assert "logit_scale" in answer.json()["detail"]
        assert 'data-code="hub_not_finite"' in page(hub, model="clip:spoilt/nan", wait=1)
        assert 'data-code="hub_not_finite"' in page(hub, model="clip:spoilt/nan")
    finally:
        shutil.rmtree(hub_folder / "spoilt")


def test_without_the_extra_the_page_says_how_to_install_it(hub: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderHub, "installed", lambda _: False)
    assert "pip install &#39;.[hub]&#39;" in page(hub) or "pip install '.[hub]'" in page(hub)
    assert hub.get("/api/v1/fusion/hub").json()["installed"] is False
    answer = hub.get(API.replace("chelsea", "rocket"), params={"model": "clip:tiny"})
    assert (answer.status_code, answer.json()["code"]) == (422, "missing_hub")


def test_the_state_is_a_document(hub: TestClient) -> None:
    assert hub.get("/api/v1/fusion/hub").json() == {
        "installed": True,
        "downloads": False,
        "models": ["blip:mine/tiny", "clip:my model 一号", "clip:tiny"],
    }


def test_a_reading_is_a_document(hub: TestClient) -> None:
    clip = hub.get(API, params={"model": "clip:tiny", "fit": "crop"}).json()
    assert set(clip) == set(HubReadingDocument.model_fields)
    assert [each["kind"] for each in clip["maps"]] == ["similarity", "alone"]
    assert clip["frame"][1::2] == [0, 1]
    assert clip["frame"][0] == pytest.approx(1 - clip["frame"][2], abs=0.05)
    assert clip["match"] + sum(each["match"] for each in clip["others"]) == pytest.approx(1, abs=1e-4)
    assert clip["attention"] is None
    blip = hub.get(API, params={"model": "blip:mine/tiny", "weights": "1"}).json()
    assert [sum(row) for row in blip["attention"][0][0]] == pytest.approx([1] * len(blip["tokens"]), abs=1e-3)
    assert len(blip["gradient"]) == blip["model"]["layers"] == 3
    assert all(blip["sentence"][word["start"] : word["end"]] == word["text"] for word in blip["words"])


def test_the_paths_are_in_the_apis_description(hub: TestClient) -> None:
    paths = hub.get("/openapi.json").json()["paths"]
    assert {"/api/v1/fusion/hub", "/api/v1/samples/{sample_id}/fusion/hub"} <= set(paths)


@pytest.mark.thorough
def test_torch_is_imported_only_when_a_checkpoint_is_asked_for(tmp_path: Path) -> None:
    """In a process of its own: the list and the errors need none of it, the first reading does."""
    save_clip(tmp_path / "models" / "tiny")
    code = f"""
import sys
from pathlib import Path
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
folder = Path({str(tmp_path)!r})
settings = Settings(data_dir=folder, cache_dir=folder / "engine", hub_dir=folder / "models")
heavy = lambda: sorted({{"torch", "transformers"}} & set(sys.modules))
with TestClient(create_app(settings, FakeAttender())) as client:
    for model in ("", "clip:nowhere", "clip:tiny"):
        assert client.get("/s/chelsea/fusion", params={{"view": "hub", "model": model}}).status_code == 200
    assert "clip:tiny" in client.get("/api/v1/fusion/hub").json()["models"]
    assert heavy() == [], heavy()
    assert client.get("/api/v1/samples/chelsea/fusion/hub", params={{"model": "clip:tiny"}}).status_code == 200
    assert heavy() == ["torch", "transformers"], heavy()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
