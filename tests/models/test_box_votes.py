"""Class scores gathered where boxes lie."""

import torch

from models.backbones.nanodet import BINS, STRIDES, DetectorMaps
from models.fusion.box_votes import BOXES, mirrored, surest_boxes, voted


def at(places: torch.Tensor, of: int) -> tuple[int, int]:
    """Row and column of a class's brightest place."""
    row, col = divmod(int(places[0, of].argmax()), places.shape[3])
    return row, col


def test_the_brightest_place_is_the_middle_of_the_boxes_and_not_their_surest_place() -> None:
    classes = torch.full((1, 2, 28, 28), 0.01)
    classes[0, 0, 10:19, 4:13] = 0.5
    classes[0, 0, 10, 4] = 0.55  # the surest is a corner of the thing
    boxes = torch.tensor([[[4 / 28, 0.6], [10 / 28, 0.6], [13 / 28, 0.9], [19 / 28, 0.9]]])
    scores = torch.tensor([[[0.55, 0.01], [0.01, 0.02]]])
    assert at(classes, 0) == (10, 4)
    assert at(voted(classes, scores, boxes), 0) == (14, 8)


def test_each_class_keeps_its_highest_score_and_one_of_no_box_is_finite() -> None:
    generator = torch.Generator().manual_seed(0)
    classes, scores = torch.rand(2, 3, 28, 28, generator=generator), torch.rand(2, 3, 5, generator=generator)
    scores[:, 2] = 0
    low = torch.rand(2, 2, 5, generator=generator) * 0.5
    found = voted(classes, scores, torch.cat([low, low + 0.3], 1))
    assert found.isfinite().all()
    torch.testing.assert_close(found.amax((2, 3))[:, :2], classes.amax((2, 3))[:, :2])


def test_the_mirrored_photo_gives_the_mirror_image() -> None:
    generator = torch.Generator().manual_seed(1)
    classes, scores = torch.rand(1, 3, 28, 28, generator=generator), torch.rand(1, 3, 5, generator=generator)
    low = torch.rand(1, 2, 5, generator=generator) * 0.5
    boxes = torch.cat([low, low + 0.3], 1)
    torch.testing.assert_close(mirrored(mirrored(boxes)), boxes)
    other = voted(classes.flip(3), scores, mirrored(boxes))
    torch.testing.assert_close(other.flip(3), voted(classes, scores, boxes))


def test_the_surest_boxes_are_fractions_of_the_photo_around_their_cell() -> None:
    sides = [448 // stride for stride in STRIDES]
    logits = [torch.full((1, 80, side, side), -9.0) for side in sides]
    bins = [torch.zeros(1, 4 * BINS, side, side) for side in sides]
    logits[1][0, 7, 5, 20] = 2.0
    for side in range(4):
        bins[1][0, side * BINS + 2, 5, 20] = 50.0  # two cells of 16 px to every side
    scores, boxes = surest_boxes(DetectorMaps((), tuple(logits), tuple(bins)))
    assert scores.shape == (1, 80, BOXES)
    assert int(scores[0, :, 0].argmax()) == 7
    torch.testing.assert_close(scores[0, 7, 0], torch.tensor(2.0).sigmoid())
    around = torch.tensor([18.5, 3.5, 22.5, 7.5]) / 28
    torch.testing.assert_close(boxes[0, :, 0], around, atol=1e-4, rtol=0)
