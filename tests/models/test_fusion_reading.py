"""From attention to maps, word matrices, entropy; swaps; intervals."""

from __future__ import annotations

import numpy as np
import pytest

from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.famous import FAMOUS
from models.fusion.reading import entropy, rollout, word_maps, word_to_word
from models.fusion.swaps import (
    ALSO,
    CHINESE_FAMILIES,
    CHINESE_OTHER_SENTENCES,
    FAMILIES,
    OTHER_SENTENCES,
    other_sentences,
    shuffled,
    swap_word,
    swaps_of,
)
from models.results import FloatArray, WordKind
from models.statistics import interval
from models.text.words import split_words

RNG = np.random.default_rng(0)


def rows(*shape: int) -> FloatArray:
    values = RNG.random(shape, np.float32) + 0.01
    return np.asarray(values / values.sum(-1, keepdims=True), np.float32)


def test_rollout_of_identities_is_the_identity_and_rows_sum_to_one() -> None:
    eye = np.broadcast_to(np.eye(5, dtype=np.float32), (3, 2, 5, 5))
    np.testing.assert_allclose(rollout(np.ascontiguousarray(eye)), np.eye(5), atol=1e-6)
    np.testing.assert_allclose(rollout(rows(3, 2, 6, 6)).sum(-1), 1, atol=1e-5)


def test_rollout_multiplies_layers() -> None:
    first, second = rows(1, 1, 4, 4), rows(1, 1, 4, 4)
    both = rollout(np.concatenate([first, second]))
    expected = (0.5 * second[0, 0] + 0.5 * np.eye(4)) @ (0.5 * first[0, 0] + 0.5 * np.eye(4))
    np.testing.assert_allclose(both, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("queries", "keys", "size"), [("words", "places", (5, 9)), ("places", "words", (9, 5)),
                                  ("joint", "joint", (15, 15)), ("joint_bare", "joint_bare", (14, 14))],
)  # fmt: skip
def test_a_word_that_pays_one_place_has_its_map_there(queries: str, keys: str, size: tuple[int, int]) -> None:
    """Five tokens, the third alone makes the second word; it and place 7 (row 2, column 1) go together."""
    weights = np.full((2, 3, *size), 1e-4, np.float32)
    start = {"joint": 1, "joint_bare": 0}.get(queries, 0)
    if queries == "words":
        weights[:, :, 2, 7] = 1
    elif queries == "places":
        weights[:, :, 7, 2] = 1
    else:
        weights[:, :, start + 9 + 2, start + 7] = 1
    weights /= weights.sum(-1, keepdims=True)
    pooling = np.zeros((2, 5), np.float32)
    pooling[0, 1], pooling[1, 2] = 1, 1
    maps = word_maps(((queries, keys),), (weights,), pooling, (3, 3))
    assert maps is not None
    assert divmod(int(maps[1].argmax()), 3) == (2, 1)
    np.testing.assert_allclose(maps.sum((1, 2)), 1, atol=1e-5)


def test_without_attention_there_is_no_map() -> None:
    assert word_maps((), (), np.eye(3, dtype=np.float32), (1, 1)) is None


