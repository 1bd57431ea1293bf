"""The untrained baseline: the CNN's own class activation map of a word, where WordNet puts the word above its classes.

Class activation mapping (Zhou et al. 2016, arXiv:1512.04150) with the mean weight vector of the classes below.
Runs in torch; only the evaluation uses it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial

import numpy as np
import torch
from torch import Tensor

from models.backbones.efficientnet_lite import VARIANTS, load
from models.preprocessing import normalise, squash
from models.results import FloatArray, Pixels
from models.weights import FOLDER

SIZE = 448
PERSON_WORDS = {"man": "person", "woman": "person", "men": "person", "women": "person", "people": "person"}


@cache
def word_classes() -> dict[str, list[int]]:
    """Lower-case English name -> indices of the ImageNet classes at or below it in WordNet."""
    loaded: dict[str, list[int]] = json.loads((FOLDER / "imagenet_words.json").read_text(encoding="utf-8"))
    return loaded


def classes_of(text: str) -> list[int]:
    """Classes of a word or phrase, tried as it is, in the singular, and by its last word; empty when there are none."""
    table, lower = word_classes(), text.lower()
    lower = PERSON_WORDS.get(lower, lower)
    last = lower.split()[-1]
    candidates = [lower, lower.removesuffix("s"), lower.removesuffix("es"), last, last.removesuffix("s")]
    return next((table[name] for name in candidates if name in table), [])


class WordActivation:
    """Callable: a photo's pixels -> callable: a text -> class activation map, or None for a word above no class."""

    def __init__(self) -> None:
        self.backbone = load(VARIANTS[0])
        weight = self.backbone.classifier.weight
        self.centred = weight - weight.mean(0)

    @torch.inference_mode()
    def __call__(self, pixels: Pixels) -> Callable[[str], FloatArray | None]:
        """Upright RGB pixels -> maps (14, 14) by text, shifted to start at zero; the photo is run once."""
        inputs = torch.from_numpy(normalise(squash(pixels, SIZE), self.backbone.preprocessing))
        return partial(self._map, self.backbone.forward_stages(inputs)[-1][0])

    @torch.inference_mode()
    def _map(self, last: Tensor, text: str) -> FloatArray | None:
        classes = classes_of(text)
        if not classes:
            return None
        heat = torch.einsum("chw,c->hw", last, self.centred[classes].mean(0)).numpy()
        return np.asarray(heat - heat.min(), np.float32)
