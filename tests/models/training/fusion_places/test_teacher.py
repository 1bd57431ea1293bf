"""What is taught: mean scores of all pairs of the groups, of strategies that read photos as they were trained to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from models.fusion.catalogue import build_strategy
from models.training.fusion_lab import group_loss
from models.training.fusion_places.__main__ import Lesson, Training
from models.training.fusion_places.align import Sayings
from models.training.fusion_places.batches import Sampler
from models.training.fusion_places.recipe import read_courses
from models.training.fusion_places.teacher import Teachers, read_taught, taught_loss
from tests.models.training.fusion_places.tiny import RECIPE, planted


def test_sure_and_right_scores_are_taught_as_the_match_loss_teaches() -> None:
    torch.manual_seed(0)
    scores = torch.randn(3, 4, 4)
    sure = 100 * torch.eye(4).expand(3, -1, -1) - 50
    torch.testing.assert_close(taught_loss(scores, sure), group_loss(scores))


def test_nothing_is_better_than_what_is_taught() -> None:
    torch.manual_seed(0)
    taught = torch.randn(2, 4, 4)
    least = taught_loss(taught, taught)
    for _ in range(20):
        assert taught_loss(taught + 0.5 * torch.randn_like(taught), taught) > least


def test_of_groups_that_no_teacher_saw_nothing_is_taught() -> None:
    torch.manual_seed(0)
    scores, taught = torch.randn(2, 4, 4), torch.randn(2, 4, 4)
    partly = torch.stack([taught[0], torch.full((4, 4), torch.nan)])
    torch.testing.assert_close(taught_loss(scores, partly), taught_loss(scores[:1], taught[:1]))
    assert taught_loss(scores, torch.full((2, 4, 4), torch.nan)) == 0


def test_scores_are_the_means_of_those_that_each_teacher_gives_its_own_look_at_the_photo() -> None:
    torch.manual_seed(0)
    data, streams = planted(seed=0), planted(seed=1)
    teachers = [build_strategy(name).eval() for name in ("late_dual", "cross_words")]
    rows = np.stack([np.arange(90)[::-1], (np.arange(90) + 7) % 90], 1)
    step = Sampler(data, replace(RECIPE, groups=2), 0).draw(np.random.default_rng(0), 2, 3)
    scores = Teachers(teachers, streams, rows).scores(data, step)
    assert scores.shape == (2, 4, 4)
    group, photo, caption = 1, 2, 3
    row = rows[step.photos[4 * group + photo], int(step.mirrored[4 * group + photo])]
    grids = streams.photo_grids(np.array([row]), ("head",))
    states, mask = data.caption_states(step.captions[4 * group + caption :][:1], (6,))
    with torch.inference_mode():
        expected = torch.stack([teacher(grids, states, mask)[0][0] for teacher in teachers]).mean()
    torch.testing.assert_close(scores[group, photo, caption], expected, atol=1e-4, rtol=1e-4)


def test_a_group_with_a_photo_that_no_teacher_saw_has_no_scores() -> None:
    data = planted()
    step = Sampler(data, RECIPE, 0).draw(np.random.default_rng(0), 3, 0)
    rows = np.stack([np.arange(90)] * 2, 1)
    rows[step.photos[5]] = -1
    scores = Teachers([build_strategy("late_dual").eval()], data, rows).scores(data, step)
    assert scores.flatten(1).isnan().all(1).tolist() == [False, True, False]
    assert not scores[[0, 2]].isnan().any()


def test_a_second_course_goes_on_with_the_pairs_after_the_first_and_what_is_taught_of_them(tmp_path: Path) -> None:
    data, recipe = planted(), replace(RECIPE, coarse=1, steps=3, first_step=5, taught_weight=1.0)
    sampler, seen = Sampler(data, recipe, 0), list[float]()
    taught = np.arange(9.0)[:, None, None, None] * np.ones((1, 1, 4, 4))
    np.savez(tmp_path / "0.npz", taught, taught + 100)
    model = build_strategy("late_dual")

    class Listening(Lesson):
        def losses(self, step, taught=None):  # type: ignore[no-untyped-def]
            assert taught is not None
            seen.append(float(taught[0, 0, 0]))
            number = len(seen) // 2 if len(seen) % 2 == 0 else len(seen) // 2 + 1
            part = sampler.step(4 + number)[int(step.coarse)]
            np.testing.assert_array_equal(step.captions, part.captions)
            return super().losses(step, taught)

    Training(Listening(model, data, Sayings(data), ()), sampler, tmp_path, read_taught(tmp_path, 0)).run()
    assert seen == [5, 105, 6, 106, 7, 107]


def test_the_courses_follow_one_another_and_see_as_many_at_once() -> None:
    first, *others = read_courses()
    seen = 0
    for course in (first, *others):
        assert course.first_step == seen
        assert replace(course, steps=0, first_step=0, learning_rate=0) == replace(first, steps=0, learning_rate=0)
        seen += course.steps
    assert max(course.learning_rate for course in others) < first.learning_rate
