"""Class scores of the pictures that calibrate, made even as the served ones are (PhotoStreams.even_scores)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.fusion.photo_maps import class_map, classifier_and_detector, planes_of
from models.training.batches import Corpus
from models.training.features import SIZE, unpack_logits
from models.training.photos import paint


@torch.inference_mode()
def even_scores(corpus: Corpus, rows: list[int], data: Path, kept: Path) -> NDArray[np.float16]:
    """(rows, 784, 80), kept as a file; the detector runs once on each mirrored picture."""
    if kept.exists():
        scores: NDArray[np.float16] = np.load(kept)
        return scores
    streams = classifier_and_detector()
    found = []
    for row in rows:
        pixels = torch.from_numpy(paint(corpus.pictures[row], corpus.sources, data, SIZE).copy())[None]
        mirrored = class_map(streams.detect(planes_of(pixels).flip(-1))).flip(-1)[0].permute(1, 2, 0).sigmoid()
        as_it_is = unpack_logits(torch.from_numpy(np.array(corpus.maps["classes"][row]))).sigmoid()
        found.append(((mirrored + as_it_is) / 2).flatten(0, 1).numpy().astype(np.float16))
    scores = np.stack(found)
    np.save(kept, scores)
    return scores
