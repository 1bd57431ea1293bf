"""The losses of the cross-attention training, each on the words that have it.

contrast   sentence against photo, InfoNCE both ways in the captioned pictures (van den Oord et al. 2018)
presence   word against photo: binary cross-entropy on words that are there and words that are not (of captions of other
           photos, of classes that no detector sees, of exchanged colours and actions, of turned hues, nonsense)
swap       an exchanged word must score below the true one in its place, by a margin
region     minus log of the attention, and of the softmaxed agreement, inside what is known to hold the word
scores     cross-entropy of the agreement against the detector's own map of the classes that the word means
pair       of two things named together, minus log of 1 - what of the attention lies on the other one alone
node       cross-entropy against the classifier's own map of a WordNet node, for attention and agreement
copy       cross-entropy of the evidence on a mirrored, half-size or coarser copy against the evidence moved along
keep       Kullback-Leibler divergence of the evidence of a caption's words in its photo from what it was before the
           course: sentences say nothing of places, so that learning from more of them must not move what is placed

Where a course is to judge places by what the heads agree on, `region`, `pair` and `copy` read the geometric mean of the
heads' evidence, as the shipped network shows it, else the attention's mean and the plain one; `keep` always does.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from models.fusion.cross_attention import CrossAttention, WordReading, geometric_mean, pool_sentence
from models.training.batches import ABSENT, NODE, REGION, THERE, Batch, Move
from models.training.maps import Maps

SHARPNESS = 1.5  # of the node targets, as a softmax of z-scores
AGREEMENT_TEMPERATURE = 12.0
MARGIN = 1.0
OVER_PHOTOS = 0.3
LEAST = 1e-4  # of a head's evidence, where its logarithm is taken
Phase = tuple[int, int]


@dataclass(frozen=True)
class Looked:
    """Words placed in pictures: what attention and agreement are at the places of one phase."""

    attention: Tensor  # (N, heads, S, P)
    agreement: Tensor  # (N, heads, S, P)
    seen: Tensor  # (N, S, P)
    presence: Tensor  # (N, S)
    named: Tensor  # (N, S)
    evidence: Tensor  # (N, S, P), each word's summing to 1


def of_heads(found: Tensor, agreed: bool) -> Tensor:
    """Evidence of the heads (heads, ...) -> (..., P), summing to 1: what they agree on, or their mean."""
    both = geometric_mean(found, LEAST) if agreed else found.mean(0) + 1e-6
    return both / both.sum(-1, keepdim=True)


def of_phase(places: Tensor, phase: Phase) -> Tensor:
    """(..., 784) -> (..., 196)."""
    return places.unflatten(-1, (28, 28))[..., phase[0] :: 2, phase[1] :: 2].flatten(-2)


def look(
    model: CrossAttention, words: WordReading, means: Tensor, maps: Maps, phase: Phase, agreed: bool = False
) -> tuple[Looked, Tensor, Tensor]:
    """Words (N, S) against their own pictures; also the pictures' keys and values (N, heads, P, d)."""
    keys, values = model.photo.places(maps.streams, maps.pooled, maps.coarse, maps.far, phase)
    everywhere = (means @ maps.scores.transpose(1, 2)).clamp(max=1.0)  # (N, S, 784)
    seen = of_phase(everywhere, phase)
    attention = model.attend(words.queries.transpose(1, 2), keys, seen)
    agreement = words.meanings.transpose(1, 2) @ values.transpose(2, 3)
    raw = (attention * agreement).sum(-1).mean(1)
    named = means.amax(-1)
    presence = model.presence(words, raw, means, everywhere.amax(-1))
    evidence = of_heads((attention * agreement.clamp(min=0)).transpose(0, 1), agreed)
    return Looked(attention, agreement, seen, presence, named, evidence), keys, values


