"""The maps of a photo that the words' fusion reads: a classifier's, a detector's and its plain colours."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.backbone import Backbone
from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_classifier
from models.backbones.nanodet import DetectorMaps, NanoDet
from models.backbones.nanodet import load as load_detector
from models.fusion.box_votes import mirrored, surest_boxes, voted

FINE_STAGE = "block10"
CELLS = 28  # a side of the words' grid
FAINTEST = 1e-6  # of a class's probability, where its logit is taken


@dataclass(frozen=True)
class PhotoMaps:
    """Channels last, for one or more photos of 448 px; the detector reads them at its own 416 px (`brought`)."""

    fine: Tensor  # (N, 28, 28, 112), the classifier's block10
    head: Tensor  # (N, 14, 14, 1280), the classifier's last stage
    near: Tensor  # (N, 28, 28, 128), the detector's pyramid at stride 8, averaged to 16
    middle: Tensor  # (N, 28, 28, 128), at stride 16
    far: Tensor  # (N, 14, 14, 128), at stride 32
    classes: Tensor  # (N, 28, 28, 80), logits of the highest class probabilities at the three strides
    colour: Tensor  # (N, 28, 28, 12), mean R, G, B of the four quarters of a cell, about -1..1


class PhotoStreams(nn.Module):
    """Both networks and the colours, from one picture; normalisation is part of it.

    The detector reads the picture at the size that it was trained at, and its mirror image: its best cell wanders over
    a large thing when the photo is mirrored, and what is averaged is mirrored with it.
    """

    mean: Tensor  # (3, 1, 1), of the detector
    std: Tensor

    def __init__(self, classifier: Backbone, detector: NanoDet) -> None:
        super().__init__()
        self.classifier, self.detector = classifier, detector
        self.fine = classifier.stage_index(FINE_STAGE)
        self.plain = classifier.preprocessing
        mean, std = (torch.tensor(v)[:, None, None] for v in (detector.preprocessing.mean, detector.preprocessing.std))
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)

    def forward(self, pixels: Tensor) -> tuple[PhotoMaps, Tensor]:
        """uint8 (N, 448, 448, 3) -> the maps, and class scores 0..1 as words look for them: where boxes lie (N, 80,
        28, 28).
        """
        planes = pixels.permute(0, 3, 1, 2).to(torch.float32)
        scaled = (planes - self.plain.mean[0]) / self.plain.std[0]
        stages = self.classifier.forward_stages(scaled)
        colour = functional.pixel_unshuffle(functional.avg_pool2d(scaled, 8), 2)
        smaller = brought(planes, self.detector.preprocessing.size)
        found, turned = self.detect(smaller), self.detect(smaller.flip(-1))
        near, middle, far, seen = evened(found, turned)
        maps = PhotoMaps(
            *(x.permute(0, 2, 3, 1) for x in (stages[self.fine], stages[-1], near, middle, far, logits(seen), colour))
        )
        (scores, boxes), (their_scores, their_boxes) = surest_boxes(found), surest_boxes(turned)
        scores, boxes = torch.cat([scores, their_scores], 2), torch.cat([boxes, mirrored(their_boxes)], 2)
        return maps, voted(seen, scores, boxes)

    def detect(self, planes: Tensor) -> DetectorMaps:
        """What the detector finds in planes (N, 3, S, S) of 0..255."""
        return self.detector.detect((planes - self.mean) / self.std)


def brought(planes: Tensor, side: int) -> Tensor:
    """(N, C, S, S) -> (N, C, side, side), bilinear with edges aligned, so that what lies where in the photo stays."""
    return functional.interpolate(planes, size=(side, side), mode="bilinear", align_corners=False)


def evened(found: DetectorMaps, turned: DetectorMaps) -> tuple[Tensor, ...]:
    """What the detector found in photos and in their mirror images -> `near`, `middle`, `far` and class probabilities,
    channels first, the means of both, brought to the words' grid (`far`: to half of it).
    """
    both = zip(maps_of(found), maps_of(turned), (CELLS, CELLS, CELLS // 2, CELLS), strict=True)
    return tuple(brought((own + other.flip(-1)) / 2, side) for own, other, side in both)


def maps_of(found: DetectorMaps) -> tuple[Tensor, ...]:
    """`near`, `middle`, `far` and the highest of the class probabilities at the three strides, channels first."""
    near, middle, far = found.pyramid
    # Nearest for the coarsest level: its cells keep their own scores.
    levels = [
        functional.max_pool2d(found.logits[0], 2),
        found.logits[1],
        functional.interpolate(found.logits[2], scale_factor=2, mode="nearest"),
    ]
    return functional.avg_pool2d(near, 2), middle, far, torch.stack(levels).amax(0).sigmoid()


def logits(probability: Tensor) -> Tensor:
    """Log-odds of probabilities, finite for 0 and 1 too."""
    kept = probability.clamp(FAINTEST, 1 - FAINTEST)
    return torch.log(kept / (1 - kept))


def classifier_and_detector() -> PhotoStreams:
    """With their pretrained weights."""
    return PhotoStreams(load_classifier(VARIANTS[0]), load_detector()).eval()
