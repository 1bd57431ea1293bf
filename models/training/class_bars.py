"""Bars of the detector's classes, from photos that lack them: how high a class's name stands where it is not.

A name such as "dining table" stands higher on photos without one than "zebra" does, so that one threshold for both
takes too many tables for there and leaves out zebras that are. Read on the photos of COCO train2017 that training has,
whose boxes say of every class whether it is there.
"""

from __future__ import annotations

import numpy as np
import torch

from models.class_names import coco_names
from models.fusion.cross_attention import CrossAttention
from models.fusion.word_classes import CLASSES
from models.training.batches import Corpus
from models.training.maps import photos_of

# Chosen on the 41 photos of COCO that training left out and by five folds of the others; as much as costs words of
# classes nothing on Flickr8k's dev split (MODEL_CARD.md).
QUANTILE, SHARE = 0.9, 0.35


@torch.inference_mode()
def class_bars(model: CrossAttention, corpus: Corpus, rows: list[int]) -> torch.Tensor:
    """(80,), mean 0: of each class's presence on the pictures that lack it, the QUANTILE above the mean of all classes,
    times SHARE; the model's own bars of classes are 0 before.
    """
    names = model.classes.names
    words, means, known = model.text(names), model.classes(names), coco_names()
    presence = np.zeros((CLASSES, len(rows)), np.float32)
    there = np.zeros((CLASSES, len(rows)), bool)
    for at, (row, photo) in enumerate(zip(rows, photos_of(model, corpus.maps, rows), strict=True)):
        presence[:, at] = model.score(words, means, *photo).numpy()
        labels = {label for label, _ in corpus.sources[corpus.pictures[row].parts[0].source].objects}
        there[:, at] = [name in labels for name in known]
    return bars_of(presence, there)


def bars_of(presence: np.ndarray, there: np.ndarray) -> torch.Tensor:
    """Presence and whether it is there, both (classes, pictures) -> bars (classes,)."""
    high = np.array([np.quantile(of[~own], QUANTILE) for of, own in zip(presence, there, strict=True)])
    return torch.from_numpy(SHARE * (high - high.mean())).float()


def full_rows(corpus: Corpus) -> list[int]:
    """Whole pictures of training whose boxes say of every class whether it is there."""
    return [
        row
        for row, picture in enumerate(corpus.pictures)
        if picture.kind == "base" and corpus.knowledge[row].all_labels_known
    ]
