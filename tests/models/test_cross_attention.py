"""Cross-attention on tiny seeded networks."""

import pytest
import torch

from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig, pool_sentence


@pytest.fixture(scope="module")
def fusion() -> CrossAttention:
    torch.manual_seed(0)
    return CrossAttention(CrossAttentionConfig(width=32, heads=4, blocks=1)).eval()


def grids(batch: int, seed: int = 1) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    shapes = ((batch, 28, 28, 112), (batch, 14, 14, 1280), (batch, 7, 7, 1280))
    fine, coarse, context = (torch.randn(shape, generator=generator) for shape in shapes)
    return fine, coarse, context


@torch.inference_mode()
def test_attention_of_every_word_and_head_sums_to_one(fusion: CrossAttention) -> None:
    keys, values = fusion.photo(*grids(1))
    attention, evidence, presence, gates = fusion(torch.randn(5, 1152), keys[0], values[0])
    assert attention.shape == (5, 4, 784)
    torch.testing.assert_close(attention.sum(-1), torch.ones(5, 4))
    assert evidence.shape == (5, 784)
    assert (evidence >= 0).all()
    assert presence.shape == gates.shape == (5,)


@torch.inference_mode()
def test_keys_and_values_have_unit_length(fusion: CrossAttention) -> None:
    for side in fusion.photo(*grids(2)):
        assert side.shape == (2, 4, 784, 8)
        torch.testing.assert_close(side.norm(dim=-1), torch.ones(2, 4, 784), atol=1e-4, rtol=0)


@torch.inference_mode()
def test_a_photo_alone_equals_its_row_of_a_batch(fusion: CrossAttention) -> None:
    batch = grids(3)
    alone = fusion.photo(*(grid[1:2] for grid in batch))
    together = fusion.photo(*batch)
    for one, all_of_them in zip(alone, together, strict=True):
        torch.testing.assert_close(one[0], all_of_them[1], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_a_word_reads_the_same_whatever_stands_beside_it(fusion: CrossAttention) -> None:
    keys, values = fusion.photo(*grids(1))
    states = torch.randn(4, 1152)
    whole = fusion(states, keys[0], values[0])
    part = fusion(states[2:3], keys[0], values[0])
    for one, all_of_them in zip(part, whole, strict=True):
        torch.testing.assert_close(one[0], all_of_them[2], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_attention_moves_to_the_place_whose_key_is_the_query(fusion: CrossAttention) -> None:
    queries = torch.nn.functional.normalize(torch.randn(4, 1, 8), dim=-1)
    keys = torch.nn.functional.normalize(torch.randn(4, 784, 8), dim=-1)
    keys[:, 345] = queries[:, 0]
    assert fusion.attend(queries, keys).argmax(-1).flatten().tolist() == [345] * 4


def test_padded_words_do_not_count_in_a_sentence() -> None:
    presence, gates = torch.tensor([1.0, 2.0, 99.0]), torch.tensor([0.0, 0.0, 5.0])
    pooled = pool_sentence(presence, gates, torch.tensor([True, True, False]))
    assert float(pooled) == pytest.approx(1.5)


def test_gradients_reach_every_parameter(fusion: CrossAttention) -> None:
    torch.manual_seed(0)
    trained = CrossAttention(CrossAttentionConfig(width=16, heads=2, blocks=1))
    keys, values = trained.photo(*grids(1))
    attention, evidence, presence, gates = trained(torch.randn(3, 1152), keys[0], values[0])
    (presence.sum() + gates.sum() + evidence.sum() + attention.square().sum()).backward()
    missing = [name for name, p in trained.named_parameters() if p.grad is None and name != "log_match"]
    assert missing == []
