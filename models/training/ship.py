"""Turn a training checkpoint into shipped weights: safetensors, calibration on Flickr8k's dev split, manifest row.

python -m models.training.ship --checkpoint RUN.pt --cache CACHE
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from scipy.optimize import minimize
from torch import nn

from models.fusion.cross_attention import CrossAttention
from models.pointing import area_under_roc
from models.results import WordKind
from models.training.batches import Corpus
from models.training.class_bars import class_bars, full_rows
from models.training.cross_attention import prepare, read_config_of
from models.training.features import MISSING
from models.training.manifest import write_row
from models.training.maps import Photo, photos_of
from models.training.textbank import TextBank
from models.training.vocabulary import concept, concepts_of
from models.weights import FOLDER, sha256_of

# Shares of right words that the shipped threshold accepts on Flickr8k's dev split: of those that mean a class of the
# detector's, whose bar is moved for it, and of the others.
OF_CLASS, OF_NO_CLASS = 0.88, 0.80
NAME = "cross_attention"  # its row of the manifest


@dataclass(frozen=True)
class SplitScores:
    """Presence of the first caption's words on every photo of a split."""

    presence: NDArray[np.float32]  # (words, photos)
    gates: NDArray[np.float32]  # (words,)
    caption_of: NDArray[np.int64]  # (words,)
    content: NDArray[np.bool_]  # (words,)
    votes: NDArray[np.bool_]  # (words,)
    absent: NDArray[np.bool_]  # (words, photos): no caption of the photo says it
    named: NDArray[np.float32]  # (words,): how far it means one of the detector's classes


def rows_of(corpus: Corpus, split: str) -> list[int]:
    """Pictures of a Flickr8k split that have features."""
    computed = corpus.maps["nodes"][:, 0] != MISSING
    return [i for i, picture in enumerate(corpus.pictures) if picture.kind == split and computed[i]]


@torch.inference_mode()
def score_split(
    model: CrossAttention, captions: Sequence[Sequence[str]], bank: TextBank, photos: Iterable[Photo]
) -> SplitScores:
    """First captions of some photos against all of them; `bank` has read them."""
    sentences = [bank.index[texts[0]] for texts in captions]
    words = [(n, word) for n, s in enumerate(sentences) for word in bank.words[s]]
    states = np.concatenate([bank.states[bank.first[s] : bank.first[s + 1]] for s in sentences])
    bags = [{c for text in texts for c in concepts_of(text)} for texts in captions]
    absent = np.array([[concept(word.text) not in bag for bag in bags] for _, word in words])
    read = model.text(torch.from_numpy(states.astype(np.float32)))
    means = model.classes(torch.from_numpy(states.astype(np.float32)))
    presence = np.zeros((len(words), len(captions)), np.float32)
    for n, (keys, values, scores) in enumerate(photos):
        presence[:, n] = model.score(read, means, keys, values, scores).numpy()
    caption_of = np.array([n for n, _ in words])
    content = np.array([word.kind is WordKind.CONTENT for _, word in words])
    votes = np.array([word.votes for _, word in words])
    return SplitScores(presence, read.gates.numpy(), caption_of, content, votes, absent, means.amax(-1).numpy())


def class_bar(scores: SplitScores) -> float:
    """How much more a word that means a class must show, for OF_CLASS of those that are right to be accepted where
    OF_NO_CLASS of the others are.
    """
    of_class, bar = scores.named >= 0.5, 0.0
    for _ in range(20):
        now = raised(scores, bar)
        right, others = (word_scores(now, among)[0] for among in (of_class, ~of_class))
        bar += float(np.quantile(right, 1 - OF_CLASS)) - float(np.quantile(others, 1 - OF_NO_CLASS))
    return bar


def raised(scores: SplitScores, bar: float) -> SplitScores:
    """The scores of a model whose bars for classes are higher."""
    return replace(scores, presence=scores.presence - bar * scores.named[:, None])


def sentence_logits(scores: SplitScores) -> NDArray[np.float32]:
    """(captions, photos): gated mean of the presence of the words that vote; every caption has some."""
    captions = int(scores.caption_of.max()) + 1
    weights = np.exp(scores.gates - scores.gates.max()) * scores.votes
    totals = np.zeros((captions, scores.presence.shape[1]), np.float32)
    norm = np.zeros(captions, np.float32)
    np.add.at(totals, scores.caption_of, weights[:, None] * scores.presence)
    np.add.at(norm, scores.caption_of, weights)
    return totals / norm[:, None]


def fit_logistic(right: NDArray[np.float32], wrong: NDArray[np.float32]) -> tuple[float, float]:
    """(slope, shift) of sigmoid(slope * (x - shift)), right and wrong weighing the same (Platt 1999)."""

    def loss(parameters: NDArray[np.float64]) -> float:
        slope, shift = parameters
        return float(np.logaddexp(0, -slope * (right - shift)).mean() + np.logaddexp(0, slope * (wrong - shift)).mean())

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(shift)


