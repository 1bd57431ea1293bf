"""CLIP and BLIP of the real classes, tiny and random: shapes, shares, batches, gradients, and what cannot be read."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from models.errors import BrokenInstall, FoveaError, InvalidArgument, InvalidSentence
from models.hub.blip import BlipReader
from models.hub.clip import ClipReader
from models.hub.model import HubModel, load_hub
from models.hub.tokens import tokenise
from models.hub_results import Fit, HubReading, MapKind
from models.results import Pixels, WordKind
from tests.models.tiny_hub import PIECES, save_blip, save_clip

SENTENCE = "a cat on the blue sofa"
PLACES = 16
both = pytest.mark.parametrize("name", ["clip:clip", "blip:blip"])
SAVE: dict[str, Callable[[Path], Path]] = {"clip": save_clip, "blip": save_blip}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    save_clip(folder / "clip")
    save_blip(folder / "blip")
    return folder


@pytest.fixture(scope="module")
def models(root: Path) -> dict[str, HubModel]:
    return {name: load_hub(name, root, downloads=False) for name in ("clip:clip", "blip:blip")}


@pytest.fixture(scope="module")
def photo() -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (60, 100, 3), dtype=np.uint8)


def read(model: HubModel, photo: Pixels, sentence: str = SENTENCE, fit: Fit = Fit.SQUASH) -> HubReading:
    return model.read(model.look(photo, fit), sentence, ("a red dog", "a photo of the dog"))


@both
def test_every_word_has_a_map_of_each_kind(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    reading = read(models[name], photo)
    assert [word.text for word in reading.words] == SENTENCE.split()
    assert reading.pooling.sum(1) == pytest.approx(1)
    assert reading.pooling.shape == (6, len(reading.tokens))
    for each in reading.maps:
        assert each.words.shape == (6, 4, 4)
        assert each.sentence.shape == (4, 4)
        assert np.isfinite(each.words).all()


@both
def test_a_words_places_sum_to_one(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    reading = read(models[name], photo).reading
    assert reading.maps is not None
    assert reading.maps.sum((1, 2)) == pytest.approx(1, abs=1e-5)
    for attended in reading.attentions:
        assert attended.weights.sum(-1) == pytest.approx(1, abs=1e-5)


@both
def test_a_sentence_alone_is_a_row_of_a_batch(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    seen = models[name].look(photo, Fit.SQUASH)
    sentences = ["a dog", SENTENCE, "the red photo of a cat on the sofa"]
    together = models[name].matches(seen, sentences)
    if name == "blip:blip":
        alone = [models[name].matches(seen, [each])[0] for each in sentences]
        assert together == pytest.approx(alone, abs=1e-6)
        assert together == pytest.approx([models[name].read(seen, each).reading.match for each in sentences], abs=1e-5)
    else:
        logits = [models[name].read(seen, each).reading.logit for each in sentences]
        powers = np.exp(np.array(logits) - max(logits))
        assert together == pytest.approx(powers / powers.sum(), abs=1e-4)


@both
def test_the_same_reading_twice_is_the_same(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    first, second = read(models[name], photo), read(models[name], photo)
    assert first.reading.logit == second.reading.logit
    for one, other in zip(first.maps, second.maps, strict=True):
        assert (one.words == other.words).all()


@both
def test_what_is_too_long_is_said(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    sentence = " ".join(["cat"] * 80)
    reading = read(models[name], photo, sentence)
    assert len(reading.tokens) == models[name].facts.tokens
    assert reading.cut_at == sentence.find("cat", 4 * len(reading.words) - 1)


@both
def test_a_sentence_without_words_is_refused(models: dict[str, HubModel], photo: Pixels, name: str) -> None:
    with pytest.raises(InvalidSentence):
        read(models[name], photo, "...")


def test_blip_marks_words_that_it_does_not_know(models: dict[str, HubModel], photo: Pixels) -> None:
    kinds = {word.text: word.kind for word in read(models["blip:blip"], photo, "a zebra sits").words}
    assert kinds == {"a": WordKind.FUNCTION, "zebra": WordKind.UNKNOWN, "sits": WordKind.CONTENT}


def test_blip_gives_every_layer_and_head(models: dict[str, HubModel], photo: Pixels) -> None:
    reading = read(models["blip:blip"], photo)
    cross = reading.reading.attentions[0]
    assert (cross.queries, cross.keys, cross.grid) == ("words", "places", (4, 4))
    assert cross.weights.shape == (3, 2, len(reading.tokens), PLACES)
    assert reading.gradients is not None
    assert reading.gradients.shape == cross.weights.shape
    assert reading.elsewhere is not None
    assert ((reading.elsewhere > 0) & (reading.elsewhere < 1)).all()
    assert reading.map_of(MapKind.ATTENTION).words == pytest.approx(
        (reading.pooling @ cross.weights.mean((0, 1))).reshape(6, 4, 4), abs=1e-6
    )


def test_blips_match_is_that_of_the_models_own_forward(models: dict[str, HubModel], root: Path, photo: Pixels) -> None:
    library: Any = importlib.import_module("transformers")
    theirs = library.BlipForImageTextRetrieval.from_pretrained(root / "blip").eval()
    words = library.BertTokenizer.from_pretrained(root / "blip")(SENTENCE, return_tensors="pt")
    pixels = models["blip:blip"]._checkpoint.square.read(photo, Fit.SQUASH)  # type: ignore[attr-defined]
    with torch.no_grad():
        scores = theirs(words["input_ids"], torch.from_numpy(pixels), attention_mask=words["attention_mask"]).itm_score
    assert read(models["blip:blip"], photo).reading.match == pytest.approx(scores.softmax(-1)[0, 1].item(), abs=1e-5)


def test_blips_gradient_is_the_slope_of_the_match(models: dict[str, HubModel], photo: Pixels) -> None:
    """More attention of one head to one place changes the logit as the gradient says."""
    model = models["blip:blip"]
    assert isinstance(model, BlipReader)
    seen = model.look(photo, Fit.SQUASH)
    heard = tokenise(model._checkpoint.tokenizer, SENTENCE, model.facts.tokens)
    done = model._pass(seen, heard)
    layer, head, token, place = np.unravel_index(int(np.abs(done.cross_gradient).argmax()), done.cross.shape)
    step = 1e-3

    def nudged(module: Any, inputs: object, output: tuple[torch.Tensor, torch.Tensor]) -> object:
        context, weights = output
        value = module.value(torch.from_numpy(seen.states))[place].reshape(2, -1)[head]
        width = value.numel()
        context = context.clone()
        context[0, token, head * width : (head + 1) * width] += step * value
        return context, weights

    attention = model._model.text_encoder.encoder.layer[layer].crossattention.self
    with attention.register_forward_hook(nudged):
        moved = model._pass(seen, heard).logit
    slope = (moved - done.logit) / step
    assert slope == pytest.approx(float(done.cross_gradient[layer, head, token, place]), rel=0.05)


def test_clips_logit_is_that_of_the_models_own_forward(models: dict[str, HubModel], root: Path, photo: Pixels) -> None:
    library: Any = importlib.import_module("transformers")
    theirs = library.CLIPModel.from_pretrained(root / "clip").eval()
    words = library.CLIPTokenizer.from_pretrained(root / "clip")(SENTENCE, return_tensors="pt")
    pixels = library.CLIPImageProcessorPil.from_pretrained(root / "clip")(Image.fromarray(photo), return_tensors="pt")
    with torch.no_grad():
        logit = theirs(**words, **pixels).logits_per_image.item()
    reading = read(models["clip:clip"], photo, fit=Fit.CROP)
    assert reading.reading.logit == pytest.approx(logit, abs=1e-3)


def test_clip_tells_the_sentence_from_its_rivals(models: dict[str, HubModel], photo: Pixels) -> None:
    reading = read(models["clip:clip"], photo)
    assert reading.reading.attentions == ()
    assert reading.reading.match + sum(each.match for each in reading.rivals) == pytest.approx(1, abs=1e-5)
    assert reading.cosine is not None
    assert -1 <= reading.cosine <= 1
    alone = models["clip:clip"].read(models["clip:clip"].look(photo, Fit.SQUASH), SENTENCE)
    assert (alone.reading.match, alone.rivals) == (1, ())


def test_blip_matches_each_rival_on_its_own(models: dict[str, HubModel], photo: Pixels) -> None:
    reading = read(models["blip:blip"], photo)
    alone = models["blip:blip"].matches(models["blip:blip"].look(photo, Fit.SQUASH), ["a red dog"])[0]
    assert [each.sentence for each in reading.rivals] == ["a red dog", "a photo of the dog"]
    assert reading.rivals[0].match == pytest.approx(alone, abs=1e-6)


def test_clips_places_are_cosines_with_the_word_alone(models: dict[str, HubModel], photo: Pixels) -> None:
    values = read(models["clip:clip"], photo).map_of(MapKind.SIMILARITY)
    assert (np.abs(values.words) <= 1 + 1e-6).all()
    alone = read(models["clip:clip"], photo, "sofa").map_of(MapKind.SIMILARITY)
    assert values.words[-1] == pytest.approx(alone.words[0], abs=1e-6)
    assert alone.words[0] == pytest.approx(alone.sentence, abs=1e-6)


def test_alone_is_the_last_layer_with_the_identity_for_attention(tmp_path: Path, photo: Pixels) -> None:
    """In a tower of one place, attending to oneself and to all would differ by the class token only."""
    save_clip(tmp_path / "one", layers=1)
    model = load_hub("clip:one", tmp_path, downloads=False)
    assert isinstance(model, ClipReader)
    tower = model._model.vision_model
    seen = model.look(photo, Fit.SQUASH)
    with torch.no_grad():
        states = tower.pre_layrnorm(
            tower.embeddings(torch.from_numpy(model._checkpoint.square.read(photo, Fit.SQUASH)))
        )
        each = [tower.encoder.layers[0](states[:, place : place + 1], None)[0, 0].numpy() for place in range(1, 17)]
    assert seen.alone == pytest.approx(np.stack(each), abs=1e-5)


def test_a_photo_that_is_no_square_is_squashed_or_cut(models: dict[str, HubModel], photo: Pixels) -> None:
    clip, blip = models["clip:clip"], models["blip:blip"]
    assert clip.facts.fits == (Fit.SQUASH, Fit.CROP)
    assert clip.look(photo, Fit.CROP).frame == pytest.approx((10 / 53, 0, 42 / 53, 1))
    assert blip.look(photo, Fit.CROP).fit is Fit.SQUASH
    assert blip.facts.fits == (Fit.SQUASH,)


def test_checkpoints_saved_by_older_releases_are_read(tmp_path: Path, photo: Pixels) -> None:
    """vocab.txt and vocab.json with merges.txt instead of tokenizer.json; sizes as plain numbers."""
    blip, clip = save_blip(tmp_path / "blip"), save_clip(tmp_path / "clip")
    (blip / "vocab.txt").write_text("\n".join(PIECES) + "\n")
    spelled = json.loads((clip / "tokenizer.json").read_text())["model"]
    (clip / "vocab.json").write_text(json.dumps(spelled["vocab"]))
    merges = [each if isinstance(each, str) else " ".join(each) for each in spelled["merges"]]
    (clip / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    for folder in (blip, clip):
        (folder / "tokenizer.json").unlink()
    numbers = json.loads((clip / "preprocessor_config.json").read_text())
    (clip / "preprocessor_config.json").write_text(json.dumps(numbers | {"size": 32, "crop_size": 32}))
    for name, kind in (("clip:clip", "cat</w>"), ("blip:blip", "cat")):
        assert read(load_hub(name, tmp_path, downloads=False), photo).tokens[2] == kind


def error_of(name: str, root: Path, downloads: bool = False) -> FoveaError:
    with pytest.raises((InvalidArgument, BrokenInstall)) as raised:
        load_hub(name, root, downloads)
    return raised.value


def test_a_checkpoint_of_another_family_is_refused(root: Path) -> None:
    assert error_of("blip:clip", root).code == "wrong_hub_model"
    assert error_of("clip:blip", root).code == "wrong_hub_model"


def test_a_blip_without_a_matching_head_is_refused(tmp_path: Path) -> None:
    save_blip(tmp_path / "captions", kind="BlipForConditionalGeneration")
    error = error_of("blip:captions", tmp_path)
    assert error.code == "wrong_hub_model"
    assert "BlipForImageTextRetrieval" in error.message


def test_a_blip_whose_config_does_not_say_that_it_is_a_captioner_is_refused_too(tmp_path: Path) -> None:
    folder = save_blip(tmp_path / "captions", kind="BlipForConditionalGeneration")
    claim(folder, architectures=None)
    error = error_of("blip:captions", tmp_path)
    assert error.code == "lacking_hub_weights"
    assert "BlipForImageTextRetrieval" in error.message


def claim(folder: Path, **changes: object) -> None:
    config = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps({key: each for key, each in config.items() if each is not None}))


@both
@pytest.mark.parametrize("asked", ["sdpa", "flash_attention_2", "paged|flash", "none"])
def test_a_config_that_asks_for_a_kind_of_attention_is_read_eagerly(
    tmp_path: Path, photo: Pixels, models: dict[str, HubModel], name: str, asked: str
) -> None:
    family = name.split(":", maxsplit=1)[0]
    folder = SAVE[family](tmp_path / family)
    claim(folder, _attn_implementation=asked)
    model = load_hub(name, tmp_path, downloads=False)
    assert read(model, photo).reading.logit == pytest.approx(read(models[name], photo).reading.logit, abs=1e-4)


@both
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_numbers_are_refused(tmp_path: Path, name: str, value: float) -> None:
    family = name.split(":", maxsplit=1)[0]
    SAVE[family](tmp_path / family)
    weights = load_file(tmp_path / family / "model.safetensors")
    spoilt = next(key for key in weights if key.startswith("text") and key.endswith("weight"))
    weights[spoilt].view(-1)[0] = value
    save_file(weights, tmp_path / family / "model.safetensors", {"format": "pt"})
    error = error_of(name, tmp_path)
    assert (error.code, error.values["where"]) == ("hub_not_finite", spoilt)
    assert isinstance(error, InvalidArgument)


@both
def test_finite_weights_that_overflow_are_told(tmp_path: Path, photo: Pixels, name: str) -> None:
    family = name.split(":", maxsplit=1)[0]
    SAVE[family](tmp_path / family)
    weights = load_file(tmp_path / family / "model.safetensors")
    last = "visual_projection.weight" if family == "clip" else "itm_head.weight"
    weights[last].fill_(3e38)
    save_file(weights, tmp_path / family / "model.safetensors", {"format": "pt"})
    with pytest.raises(InvalidArgument) as raised:
        read(load_hub(name, tmp_path, downloads=False), photo)
    assert raised.value.code == "hub_not_finite"


@pytest.mark.parametrize("lost", ["model.safetensors", "preprocessor_config.json", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_broken(tmp_path: Path, lost: str) -> None:
    folder = save_clip(tmp_path / "clip")
    (folder / lost).unlink()
    if lost == "tokenizer.json":
        (folder / "tokenizer_config.json").unlink()
    error = error_of("clip:clip", tmp_path)
    assert error.code == "broken_hub_model"
    assert str(tmp_path) not in error.message


def test_a_folder_of_damaged_weights_is_broken(tmp_path: Path) -> None:
    folder = save_clip(tmp_path / "clip")
    (folder / "model.safetensors").write_bytes(b"no weights")
    assert error_of("clip:clip", tmp_path).code == "broken_hub_model"


def test_a_processor_that_cuts_another_size_is_refused(tmp_path: Path) -> None:
    save_clip(tmp_path / "clip", cut=24)
    assert error_of("clip:clip", tmp_path).code == "broken_hub_model"


def test_a_missing_folder_is_told_and_so_is_a_closed_hub(tmp_path: Path) -> None:
    assert error_of("clip:nowhere", tmp_path).code == "no_such_hub_model"
    assert error_of("clip:owner/name", tmp_path).code == "hub_closed"
    assert error_of("clip:../clip", tmp_path).code == "bad_hub_name"


def test_weights_that_cannot_be_fetched_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert error_of("clip:owner/name", tmp_path, downloads=True).code == "hub_fetch_failed"


def test_without_the_library_the_extra_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    error = error_of("clip:clip", root)
    assert error.code == "missing_hub"
    assert ".[hub]" in error.hint
