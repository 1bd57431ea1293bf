"""The maps of a photo that the words read, with the shipped networks."""

import pytest
import torch

from models.fusion.photo_maps import PhotoStreams, classifier_and_detector

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def streams() -> PhotoStreams:
    return classifier_and_detector()


@pytest.mark.thorough
@torch.inference_mode()
def test_scores_of_a_mirrored_photo_are_the_mirrored_scores(streams: PhotoStreams) -> None:
    photo = torch.randint(0, 255, (1, 448, 448, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    as_it_is, mirrored = (streams.even_scores(pixels, streams(pixels)) for pixels in (photo, photo.flip(2)))
    torch.testing.assert_close(mirrored, as_it_is.flip(2), atol=1e-5, rtol=0)
    alone = streams(photo).classes.sigmoid()
    assert (alone - streams(photo.flip(2)).classes.sigmoid().flip(2)).abs().max() > 1e-3, "else nothing was made even"
