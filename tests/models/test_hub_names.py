"""Names of checkpoints: what may be named, what is found, and that nothing outside the folder is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.errors import InvalidArgument
from models.hub.claim import Claim, read_claim
from models.hub.names import find_source, local_names, read_name
from models.hub.refusals import check_source
from models.hub_results import HubKind


def put(folder: Path, kind: str, *classes: str) -> Path:
    folder.mkdir(parents=True)
    config = {"model_type": kind, "architectures": classes} if classes else {"model_type": kind}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ("clip:mine", HubKind.CLIP, "mine"),
        ("blip:salesforce/blip-itm-base-coco", HubKind.BLIP, "salesforce/blip-itm-base-coco"),
        ("clip:a.b_c/d-e", HubKind.CLIP, "a.b_c/d-e"),
        ("clip:my clip (old)", HubKind.CLIP, "my clip (old)"),
        ("blip:我的 模型/第一个", HubKind.BLIP, "我的 模型/第一个"),
    ],
)
def test_a_name_is_a_kind_and_a_path(text: str, kind: HubKind, path: str) -> None:
    name = read_name(text)
    assert (name.kind, name.path, str(name)) == (kind, path, text)


@pytest.mark.parametrize(
    "text",
    ["", "clip:", "clip", "vilt:x", "clip:../secret", "clip:a/../../b", "clip:/etc", "clip:a\\b", "clip:a//b",
     "clip:.a", "clip:a/.",
     "clip: a", "clip:a ", "clip:a /b", "clip:~", "clip:a\x1bb", "clip:a\u2028b", "clip:a\n", "clip:a/b/c/d/e", "clip:http://x",
     "clip:a\0b", "clip:a."],
)  # fmt: skip
def test_nothing_else_is_a_name(text: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        read_name(text)
    assert raised.value.code == "bad_hub_name"


def test_a_folder_below_the_configured_one_is_found(tmp_path: Path) -> None:
    put(tmp_path / "mine", "clip")
    source = find_source(read_name("clip:mine"), tmp_path, downloads=False)
    assert source.local
    assert Path(source.where) == (tmp_path / "mine").resolve()


def test_a_folder_wins_over_the_hub(tmp_path: Path) -> None:
    put(tmp_path / "owner" / "name", "clip")
    assert find_source(read_name("clip:owner/name"), tmp_path, downloads=True).local


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "away").symlink_to(put(tmp_path / "outside", "clip"))
    assert local_names(root) == ()
    with pytest.raises(InvalidArgument) as raised:
        find_source(read_name("clip:away"), root, downloads=True)
    assert raised.value.code == "no_such_hub_model"


@pytest.mark.parametrize(("text", "code"), [("clip:owner/name", "hub_closed"), ("clip:name", "no_such_hub_model")])
def test_the_hub_is_closed_unless_it_is_opened(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        find_source(read_name(text), tmp_path, downloads=False)
    assert raised.value.code == code


def test_a_name_on_the_hub_is_taken_where_downloads_are_allowed(tmp_path: Path) -> None:
    source = find_source(read_name("clip:owner/name"), tmp_path, downloads=True)
    assert (source.where, source.local) == ("owner/name", False)


def test_checkpoints_are_listed_by_what_their_config_says(tmp_path: Path) -> None:
    put(tmp_path / "b", "blip")
    put(tmp_path / "owner" / "a", "clip")
    put(tmp_path / "other", "vilt")
    put(tmp_path / ".hidden", "clip")
    put(tmp_path / "downloads" / "x", "clip")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("[1")
    assert local_names(tmp_path) == ("blip:b", "clip:owner/a")
    assert local_names(tmp_path / "nowhere") == ()


def test_names_with_spaces_and_in_any_script_are_listed_and_found(tmp_path: Path) -> None:
    for folder in ("my clip", "中文模型", "ümlaut/the second"):
        put(tmp_path / folder, "clip")
    names = local_names(tmp_path)
    assert names == ("clip:my clip", "clip:ümlaut/the second", "clip:中文模型")
    for name in names:
        assert find_source(read_name(name), tmp_path, downloads=False).local


def test_a_name_that_the_hub_cannot_have_is_not_looked_for_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument) as raised:
        find_source(read_name("clip:我/模型"), tmp_path, downloads=True)
    assert raised.value.code == "no_such_hub_model"


@pytest.mark.parametrize(
    ("kind", "classes", "name", "code"),
    [("siglip", ["SiglipModel"], "clip:x", "other_hub_family"),
     ("vilt", ["ViltForQuestionAnswering"], "blip:x", "other_hub_family"),
     ("lxmert", ["LxmertForPreTraining"], "clip:x", "other_hub_family"), ("altclip", [], "clip:x", "other_hub_family"),
     ("chinese_clip", ["ChineseCLIPModel"], "clip:x", "other_hub_family"), ("", [], "clip:x", "other_hub_family"),
     ("blip", ["BlipForConditionalGeneration"], "blip:x", "wrong_hub_model"),
     ("blip", ["BlipForQuestionAnswering"], "blip:x", "wrong_hub_model"),
     ("clip", ["CLIPForImageClassification"], "clip:x", "wrong_hub_model"),
     ("clip", ["CLIPModel"], "blip:x", "wrong_hub_model")],
)  # fmt: skip
def test_what_is_no_clip_and_no_matching_blip_is_neither_offered_nor_loaded(
    tmp_path: Path, kind: str, classes: list[str], name: str, code: str
) -> None:
    put(tmp_path / "x", kind, *classes)
    assert name not in local_names(tmp_path)
    with pytest.raises(InvalidArgument) as raised:
        check_source(find_source(read_name(name), tmp_path, downloads=False))
    assert raised.value.code == code
    assert "only CLIP and BLIP image-text matching" in raised.value.message or code == "wrong_hub_model"


def test_a_config_that_names_no_class_is_believed(tmp_path: Path) -> None:
    put(tmp_path / "x", "blip")
    assert local_names(tmp_path) == ("blip:x",)


def test_a_config_that_is_no_object_claims_nothing(tmp_path: Path) -> None:
    for text in ("[]", "{", '{"model_type": null, "architectures": 3}'):
        (tmp_path / "config.json").write_text(text)
        assert read_claim(tmp_path / "config.json") == Claim("")
