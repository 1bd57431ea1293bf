"""Drawn scenes: the same for a seed, and every fact can be measured in the picture."""

from __future__ import annotations

import numpy as np

from models.encoder.scenes import COLOURS, PLACES, SHAPES, draw_scenes


def test_a_seed_draws_the_same_scenes_and_another_one_others() -> None:
    one, same, other = draw_scenes(20, 4), draw_scenes(20, 4), draw_scenes(20, 5)
    np.testing.assert_array_equal(one.pixels, same.pixels)
    assert not np.array_equal(one.pixels, other.pixels)
    assert one.pixels.shape == (20, 3, 48, 48)
    assert 0 <= one.pixels.min() < one.pixels.max() <= 1


def test_the_caption_is_true_of_the_picture() -> None:
    scenes = draw_scenes(300, 1)
    for index in range(300):
        shape, colour, place = scenes.facts[index]
        mask = scenes.masks[index]
        down, across = np.argwhere(mask).mean(0)
        assert (int(down // 16), int(across // 16)) == divmod(int(place), 3)
        seen = scenes.pixels[index][:, mask].mean(1)
        strongest = {"red": {0}, "green": {1}, "blue": {2}, "purple": {2, 0}, "yellow": {0, 1}, "orange": {0}}
        assert int(seen.argmax()) in strongest[COLOURS[colour]]
        assert f" {COLOURS[colour]} {SHAPES[shape]} " in scenes.caption(index)
        assert scenes.caption(index).endswith(f" the {PLACES[place]}")
        assert scenes.caption(index).startswith("an o" if COLOURS[colour] == "orange" else "a ")


def test_all_facts_occur_about_equally_often() -> None:
    facts = draw_scenes(3000, 2).facts
    for column, options in zip(facts.T, (SHAPES, COLOURS, PLACES), strict=True):
        shares = np.bincount(column, minlength=len(options)) / 3000 * len(options)
        assert shares.min() > 0.75
        assert shares.max() < 1.25


def test_shapes_differ_in_what_they_cover() -> None:
    scenes = draw_scenes(600, 3)
    boxes = []
    for index in range(600):
        rows, cols = np.nonzero(scenes.masks[index])
        filled = len(rows) / ((np.ptp(rows) + 1) * (np.ptp(cols) + 1))
        boxes.append((SHAPES[scenes.facts[index, 0]], filled))
    mean = {name: np.mean([filled for shape, filled in boxes if shape == name]) for name in SHAPES}
    assert mean["square"] > mean["circle"] > mean["ring"]
    assert mean["circle"] > mean["diamond"] > 0.4
    assert mean["cross"] < mean["square"]