def captions(
    model: CrossAttention, batch: Batch, keys: Tensor, values: Tensor, phase: Phase, before: Tensor | None = None
) -> dict[str, Tensor]:
    """Every caption against every captioned picture; `before` is where its words lay in its own, (W, P)."""
    pairs = int(batch.caption_of.max()) + 1
    flat_keys, flat_values = (side[:pairs].transpose(0, 1).flatten(1, 2) for side in (keys, values))
    words, means = model.text(batch.caption_states), model.classes(batch.caption_states)
    scores = batch.seen.scores[:pairs]
    everywhere = (means @ scores.flatten(0, 1).T).clamp(max=1.0).unflatten(1, (pairs, 784))  # (W, pairs, 784)
    pull = model.config.class_weight * torch.log(of_phase(everywhere, phase) + 0.02)
    temperature = model.log_temperature.exp()[:, None, None]
    logits = (temperature * (words.queries.transpose(0, 1) @ flat_keys.transpose(1, 2))).unflatten(
        2, (pairs, -1)
    ) + pull
    agreement = (words.meanings.transpose(0, 1) @ flat_values.transpose(1, 2)).unflatten(2, (pairs, -1))
    attention = torch.softmax(logits, -1)
    raw = (attention * agreement).sum(-1).mean(0)  # (W, pairs)
    each = WordReading(
        *(getattr(words, name)[:, None] for name in ("queries", "meanings", "offsets", "gates", "gains", "bars"))
    )
    presence = model.presence(each, raw, means[:, None], everywhere.amax(-1))

    order = torch.arange(len(batch.caption_of))
    place = order - torch.searchsorted(batch.caption_of, batch.caption_of)
    longest = int(place.max()) + 1
    mask = torch.zeros(pairs, longest, dtype=torch.bool)
    mask[batch.caption_of, place] = True
    spread = torch.zeros(pairs, longest, pairs).index_put((batch.caption_of, place), presence)
    gate = torch.zeros(pairs, longest).index_put((batch.caption_of, place), words.gates)
    sentence = pool_sentence(spread.transpose(1, 2), gate[:, None, :], mask[:, None, :]) * model.log_match.exp()
    target = torch.arange(pairs)
    contrast = (functional.cross_entropy(sentence, target) + functional.cross_entropy(sentence.T, target)) / 2

    own = functional.one_hot(batch.caption_of, pairs).bool()
    counts, absent = batch.counts[:, None], batch.absent & batch.counts[:, None]
    positive = functional.softplus(-presence)[own & counts].mean()
    negative = (functional.softplus(presence) * absent).sum() / absent.sum().clamp(min=1)
    masked = presence.masked_fill(~(absent | own), -1e4)
    over_photos = functional.cross_entropy(masked[batch.counts], batch.caption_of[batch.counts])
    losses = {"contrast": contrast, "presence": (positive + negative) / 2 + OVER_PHOTOS * over_photos}
    if before is not None:
        rows = torch.arange(len(batch.caption_of)), batch.caption_of
        now = of_heads((attention[:, *rows] * agreement[:, *rows].clamp(min=0)), agreed=True)
        losses["keep"] = weighted((before * (before / now).log()).sum(-1), batch.counts * 1.0)
    return losses


@torch.no_grad()
def where_before(model: CrossAttention, batch: Batch, phase: Phase) -> Tensor:
    """Of every caption word, the evidence in its own picture that a network's heads agree on, (W, P)."""
    pairs, maps = int(batch.caption_of.max()) + 1, batch.seen
    some = (maps.streams[:pairs], maps.pooled[:pairs], maps.coarse[:pairs], maps.far[:pairs])
    keys, values = model.photo.places(*some, phase)
    words, means = model.text(batch.caption_states), model.classes(batch.caption_states)
    own = batch.caption_of
    everywhere = (means[:, None] @ maps.scores[:pairs][own].transpose(1, 2)).clamp(max=1.0)[:, 0]
    attention = model.attend(words.queries[:, :, None], keys[own], of_phase(everywhere, phase)[:, None])[:, :, 0]
    agreement = (words.meanings[:, :, None] @ values[own].transpose(2, 3))[:, :, 0]
    return of_heads((attention * agreement.clamp(min=0)).transpose(0, 1), agreed=True)


def weighted(loss: Tensor, weights: Tensor) -> Tensor:
    """Mean over the words that count."""
    return (loss * weights).sum() / weights.sum().clamp(min=1)