def split_metrics(scores: SplitScores) -> dict[str, float]:
    """Retrieval and swapped-caption accuracy of a split, and how words separate."""
    logits = sentence_logits(scores)
    own = np.diag(logits)
    swapped = np.roll(logits, 1, axis=1).diagonal()
    photo_rank = (logits > own[:, None]).sum(1)
    caption_rank = (logits > own[None, :]).sum(0)
    right, wrong = word_scores(scores)
    ranks = {f"photo_recall_at_{k}": float((photo_rank < k).mean()) for k in (1, 5, 10)}
    ranks |= {f"caption_recall_at_{k}": float((caption_rank < k).mean()) for k in (1, 5, 10)}
    pairs = {
        "true_above_swapped": float((own > swapped).mean()),
        "word_auc": area_under_roc(right, wrong),
        "word_auc_of_no_class": area_under_roc(*word_scores(scores, scores.named < 0.5)),
    }
    return {name: round(value, 4) for name, value in {**pairs, **ranks}.items()}


def word_scores(
    scores: SplitScores, among: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Presence of content words on their own photos, and on photos none of whose captions says them."""
    own = scores.presence[np.arange(len(scores.caption_of)), scores.caption_of]
    words = scores.content if among is None else scores.content & among
    return own[words], scores.presence[scores.absent & words[:, None]]


def with_bar(model: CrossAttention, dev: SplitScores) -> SplitScores:
    """Moves the model's bar for classes; the scores as they are with it."""
    bar = class_bar(dev)
    last = model.text.trust[3]
    assert isinstance(last, nn.Linear)
    with torch.no_grad():
        last.bias[1] += bar
    return raised(dev, bar)


def calibrated(dev: SplitScores) -> dict[str, float]:
    """From presence to what people read."""
    right, wrong = word_scores(dev)
    slope, shift = fit_logistic(right, wrong)
    logits = sentence_logits(dev)
    match_slope, match_shift = fit_logistic(np.diag(logits), np.roll(logits, 1, axis=1).diagonal())
    cut = float(np.quantile(word_scores(dev, dev.named < 0.5)[0], 1 - OF_NO_CLASS))
    return {
        "word_slope": slope,
        "word_shift": shift,
        "threshold": 1 / (1 + float(np.exp(-slope * (cut - shift)))),
        "match_slope": match_slope,
        "match_shift": match_shift,
    }


def shares(dev: SplitScores, calibration: dict[str, float]) -> dict[str, float]:
    """How many words are accepted and refused at the threshold, of those that mean a class and of the others."""
    threshold = calibration["threshold"]
    cut = float(np.log(threshold / (1 - threshold))) / calibration["word_slope"] + calibration["word_shift"]
    found = dict[str, float]()
    for name, group in {"of_class": dev.named >= 0.5, "of_no_class": dev.named < 0.5}.items():
        right, wrong = word_scores(dev, group)
        found |= {f"accepted_{name}": float((right >= cut).mean()), f"refused_{name}": float((wrong < cut).mean())}
    return {name: round(value, 4) for name, value in found.items()}


def save(model: CrossAttention) -> dict[str, str]:
    """Write the shipped weights; what the manifest says of the file."""
    path = FOLDER / f"{NAME}.safetensors"
    save_file({name: value.half().contiguous() for name, value in model.state_dict().items()}, path)
    return {"file": path.name, "sha256": sha256_of(path)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--no-test", dest="test", action="store_false", help="leave out the test split's numbers")
    args = parser.parse_args()
    checkpoint = torch.load(args.checkpoint, weights_only=True)
    config = read_config_of(checkpoint["courses"][-1])
    model = CrossAttention(config.read_sizes).eval()
    model.load_state_dict(checkpoint["model"])
    corpus = prepare(args.cache)
    model.classes.bars.copy_(class_bars(model, corpus, full_rows(corpus)))

    def score(split: str) -> SplitScores:
        rows = rows_of(corpus, split)
        captions = [corpus.sources[corpus.pictures[row].parts[0].source].captions for row in rows]
        return score_split(model, captions, corpus.sentences.bank, photos_of(model, corpus.maps, rows))

    dev = with_bar(model, score("dev"))
    calibration = calibrated(dev)
    row = save(model) | {
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.cross_attention, then python -m models.training.ship",
        "start": "cross_attention_start",
        "data": "3,300 photos of Flickr8k's train split, after the first course all 6,091; 245 of COCO train2017 "
        "with boxes, 150 of Caltech-101, 600 of ImageNet; moved, cropped, composed and recoloured copies of them; "
        "boxes of two COCO detectors on them",
        "config": asdict(config.read_sizes),
        "courses": checkpoint["courses"],
        "calibration": calibration,
        "metrics": {
            "flickr8k_dev": split_metrics(dev) | shares(dev, calibration) | {"photos": dev.presence.shape[1]},
            "flickr8k_test": split_metrics(score("test")) if args.test else {},
        },
    }
    write_row(NAME, row)
    print(json.dumps(row, indent=2))


if __name__ == "__main__":
    main()
