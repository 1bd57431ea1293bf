"""Cross-attention on tiny seeded networks."""

from dataclasses import fields, replace

import pytest
import torch

from models.fusion.cross_attention import (
    CrossAttention,
    CrossAttentionConfig,
    agreed,
    halve,
    pool_sentence,
    soften,
    streams_of,
)
from models.fusion.photo_maps import PhotoMaps
from models.fusion.word_classes import WordClasses


@pytest.fixture(scope="module")
def fusion() -> CrossAttention:
    torch.manual_seed(0)
    return CrossAttention(CrossAttentionConfig(width=32, heads=4, blocks=1)).eval()


SHAPES = (
    (28, 28, 112), (14, 14, 1280), (28, 28, 128), (28, 28, 128), (14, 14, 128), (28, 28, 80), (28, 28, 12),
)  # fmt: skip


def maps(batch: int, seed: int = 1) -> PhotoMaps:
    generator = torch.Generator().manual_seed(seed)
    return PhotoMaps(*(torch.randn(batch, *shape, generator=generator) for shape in SHAPES))


def part(of: PhotoMaps, photos: slice) -> PhotoMaps:
    return PhotoMaps(*(getattr(of, field.name)[photos] for field in fields(PhotoMaps)))


def scores(seed: int = 2) -> torch.Tensor:
    return torch.rand(80, 784, generator=torch.Generator().manual_seed(seed))


def test_no_head_alone_decides_where_evidence_is_brightest() -> None:
    """Of four heads one is very sure of the first place, all see something of the second: the mean has the first."""
    heads = torch.tensor([[0.9, 0.05, 0.01], [0.001, 0.2, 0.01], [0.001, 0.1, 0.01], [0.001, 0.1, 0.01]])[:, None]
    assert heads.mean(0).argmax() == 0
    assert agreed(heads).argmax() == 1
    torch.testing.assert_close(agreed(heads).sum(), heads.mean(0).sum())


