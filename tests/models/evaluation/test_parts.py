"""Marks of parts: where they are, and what chance gives."""

import math

import pytest

from models.evaluation.parts import Part, parts


@pytest.mark.parametrize("part", parts(), ids=lambda part: f"{part.photo}-{part.part}")
def test_every_mark_lies_on_the_photo_and_by_its_thing(part: Part) -> None:
    for x, y, radius in part.marks:
        assert 0 <= x <= 1
        assert 0 <= y <= 1
        assert 0.02 <= radius <= 0.2
        assert any(x0 - 0.03 <= x <= x1 + 0.03 and y0 - 0.03 <= y <= y1 + 0.03 for x0, y0, x1, y1 in part.boxes)


def test_at_least_forty_photos_of_the_archive_are_marked() -> None:
    photos = {part.photo for part in parts()}
    assert len([photo for photo in photos if photo.startswith("skimage:")]) >= 4
    assert len([photo for photo in photos if not photo.startswith("skimage:")]) >= 40


def test_chance_is_the_marks_share_of_the_thing() -> None:
    part = Part("p", "eye", "cat", ((0.5, 0.5, 0.1),), ((0.25, 0.25, 0.75, 0.75),))
    assert part.chance((100, 100)) == pytest.approx(math.pi * 0.01 / 0.25, abs=0.005)


def test_a_radius_counts_along_the_longer_side() -> None:
    part = Part("p", "eye", "cat", ((0.5, 0.5, 0.1),), ((0, 0, 1, 1),))
    assert part.within(0.59, 0.5, (200, 100))
    assert part.within(0.5, 0.69, (200, 100))
    assert not part.within(0.61, 0.5, (200, 100))
