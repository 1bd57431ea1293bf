"""The maps of a photo that the words read, with the shipped networks."""

import pytest
import torch
from torch import Tensor

from models.backbones.nanodet import BINS, CLASSES, STRIDES, DetectorMaps
from models.fusion.photo_maps import CELLS, PhotoStreams, brought, classifier_and_detector, evened, logits, maps_of

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def streams() -> PhotoStreams:
    return classifier_and_detector()


def found(score: float, pyramid: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> DetectorMaps:
    """The same logit of every class in every place, and the same number all over each level of the pyramid."""
    sides = [416 // stride for stride in STRIDES]

    def levels(channels: int, values: tuple[float, ...]) -> tuple[Tensor, ...]:
        return tuple(torch.full((1, channels, side, side), value) for side, value in zip(sides, values, strict=True))

    return DetectorMaps(levels(128, pyramid), levels(CLASSES, (score,) * 3), levels(4 * BINS, (0.0,) * 3))


@pytest.mark.thorough
@torch.inference_mode()
def test_what_the_detector_sees_of_a_mirrored_photo_is_the_mirror_image(streams: PhotoStreams) -> None:
    photo = torch.randint(0, 255, (1, 448, 448, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    (as_it_is, scores), (mirrored, their_scores) = (streams(pixels) for pixels in (photo, photo.flip(2)))
    torch.testing.assert_close(their_scores, scores.flip(3), atol=1e-4, rtol=1e-3)
    planes = photo.permute(0, 3, 1, 2).float()
    smaller = brought(planes, 416)
    once, other = (maps_of(streams.detect(each)) for each in (smaller, smaller.flip(3)))
    for name, one, turned in zip(("near", "middle", "far", "classes"), once, other, strict=True):
        torch.testing.assert_close(getattr(mirrored, name), getattr(as_it_is, name).flip(2), atol=1e-3, rtol=1e-4)
        assert (one - turned.flip(3)).abs().max() > 0.05, f"{name} is even by itself: nothing was made even"
    stages = streams.classifier.forward_stages((planes - streams.plain.mean[0]) / streams.plain.std[0])
    torch.testing.assert_close(as_it_is.fine, stages[streams.fine].permute(0, 2, 3, 1))


@pytest.mark.thorough
@torch.inference_mode()
def test_the_detector_reads_the_photo_at_its_own_size(streams: PhotoStreams, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, detect = [], streams.detect

    def noted(planes: Tensor) -> DetectorMaps:
        seen.append(tuple(planes.shape[2:]))
        return detect(planes)

    monkeypatch.setattr(streams, "detect", noted)
    maps, scores = streams(torch.zeros(1, 448, 448, 3, dtype=torch.uint8))
    assert seen == [(416, 416)] * 2
    assert [maps.near.shape[1:3], maps.middle.shape[1:3], maps.far.shape[1:3]] == [(28, 28), (28, 28), (14, 14)]
    assert scores.shape == (1, CLASSES, 28, 28)


def test_probabilities_are_averaged_and_not_logits() -> None:
    near, middle, far, seen = evened(found(0.0), found(20.0, (2.0, 4.0, 6.0)))
    assert [round(float(each.mean()), 4) for each in (near, middle, far)] == [1.0, 2.0, 3.0]
    torch.testing.assert_close(seen, torch.full((1, CLASSES, CELLS, CELLS), 0.75), atol=1e-5, rtol=0)
    assert logits(torch.tensor([0.0, 1.0])).isfinite().all()
    torch.testing.assert_close(logits(torch.tensor(0.75)).sigmoid(), torch.tensor(0.75))


@pytest.mark.parametrize("level", range(len(STRIDES)))
def test_what_is_seen_in_a_place_lies_there_in_the_words_grid(level: int) -> None:
    one, other = found(-9.0), found(-9.0)
    cells = one.logits[level].shape[-1]
    row, col = cells // 4, 3 * cells // 4
    one.logits[level][0, 7, row, col] = other.logits[level][0, 7, row, cells - 1 - col] = 4.0
    _, _, _, seen = evened(one, other)
    place = torch.tensor(divmod(int(seen[0, 7].argmax()), CELLS))
    middle = (torch.tensor([row, col]) + 0.5) / cells * CELLS
    assert ((place + 0.5) - middle).abs().max() <= 0.5 + CELLS / cells / 2
