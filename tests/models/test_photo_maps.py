"""The maps of a photo that the words read, with the shipped networks."""

import pytest
import torch

from models.fusion.photo_maps import PhotoMaps, PhotoStreams, classifier_and_detector, evened

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def streams() -> PhotoStreams:
    return classifier_and_detector()


@pytest.mark.thorough
@torch.inference_mode()
def test_what_the_detector_sees_of_a_mirrored_photo_is_the_mirror_image(streams: PhotoStreams) -> None:
    photo = torch.randint(0, 255, (1, 448, 448, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    (as_it_is, scores), (mirrored, their_scores) = (streams.look(pixels) for pixels in (photo, photo.flip(2)))
    torch.testing.assert_close(their_scores, scores.flip(2), atol=1e-4, rtol=1e-3)
    once, other = (streams(pixels) for pixels in (photo, photo.flip(2)))
    for name in ("near", "middle", "far", "classes"):
        torch.testing.assert_close(getattr(mirrored, name), getattr(as_it_is, name).flip(2), atol=1e-3, rtol=1e-4)
        alone = (getattr(once, name) - getattr(other, name).flip(2)).abs().max()
        assert alone > 0.05, f"{name} is even by itself, so that nothing was made even"
    torch.testing.assert_close(as_it_is.fine, once.fine)


def test_probabilities_are_averaged_and_not_logits() -> None:
    maps = PhotoMaps(*(torch.zeros(1, 2, 2, 1) for _ in range(7)))
    seen = evened(maps, *(torch.full((1, 2, 2, 1), value) for value in (2.0, 4.0, 6.0, 20.0)))
    assert [float(side.mean()) for side in (seen.near, seen.middle, seen.far)] == [1.0, 2.0, 3.0]
    torch.testing.assert_close(seen.classes.sigmoid(), torch.full((1, 2, 2, 1), 0.75), atol=1e-5, rtol=0)
    unseen = evened(maps, *(torch.full((1, 2, 2, 1), -1e4) for _ in range(4)))
    assert unseen.classes.isfinite().all()