@pytest.mark.parametrize("side", [4, 2])
def test_maps_of_several_grids_are_averaged_on_the_one_that_is_asked_for(side: int) -> None:
    pooling = np.eye(2, dtype=np.float32)
    fine, coarse = rows(1, 1, 2, 16), rows(1, 1, 2, 4)
    maps = word_maps((("words", "places"),) * 2, (fine, coarse), pooling, (side, side))
    assert maps is not None
    wanted = np.zeros((2, side, side))
    for row in range(4):
        for col in range(4):
            both = fine[0, 0, :, 4 * row + col] + coarse[0, 0, :, 2 * (row // 2) + col // 2] / 4
            wanted[:, row * side // 4, col * side // 4] += both / 2
    np.testing.assert_allclose(maps, wanted, atol=1e-5)


def test_one_sharp_fine_cell_does_not_outweigh_what_a_coarse_grid_says() -> None:
    fine, coarse = np.full((1, 1, 1, 16), 0.8 / 15, np.float32), np.full((1, 1, 1, 4), 0.1, np.float32)
    fine[..., 0], coarse[..., 3] = 0.2, 0.7
    maps = word_maps((("words", "places"),) * 2, (fine, coarse), np.eye(1, dtype=np.float32), (2, 2))
    assert maps is not None
    assert maps[0].argmax() == 3


def test_words_of_several_tokens_share_and_gather() -> None:
    weights = np.zeros((4, 4), np.float32)
    weights[1, 2], weights[1, 3], weights[2, 1], weights[3, 1] = 0.25, 0.75, 1, 0.5
    pooling = np.array([[0, 1, 0, 0], [0, 0, 0.5, 0.5]], np.float32)
    among = word_to_word(weights, pooling)
    np.testing.assert_allclose(among, [[0, 1.0], [0.75, 0]])


def test_entropy_is_none_for_one_and_full_for_all_alike() -> None:
    one = np.zeros((1, 1, 3, 8), np.float32)
    one[..., 2] = 1
    assert entropy(one)[0, 0] == pytest.approx(0, abs=1e-6)
    assert entropy(np.full((1, 1, 3, 8), 1 / 8, np.float32))[0, 0] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [("A cat sits on a red chair", "cat", "A horse sits on a red chair"), ("an elephant", "elephant", "a dog")],
)
def test_swaps_stand_in_the_sentence(sentence: str, before: str, after: str) -> None:
    swaps = swaps_of(sentence, split_words(sentence))
    assert (before, after) in [(swap.before, swap.sentence) for swap in swaps]


def test_a_swap_keeps_the_rest_and_puts_the_article_right() -> None:
    sentence = "A Cat, on an orange rug!"
    words = split_words(sentence)
    assert swap_word(sentence, 1, words[1], "elephant").sentence == "An Elephant, on an orange rug!"
    assert swap_word(sentence, 4, words[4], "blue").sentence == "A Cat, on a blue rug!"


def test_a_sentence_without_known_words_has_no_swaps() -> None:
    assert swaps_of("zzz qqq", split_words("zzz qqq")) == ()
    assert swaps_of("고양이", split_words("고양이")) == ()


def test_chinese_words_have_swaps_of_their_own_kind() -> None:
    sentence = "一只红色的猫"
    swaps = swaps_of(sentence, split_words(sentence))
    assert {swap.before for swap in swaps} == {"一", "红色", "猫"}
    assert "一只红色的马" in {swap.sentence for swap in swaps}


@pytest.mark.parametrize(
    ("said", "same"), [("gray", "grey"), ("couch", "sofa"), ("bike", "bicycle"), ("plane", "airplane")]
)
def test_two_words_for_one_thing_have_the_same_swaps(said: str, same: str) -> None:
    def after(word: str) -> list[str]:
        return [each.after for each in swaps_of(f"the {word}", split_words(f"the {word}"))]

    assert after(said) == after(same) != []
    assert same not in after(said)


def test_other_words_for_one_stand_in_no_family_themselves() -> None:
    listed = {word for family in FAMILIES for word in family}
    assert set(ALSO.values()) <= listed
    assert not set(ALSO) & listed


@pytest.mark.parametrize("families", [FAMILIES, CHINESE_FAMILIES])
def test_families_hold_each_word_once(families: tuple[tuple[str, ...], ...]) -> None:
    assert all(len(set(family)) == len(family) > 1 for family in families)


@pytest.mark.parametrize("family", CHINESE_FAMILIES, ids="".join)
def test_every_word_of_a_chinese_family_is_one_word_and_known(family: tuple[str, ...]) -> None:
    for said in family:
        (word,) = split_words(said)
        assert word.kind is not WordKind.UNKNOWN


@pytest.mark.parametrize(
    ("sentence", "swapped"), [("一隻紅色的貓", "一隻紅色的馬"), ("一只红色的猫", "一只红色的马"), ("我的马", "我的鸟")]
)
def test_a_swap_is_written_in_the_characters_of_its_sentence(sentence: str, swapped: str) -> None:
    assert swapped in {swap.sentence for swap in swaps_of(sentence, split_words(sentence))}


def test_other_sentences_are_in_the_sentence_s_language() -> None:
    assert other_sentences(split_words("a dog")) == OTHER_SENTENCES
    assert other_sentences(split_words("一只狗")) == CHINESE_OTHER_SENTENCES
    for sentence in CHINESE_OTHER_SENTENCES:
        kinds = [word.kind for word in split_words(sentence)]
        assert WordKind.UNKNOWN not in kinds
        assert kinds.count(WordKind.CONTENT) >= 2


def test_shuffled_turns_the_words_around() -> None:
    assert shuffled(split_words("a dog bites a man")) == "man a bites dog a"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("一只狗在草地上奔跑", "奔跑上草地在狗只一"),
        ("一隻狗，在草地上", "上草地在狗隻一"),
        ("一只 cat 坐在 sofa 上", "上 sofa 在坐 cat 只一"),
    ],
)
def test_shuffled_chinese_has_no_spaces_that_chinese_has_not(sentence: str, expected: str) -> None:
    assert shuffled(split_words(sentence)) == expected


def test_intervals_over_seeds() -> None:
    found = interval([80.0, 82.0, 84.0])
    assert found.mean == pytest.approx(82)
    assert found.high - found.mean == pytest.approx(4.303 * 2 / 3**0.5, abs=1e-3)
    assert interval([80.0]).low == 80.0


def test_famous_models_stand_beside_strategies_of_this_project() -> None:
    assert {model.strategy for model in FAMOUS} <= set(STRATEGY_SHAPES)
    assert len({model.paper for model in FAMOUS}) == len(FAMOUS) == 7