def test_where_all_heads_see_the_same_that_is_the_evidence() -> None:
    one = torch.rand(1, 3, 784, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(agreed(one.expand(4, -1, -1)), one[0], atol=1e-6, rtol=1e-5)
    assert agreed(torch.zeros(4, 2, 784)).max() < 1e-6


@torch.inference_mode()
def test_attention_of_every_word_and_head_sums_to_one(fusion: CrossAttention) -> None:
    keys, values = fusion.photo(maps(1))
    attention, evidence, presence, gates = fusion(torch.randn(5, 1152), keys[0], values[0], scores())
    assert attention.shape == (5, 4, 784)
    torch.testing.assert_close(attention.sum(-1), torch.ones(5, 4))
    assert evidence.shape == (5, 784)
    assert (evidence >= 0).all()
    assert presence.shape == gates.shape == (5,)


@torch.inference_mode()
def test_keys_and_values_have_unit_length(fusion: CrossAttention) -> None:
    for side in fusion.photo(maps(2)):
        assert side.shape == (2, 4, 784, 8)
        torch.testing.assert_close(side.norm(dim=-1), torch.ones(2, 4, 784), atol=1e-4, rtol=0)


@torch.inference_mode()
def test_a_photo_alone_equals_its_row_of_a_batch(fusion: CrossAttention) -> None:
    batch = maps(3)
    alone = fusion.photo(part(batch, slice(1, 2)))
    together = fusion.photo(batch)
    for one, all_of_them in zip(alone, together, strict=True):
        torch.testing.assert_close(one[0], all_of_them[1], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_a_word_reads_the_same_whatever_stands_beside_it(fusion: CrossAttention) -> None:
    keys, values = fusion.photo(maps(1))
    states = torch.randn(4, 1152)
    whole = fusion(states, keys[0], values[0], scores())
    part = fusion(states[2:3], keys[0], values[0], scores())
    for one, all_of_them in zip(part, whole, strict=True):
        torch.testing.assert_close(one[0], all_of_them[2], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_attention_moves_to_the_place_whose_key_is_the_query(fusion: CrossAttention) -> None:
    queries = torch.nn.functional.normalize(torch.randn(4, 1, 8), dim=-1)
    keys = torch.nn.functional.normalize(torch.randn(4, 784, 8), dim=-1)
    keys[:, 345] = queries[:, 0]
    assert fusion.attend(queries, keys, torch.zeros(1, 784)).argmax(-1).flatten().tolist() == [345] * 4


@torch.inference_mode()
def test_attention_of_a_word_that_means_a_class_goes_where_the_class_is_seen(fusion: CrossAttention) -> None:
    queries, keys = torch.zeros(4, 2, 8), torch.zeros(4, 784, 8)
    seen = torch.zeros(2, 784)
    seen[0, 99] = 0.9
    attention = fusion.attend(queries, keys, seen)
    assert attention[:, 0, 99].min() > 0.5
    torch.testing.assert_close(attention[:, 1], torch.full((4, 784), 1 / 784))


@torch.inference_mode()
def test_every_second_place_reads_as_it_does_among_all(fusion: CrossAttention) -> None:
    photo = maps(1)
    streams, pooled, coarse = streams_of(photo), streams_of(halve(photo)), fusion.photo.coarse(photo.head)
    some = fusion.photo.places(streams[:, 1::2, 0::2], pooled, coarse, photo.far, (1, 0))
    for few, every in zip(some, fusion.photo(photo), strict=True):
        torch.testing.assert_close(few, every.unflatten(2, (28, 28))[:, :, 1::2, 0::2].flatten(2, 3), atol=1e-5, rtol=0)


@torch.inference_mode()
def test_the_mirror_image_of_the_maps_gives_the_mirror_image_of_keys_and_values(fusion: CrossAttention) -> None:
    photo = maps(1)
    turned = PhotoMaps(*(getattr(photo, field.name).flip(2) for field in fields(PhotoMaps)))
    # Colours are those of the four quarters of a cell, which change sides within it.
    turned = replace(turned, colour=turned.colour.unflatten(-1, (3, 2, 2)).flip(-1).flatten(-3))
    for as_it_is, mirrored in zip(fusion.photo(photo), fusion.photo(turned), strict=True):
        sides = as_it_is.unflatten(2, (28, 28)).flip(3).flatten(2, 3)
        torch.testing.assert_close(mirrored, sides, atol=1e-5, rtol=0)
        assert (mirrored - as_it_is).abs().max() > 0.01, "else these maps are even by themselves"


@torch.inference_mode()
def test_a_bar_of_a_class_lowers_the_words_that_mean_it_and_no_other(fusion: CrossAttention) -> None:
    words, raw, highest = fusion.text(torch.randn(4, 1152)), torch.zeros(4), torch.full((4,), 0.5)
    means = torch.zeros(4, 80)
    means[0, 7], means[1, 8], means[2, 7], means[2, 8] = 1.0, 1.0, 1.0, 1.0  # one, another, both, none
    fusion.classes.bars.zero_()
    before = fusion.presence(words, raw, means, highest)
    fusion.classes.bars[7] = 2.0
    after = fusion.presence(words, raw, means, highest)
    fusion.classes.bars.zero_()
    torch.testing.assert_close(before - after, torch.tensor([2.0, 0.0, 1.0, 0.0]), atol=1e-5, rtol=0)


@torch.inference_mode()
def test_a_class_that_is_seen_raises_only_the_words_that_mean_it(fusion: CrossAttention) -> None:
    words = fusion.text(torch.randn(2, 1152))
    means, raw = torch.zeros(2, 80), torch.zeros(2)
    means[0, 7] = 1.0
    low, high = (fusion.presence(words, raw, means, torch.full((2,), seen)) for seen in (0.05, 0.9))
    assert high[0] > low[0]
    assert high[1] == low[1]


@torch.inference_mode()
def test_the_name_of_a_class_means_it_best() -> None:
    torch.manual_seed(0)
    classes = WordClasses()
    classes.names.copy_(torch.randn(80, 1152))
    assert classes(classes.names).argmax(-1).tolist() == list(range(80))


def test_padded_words_do_not_count_in_a_sentence() -> None:
    presence, gates = torch.tensor([1.0, 2.0, 99.0]), torch.tensor([0.0, 0.0, 5.0])
    pooled = pool_sentence(presence, gates, torch.tensor([True, True, False]))
    assert float(pooled) == pytest.approx(1.5)


def test_gradients_reach_every_parameter(fusion: CrossAttention) -> None:
    torch.manual_seed(0)
    trained = CrossAttention(CrossAttentionConfig(width=16, heads=2, blocks=1))
    keys, values = trained.photo(maps(1))
    attention, evidence, presence, gates = trained(torch.randn(3, 1152), keys[0], values[0], scores())
    (presence.sum() + gates.sum() + evidence.sum() + attention.square().sum()).backward()
    missing = [name for name, p in trained.named_parameters() if p.grad is None and name != "log_match"]
    assert missing == []


def test_softening_shares_a_spike_with_its_neighbours_and_leaves_an_even_map() -> None:
    spike = torch.zeros(1, 6, 6)
    spike[0, 2, 3] = 16.0
    expected = torch.zeros(6, 6)
    expected[1:4, 2:5] = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]])
    torch.testing.assert_close(soften(spike.flatten(1)).view(6, 6), expected)
    torch.testing.assert_close(soften(torch.ones(3, 49)), torch.ones(3, 49))


@torch.inference_mode()
def test_words_score_on_several_photos_as_on_each(fusion: CrossAttention) -> None:
    keys, values = fusion.photo(maps(3))
    seen, states = torch.stack([scores(seed) for seed in (2, 3, 4)]), torch.randn(5, 1152)
    together = fusion.score(fusion.text(states), fusion.classes(states), keys, values, seen)
    alone = torch.stack([fusion(states, *photo)[2] for photo in zip(keys, values, seen, strict=True)])
    torch.testing.assert_close(together, alone)
