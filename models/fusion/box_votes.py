"""A detector's class scores, gathered where its boxes say that things lie.

A place's score says how sure the detector is of a box that begins near it: of a large thing's many places any may be
the surest, one at its edge as well. Where the boxes of these places lie they agree better, as in weighted fusion of
boxes (Solovyev et al. 2019, arXiv:1910.13302), here without deciding on any box:

    votes[c, x] = (sum over boxes b of (score[b, c] * exp(-|x - middle of b|^2 / (2 (WIDTH * side of b)^2)))^2)^(1 / 2)
    voted[c, x] = sqrt(score[c, x] * votes[c, x]), scaled so that each class's highest score stays what it was

WIDTH and the two powers were chosen on COCO train2017's photos with boxes (MODEL_CARD.md).
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.backbones.nanodet import STRIDES, DetectorMaps, centres, distances

BOXES = 300  # of a photo, or of its mirror image: those whose class is the surest
WIDTH = 0.35  # of a box's sides: the spread of its vote
NARROWEST = 1 / 28  # of the photo: a box's side
LEAST = 1e-9


def surest_boxes(found: DetectorMaps) -> tuple[Tensor, Tensor]:
    """What a detector found -> class scores (N, 80, BOXES) and boxes (N, 4, BOXES) as fractions of the photo."""
    logits, bins = (torch.cat([level.flatten(2) for level in levels], 2) for levels in (found.logits, found.bins))
    sizes = [(*level.shape[-2:], stride) for level, stride in zip(found.logits, STRIDES, strict=True)]
    middles = torch.cat([torch.stack(centres(*size)).flatten(1) for size in sizes], 1)  # (2, P)
    strides = torch.cat([torch.full((rows * cols,), float(stride)) for rows, cols, stride in sizes])
    best = logits.amax(1).topk(BOXES, dim=1).indices  # (N, BOXES)

    def chosen(values: Tensor) -> Tensor:
        return values.gather(2, best[:, None].expand(-1, values.shape[1], -1))

    left, top, right, bottom = (distances(chosen(bins)) * strides[best][:, None]).unbind(1)
    x, y = middles[0][best], middles[1][best]
    side = sizes[0][0] * sizes[0][2]
    return chosen(logits).sigmoid(), torch.stack([x - left, y - top, x + right, y + bottom], 1) / side


def mirrored(boxes: Tensor) -> Tensor:
    """Boxes (N, 4, B) of the mirrored photo, in the photo itself."""
    left, top, right, bottom = boxes.unbind(1)
    return torch.stack([1 - right, top, 1 - left, bottom], 1)


def voted(classes: Tensor, scores: Tensor, boxes: Tensor) -> Tensor:
    """Class scores of places (N, 80, R, C) and of boxes (N, 80, B), boxes (N, 4, B) -> (N, 80, R, C)."""
    rows, cols = classes.shape[2:]
    left, top, right, bottom = boxes.unbind(1)
    across, down = _spread(left, right, cols), _spread(top, bottom, rows)
    around = (down[:, :, :, None] * across[:, :, None, :]).flatten(2)  # (N, B, P), squared already
    votes = (scores.square() @ around).sqrt().unflatten(2, (rows, cols))
    both = (classes * votes).sqrt()
    highest, now = (each.amax((2, 3), keepdim=True) for each in (classes, both))
    return both * (highest / (now + LEAST))


def _spread(low: Tensor, high: Tensor, cells: int) -> Tensor:
    """Sides of boxes (N, B) -> (N, B, cells), the square of a Gaussian around their middles."""
    middle, width = (low + high) / 2, WIDTH * (high - low).clamp(min=NARROWEST)
    places = (torch.arange(cells) + 0.5) / cells
    return torch.exp(-((places - middle[..., None]) / width[..., None]).square())
