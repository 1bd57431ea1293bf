"""Gated layers between a language model's blocks: shut they change nothing, and both implementations agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from models.captioner.cuts import CUTS, parts
from models.captioner.gated.layers import GatedLayers, Gates, read_gated
from models.captioner.gated.network import GatedConfig
from models.captioner.gated.network import GatedLayers as Reference
from models.captioner.gated.reader import LONGEST, MOST, read_text, write_text
from models.captioner.llama import Llama
from models.captioner.package import Sizes
from models.captioner.reader import causal
from models.captioner.tokens import END
from models.engine.captioner.files import INPUTS
from models.engine.captioner.graph import LlamaGraph
from models.engine.session import open_session
from models.evaluation.flamingo import GatedListener, swaps
from tests.fakes_language import VECTORS, TinyLanguage, tiny_gated
from tests.models.test_captioner import tiny_weights

WIDTH, PLACES, LENGTH = 8, 9, 6
SIZES = Sizes(3, 64, 96, 4, 2, 300, 10000.0, 1e-5)
BEFORE = (1, 2)


@pytest.fixture
def model() -> TinyLanguage:
    return TinyLanguage()


@pytest.fixture
def layers() -> GatedLayers:
    return tiny_gated(WIDTH)


@pytest.fixture
def grid() -> np.ndarray:
    return np.random.default_rng(0).normal(0, 1, (WIDTH, 3, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def llama() -> Llama:
    norms, weights = tiny_weights(SIZES)
    state = {name: torch.from_numpy(value) for name, value in norms.items()}
    state |= {name: torch.from_numpy(each.wide()) for name, each in weights.items()}
    found = Llama(SIZES).eval()
    found.load_state_dict(state, strict=False)
    return found.requires_grad_(False)


@pytest.fixture
def reference() -> Reference:
    torch.manual_seed(3)
    config = GatedConfig(WIDTH, 6, SIZES.width, 8, 2, 5, BEFORE)
    return Reference(config, torch.randn(WIDTH), torch.rand(WIDTH) + 0.5, (1.0, 2.0)).eval()


def opened(reference: Reference) -> Reference:
    """Gates that let something pass, in both directions."""
    with torch.no_grad():
        for name, gate in reference.named_parameters():
            if name.endswith("_gate"):
                gate.fill_(-0.4 if "feed" in name else 0.7 - int(name.split(".")[1]))
    return reference


def inputs() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    random = np.random.default_rng(1)
    vectors = random.normal(0, 1, (2, LENGTH, SIZES.width)).astype(np.float32)
    places = np.broadcast_to(np.arange(LENGTH), (2, LENGTH)).copy()
    return torch.from_numpy(vectors), torch.from_numpy(places), torch.from_numpy(causal(2, LENGTH, 0))


def photos() -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(2).normal(0, 1, (2, PLACES, WIDTH)).astype(np.float32))


@torch.inference_mode()
def test_where_training_starts_the_language_model_is_untouched(llama: Llama, reference: Reference) -> None:
    vectors, places, bias = inputs()
    alone, _ = llama(vectors, places, bias, llama.no_past(2))
    gated, looks = reference(llama, vectors, places, bias, photos())
    torch.testing.assert_close(gated, alone, atol=1e-5, rtol=0)
    torch.testing.assert_close(looks.sum(-1), torch.ones(2, 2, 2, LENGTH))


@torch.inference_mode()
def test_learnt_gates_change_it_and_no_share_of_them_does_not(llama: Llama, reference: Reference) -> None:
    vectors, places, bias = inputs()
    alone, _ = llama(vectors, places, bias, llama.no_past(2))
    learnt, _ = opened(reference)(llama, vectors, places, bias, photos())
    shut, _ = reference(llama, vectors, places, bias, photos(), 0.0)
    assert (learnt - alone).abs().max() > 0.1
    torch.testing.assert_close(shut, alone, atol=1e-5, rtol=0)


def test_only_the_gates_learn_at_the_first_step(llama: Llama, reference: Reference) -> None:
    """Nothing passes a shut gate, nor does any gradient but its own; none reaches the language model."""
    vectors, places, bias = inputs()
    states, _ = reference(llama, vectors, places, bias, photos())
    states.square().sum().backward()
    moved = {name for name, each in reference.named_parameters() if each.grad is not None and each.grad.any()}
    assert moved == {f"layer.{number}.{gate}" for number in range(2) for gate in ("ask_gate", "feed_gate")}
    assert all(each.grad is None for each in llama.parameters())


@torch.inference_mode()
def test_the_cut_graphs_with_layers_in_between_equal_the_reference(
    llama: Llama, reference: Reference, tmp_path: Path
) -> None:
    """At once, and a token at a time; each row with its own photo and its own share."""
    save_file(opened(reference).state_dict(), tmp_path / "gated.safetensors")
    layers = read_gated(tmp_path / "gated.safetensors", 2)
    vectors, places, bias = inputs()
    wanted, looks = reference(llama, vectors, places, bias, photos())
    alone, _ = llama(vectors, places, bias, llama.no_past(2))
    norms, weights = tiny_weights(SIZES)
    sessions = []
    for number, blocks in enumerate(parts(SIZES.layers, BEFORE)):
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(LlamaGraph(SIZES, norms, weights).build(blocks).SerializeToString())
        sessions.append((open_session(path), blocks))
    seen = np.stack([layers.seen(each.T.reshape(WIDTH, 3, 3).numpy()) for each in photos()])

    def read(new: slice, past: np.ndarray, gates: Gates) -> tuple[np.ndarray, np.ndarray]:
        stream, kept = vectors[:, new].numpy(), []
        for number, (session, blocks) in enumerate(sessions):
            stream = gates(number - 1, stream) if number else stream
            fed = (
                stream,
                places[:, new].numpy(),
                causal(2, stream.shape[1], new.start),
                past[blocks.start : blocks.stop],
            )
            stream, keys_values = session.run(None, dict(zip(INPUTS, fed, strict=True)))
            kept.append(keys_values)
        return stream, np.concatenate(kept)

    empty = np.zeros((SIZES.layers, 2, 2, SIZES.groups, 0, SIZES.head_width), np.float32)
    gates = Gates(layers, seen, (1.0, 0.0))
    whole, _ = read(slice(0, LENGTH), empty, gates)
    np.testing.assert_allclose(whole[0], wanted[0].numpy(), atol=5e-5)
    np.testing.assert_allclose(whole[1], alone[1].numpy(), atol=2e-5)
    np.testing.assert_allclose(gates.take_looks(), looks[:, 0].mean(1).transpose(0, 1).numpy(), atol=1e-5)
    steps, past = [], empty
    for at in range(LENGTH):
        states, past = read(slice(at, at + 1), past, gates)
        steps.append(states)
    np.testing.assert_allclose(np.concatenate(steps, 1), whole, atol=5e-5)


def test_blocks_are_cut_where_a_layer_stands() -> None:
    assert [(each.start, each.stop) for each in parts(30)] == [(0, 14), (14, 18), (18, 22), (22, 26), (26, 30)]
    assert [(each.start, each.stop) for each in parts(2)] == [(0, 2)]
    assert len(parts(30)) == len(CUTS) + 1


def test_with_the_gates_shut_both_probabilities_are_one(
    model: TinyLanguage, layers: GatedLayers, grid: np.ndarray
) -> None:
    for reading in (read_text(model, layers, grid, " a dog runs", 0.0), *write_text(model, layers, grid, 0.0)):
        assert all(piece.with_photo == piece.without for piece in reading.caption.pieces)
    learnt = read_text(model, layers, grid, " a dog runs", 1.0)
    assert any(piece.with_photo != pytest.approx(piece.without, rel=0.01) for piece in learnt.caption.pieces)


def test_what_is_written_reads_the_same_when_it_is_given(
    model: TinyLanguage, layers: GatedLayers, grid: np.ndarray
) -> None:
    grown = list(write_text(model, layers, grid, 1.0))
    *_, last = grown
    assert [len(each.caption.pieces) for each in grown] == list(range(1, len(grown) + 1))
    tokens = [piece.token for piece in last.caption.pieces]
    assert tokens[-1] == END or len(tokens) == MOST
    text = model.tokenizer.decode([token for token in tokens if token != END])
    if model.tokenizer.encode(text).ids == [token for token in tokens if token != END]:
        given = read_text(model, layers, grid, text, 1.0)
        for mine, theirs in zip(last.caption.pieces, given.caption.pieces, strict=False):
            assert mine.with_photo == pytest.approx(theirs.with_photo, rel=1e-3)
        np.testing.assert_allclose(given.looks[: len(tokens)], last.looks, atol=1e-4)


def test_looks_are_shares_of_the_photo_and_words_are_the_mean_of_their_tokens(
    model: TinyLanguage, layers: GatedLayers, grid: np.ndarray
) -> None:
    reading = read_text(model, layers, grid, " a dog xyz sits.", 1.0)
    assert reading.looks.shape == (len(reading.caption.pieces), len(CUTS), grid[0].size)
    np.testing.assert_allclose(reading.looks.sum(-1), 1, atol=1e-5)
    words, first = reading.word_looks(), len(reading.caption.words[0].pieces)
    assert len(words) == len(reading.caption.words)
    np.testing.assert_allclose(words[0], reading.looks[:first].mean((0, 1)), atol=1e-6)
    assert 0 < reading.shared() < 1
    assert replace(reading, looks=np.full_like(reading.looks, 1 / 9)).shared() == pytest.approx(1)
    np.testing.assert_allclose(reading.word_looks(2)[-1], reading.looks[-1, 2], atol=1e-6)


def test_a_long_text_is_cut_and_says_so(model: TinyLanguage, layers: GatedLayers, grid: np.ndarray) -> None:
    reading = read_text(model, layers, grid, " a dog" * LONGEST, 1.0)
    assert reading.cut
    assert len(reading.caption.pieces) == LONGEST
    assert reading.caption.pieces[-1].token != END
    assert not read_text(model, layers, grid, " a dog", 1.0).cut


def test_losses_of_several_photos_are_those_of_each_alone(
    model: TinyLanguage, layers: GatedLayers, grid: np.ndarray
) -> None:
    listener = GatedListener(model, layers)
    found = listener.losses([grid, listener.mean_photo, grid], [1.0, 1.0, 0.0], " a dog runs")
    read = read_text(model, layers, grid, " a dog runs", 1.0).caption.pieces
    assert found[0] == pytest.approx(-np.mean([np.log(piece.with_photo) for piece in read]), rel=1e-4)
    assert found[2] == pytest.approx(-np.mean([np.log(piece.without) for piece in read]), rel=1e-4)
    alone = listener.losses([listener.mean_photo], [1.0], " a dog runs")
    assert found[1] == pytest.approx(alone[0], rel=1e-4)
    assert listener.write(grid) == list(write_text(model, layers, grid, 1.0))[-1].caption.text
    assert model.table.shape[1] == VECTORS


def test_no_photo_is_swapped_with_itself() -> None:
    orders = swaps(7, 5, 0)
    assert len(orders) == 5
    assert all(index != each for order in orders for index, each in enumerate(order))
    assert orders == swaps(7, 5, 0)
