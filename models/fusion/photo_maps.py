"""The maps of a photo that the words' fusion reads: a classifier's, a detector's and its plain colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
FAINTEST = 1e-6  # of a class's probability, where its logit is taken


@dataclass(frozen=True)
class PhotoMaps:
    """Channels last, for one or more photos of 448 px."""

    fine: Tensor  # (N, 28, 28, 112), the classifier's block10
    head: Tensor  # (N, 14, 14, 1280), the classifier's last stage
    near: Tensor  # (N, 28, 28, 128), the detector's pyramid at stride 8, averaged to 16
    middle: Tensor  # (N, 28, 28, 128), at stride 16
    far: Tensor  # (N, 14, 14, 128), at stride 32
    classes: Tensor  # (N, 28, 28, 80), the highest of the class logits at the three strides
    colour: Tensor  # (N, 28, 28, 12), mean R, G, B of the four quarters of a cell, about -1..1


class PhotoStreams(nn.Module):
    """Both networks and the colours, from one picture; normalisation is part of it."""

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

    def forward(self, pixels: Tensor) -> PhotoMaps:
        """uint8 (N, 448, 448, 3) -> the maps."""
        planes = planes_of(pixels)
        return self.joined(planes, self.detect(planes))

    def joined(self, planes: Tensor, found: DetectorMaps) -> PhotoMaps:
        """The maps of planes (N, 3, 448, 448) of 0..255 and of what the detector found in them."""
        scaled = (planes - self.plain.mean[0]) / self.plain.std[0]
        stages = self.classifier.forward_stages(scaled)
        near, middle, far, classes = maps_of(found)
        colour = functional.pixel_unshuffle(functional.avg_pool2d(scaled, 8), 2)
        last = [stages[self.fine], stages[-1], near, middle, far, classes, colour]
        return PhotoMaps(*(x.permute(0, 2, 3, 1) for x in last))

    def even(self, pixels: Tensor) -> PhotoMaps:
        """uint8 (N, 448, 448, 3) -> the maps, those of the detector averaged with what it makes of the mirrored photo.

        A detector's best cell wanders over a large thing when the photo is mirrored; what is averaged is mirrored with
        it.
        """
        return self.look(pixels)[0]

    def look(self, pixels: Tensor) -> tuple[PhotoMaps, Tensor]:
        """The same, and the class scores 0..1 as words look for them: where boxes lie (N, 28, 28, 80)."""
        planes = planes_of(pixels)
        found, turned = self.detect(planes), self.detect(planes.flip(-1))
        maps = evened(self.joined(planes, found), *(x.flip(-1).permute(0, 2, 3, 1) for x in maps_of(turned)))
        (scores, boxes), (their_scores, their_boxes) = surest_boxes(found), surest_boxes(turned)
        scores, boxes = torch.cat([scores, their_scores], 2), torch.cat([boxes, mirrored(their_boxes)], 2)
        return maps, voted(maps.classes.sigmoid(), scores, boxes)

    def detect(self, planes: Tensor) -> DetectorMaps:
        """What the detector finds in planes (N, 3, 448, 448) of 0..255."""
        return self.detector.detect((planes - self.mean) / self.std)


def evened(maps: PhotoMaps, near: Tensor, middle: Tensor, far: Tensor, classes: Tensor) -> PhotoMaps:
    """The maps, those of the detector averaged with other ones of the same photo; of `classes`, the probabilities."""
    probability = ((maps.classes.sigmoid() + classes.sigmoid()) / 2).clamp(FAINTEST, 1 - FAINTEST)
    return replace(
        maps,
        near=(maps.near + near) / 2,
        middle=(maps.middle + middle) / 2,
        far=(maps.far + far) / 2,
        classes=torch.log(probability / (1 - probability)),
    )


def planes_of(pixels: Tensor) -> Tensor:
    """uint8 (N, H, W, 3) -> float (N, 3, H, W)."""
    return pixels.permute(0, 3, 1, 2).to(torch.float32)


def maps_of(found: DetectorMaps) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`near`, `middle`, `far` and `classes`, channels first."""
    near, middle, far = found.pyramid
    return functional.avg_pool2d(near, 2), middle, far, class_map(found)


def class_map(found: DetectorMaps) -> Tensor:
    """The highest of the class logits at the three strides, (N, 80, 28, 28)."""
    # Nearest for the coarsest level: its cells keep their own scores.
    levels = [
        functional.max_pool2d(found.logits[0], 2),
        found.logits[1],
        functional.interpolate(found.logits[2], scale_factor=2, mode="nearest"),
    ]
    return torch.stack(levels).amax(0)


def classifier_and_detector() -> PhotoStreams:
    """With their pretrained weights."""
    return PhotoStreams(load_classifier(VARIANTS[0]), load_detector()).eval()