def placed(found: Looked, batch: Batch, phase: Phase, agreed: bool = False) -> dict[str, Tensor]:
    """Losses of the words in slots."""
    is_region, is_node, is_absent = (batch.kinds == kind for kind in (REGION, NODE, ABSENT))
    is_there = is_region | is_node | (batch.kinds == THERE)
    attention = found.attention.mean(1)
    agreeing = torch.log_softmax(AGREEMENT_TEMPERATURE * found.agreement.mean(1), -1)
    log_attention = (attention + 1e-9).log()
    regions = of_phase(batch.regions, phase)
    visible = is_region & (regions.sum(-1) > 0.2)
    inside = ((found.evidence if agreed else attention) * regions).sum(-1).clamp(min=1e-4).log()
    inside_agreement = (agreeing.exp() * regions).sum(-1).clamp(min=1e-4).log()

    target = (found.seen + 1e-4).detach()
    target = target / target.sum(-1, keepdim=True)
    scores = -(target * agreeing).sum(-1)
    named = visible * (found.named > 0.5)

    flat = batch.node_maps
    z = ((flat - flat.mean(-1, keepdim=True)) / flat.std(-1, keepdim=True).clamp(min=1e-6)).unflatten(-1, (14, 14))
    fine = functional.interpolate(z, size=(28, 28), mode="bilinear", align_corners=False).flatten(2)
    towards = torch.softmax(SHARPNESS * of_phase(fine, phase), -1)
    node = -(towards * (log_attention + agreeing)).sum(-1) / 2

    there = weighted(functional.softplus(-found.presence), batch.weights * is_there)
    lacking = weighted(functional.softplus(found.presence), batch.weights * is_absent)
    return {
        "region": -weighted(inside + inside_agreement, visible * 1.0),
        "scores": weighted(scores, named * 1.0),
        "node": weighted(node, is_node * 1.0),
        "presence": (there + lacking) / 2,
        "pair": pair(found.evidence if agreed else attention, regions, batch),
        "swap": swap(found, batch),
    }


def swap(found: Looked, batch: Batch) -> Tensor:
    """Exchanged words against the true ones."""
    true = found.presence.gather(1, batch.rivals.clamp(min=0))
    return weighted(functional.softplus(MARGIN + found.presence - true), (batch.rivals >= 0) * 1.0)


def pair(attention: Tensor, regions: Tensor, batch: Batch) -> Tensor:
    """Attention of one thing on the other."""
    other = regions.gather(1, batch.others.clamp(min=0)[..., None].expand_as(regions))
    alone = (other - regions).clamp(min=0)
    there = (attention * alone).sum(-1).clamp(max=0.99)
    return weighted(-torch.log1p(-there), (batch.others >= 0) * 1.0)


def moved(evidence: Tensor, move: Move, phase: Phase) -> Tensor:
    """Evidence (S, 196) of one phase as it should be on the copy, at the other phase of columns; not normalised."""
    grid = evidence.unflatten(-1, (14, 14))
    if move.kind == "mirror":
        return grid.flip(-1).flatten(-2)
    whole = torch.zeros(len(grid), 28, 28)
    if move.kind == "half":
        whole[:, move.top : move.top + 14, move.left : move.left + 14] = grid
    else:
        whole[:, phase[0] :: 2, phase[1] :: 2] = grid
    # Neighbours share, so that no heat is lost between the places of the phase.
    whole = functional.avg_pool2d(whole[:, None], 3, 1, 1)[:, 0]
    return whole[:, phase[0] :: 2, 1 - phase[1] :: 2].flatten(-2)


def copies(
    model: CrossAttention, batch: Batch, words: WordReading, means: Tensor, evidence: Tensor, phase: Phase, agreed: bool
) -> Tensor:
    """Evidence of the last pictures' words on the moved copies of them."""
    count = len(batch.moves)
    tail = WordReading(
        *(getattr(words, name)[-count:] for name in ("queries", "meanings", "offsets", "gates", "gains", "bars"))
    )
    found, _, _ = look(model, tail, means[-count:], batch.copies, (phase[0], 1 - phase[1]), agreed)
    targets = torch.stack(
        [moved(e, move, phase) for e, move in zip(evidence[-count:], batch.moves, strict=True)]
    ).detach()
    total = targets.sum(-1, keepdim=True)
    kinds = batch.kinds[-count:]
    counts = ((kinds == REGION) | (kinds == THERE)) & (total[..., 0] > 0.1)
    cross = -(targets / total.clamp(min=1e-6) * found.evidence.log()).sum(-1)
    there = weighted(functional.softplus(-found.presence), counts * 1.0)
    return weighted(cross, counts * 1.0) + there


def losses_of(
    model: CrossAttention, batch: Batch, agreed: bool = False, before: CrossAttention | None = None
) -> dict[str, Tensor]:
    """All losses of one batch, on the places of its phase; `before` is what the words' places are kept to."""
    phase = batch.phase
    words, means = model.text(batch.states), model.classes(batch.states)
    found, keys, values = look(model, words, means, batch.seen, phase, agreed)
    losses = placed(found, batch, phase, agreed)
    lay = where_before(before, batch, phase) if before is not None else None
    of_captions = captions(model, batch, keys, values, phase, lay)
    losses["presence"] = losses["presence"] + of_captions.pop("presence")
    losses["copy"] = copies(model, batch, words, means, found.evidence, phase, agreed)
    return losses | of_captions
