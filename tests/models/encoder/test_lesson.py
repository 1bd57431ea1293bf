"""Training in torch: what freezing means, what a probe reads, and what may be claimed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.encoder import lesson as lessons
from models.encoder.lesson import Pupil, answer_number, lesson, thaw
from models.encoder.lesson_results import Goal, Lesson, Moment, Tower
from models.encoder.lesson_table import CLAIMS, LESSONS, read_lessons, table_of
from models.encoder.probe import probe_accuracy
from models.encoder.scene_network import ANSWERS, WORDS, Matcher, SceneEncoder, word_counts
from models.encoder.scenes import draw_scenes
from tests.fakes_lessons import whole_lesson

SIZES = {"TRAIN": 96, "TEST": 64, "PROBED": 96, "GALLERY": 20, "BATCH": 16, "REPORT": 0.05}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SIZES.items():
        monkeypatch.setattr(lessons, name, value)
    monkeypatch.setattr(lessons, "BUDGET", {1: 0.3, 2: 0.3})


def test_the_encoder_is_as_large_as_the_page_says() -> None:
    assert sum(each.numel() for each in SceneEncoder().parameters()) == 94_620
    assert SceneEncoder()(torch.zeros(2, 3, 48, 48)).shape == (2, 60)


@pytest.mark.parametrize("tower", Tower)
def test_what_is_frozen_is_in_evaluation_mode_and_asks_for_no_gradient(tower: Tower) -> None:
    encoder = SceneEncoder()
    thaw(encoder, tower)
    learning = {Tower.FROZEN: (False, False), Tower.LAST: (False, True), Tower.ALL: (True, True)}[tower]
    for part, learns in zip((encoder.early, encoder.last), learning, strict=True):
        assert all(each.training == learns for each in part.modules())
        assert all(each.requires_grad == learns for each in part.parameters())


@pytest.mark.parametrize("goal", Goal)
@pytest.mark.parametrize("tower", Tower)
def test_a_lesson_changes_what_learns_and_nothing_else(goal: Goal, tower: Tower) -> None:
    heard = Lesson(goal, tower, 0)
    for line in lesson(goal, tower, 0):
        heard = heard.heard(line)
    assert heard.share == 1
    assert [each.moment for each in heard.examined] == list(Moment)
    after = heard.at(Moment.ASKED)
    assert after is not None
    assert after.tensors == 25
    changed = {Tower.FROZEN: (0, 0), Tower.LAST: (1, 10), Tower.ALL: (20, 25)}[tower]
    assert after.changed is not None
    assert changed[0] <= after.changed <= changed[1]
    gradients = [each.gradient for each in heard.points if each.stage == 2]
    assert (max(gradients) == 0) == (tower is Tower.FROZEN)
    retrievals = [each.retrieval for each in heard.examined]
    assert retrievals[0] is None
    assert (retrievals[1] is not None) == (goal is Goal.CAPTIONS)
    if tower is Tower.FROZEN:
        assert retrievals[1] == retrievals[2]
        assert heard.at(Moment.TAUGHT).probes == after.probes  # type: ignore[union-attr]


def test_the_gradients_norm_is_that_of_all_the_encoders_weights_together() -> None:
    pupil = Pupil(Goal.LABELS, 0)
    pupil.encoder.train()
    loss, _ = pupil._labels()
    loss.backward()
    teaching = lessons.Teaching(1, list(pupil.classifier.parameters()), list(pupil.encoder.parameters()))
    flat = torch.cat([each.grad.flatten() for each in pupil.encoder.parameters() if each.grad is not None])
    assert teaching._gradient() == pytest.approx(float(flat.norm()), rel=1e-5)


def test_answers_are_numbered_by_question() -> None:
    facts = torch.tensor([[2, 3, 4], [2, 3, 4], [2, 3, 4]])
    found = answer_number(facts, torch.tensor([0, 1, 2]))
    assert found.tolist() == [2, ANSWERS[0] + 3, ANSWERS[0] + ANSWERS[1] + 4]


def test_a_captions_words_are_counted_and_matching_is_a_cosine() -> None:
    scenes = draw_scenes(5, 0)
    counts = word_counts(scenes)
    assert counts.sum(1).tolist() == [len(scenes.caption(index).split()) for index in range(5)]
    assert counts.shape == (5, len(WORDS))
    matcher = Matcher()
    logits = (matcher(torch.randn(3, 60), counts) / matcher.scale.exp()).detach()
    assert logits.shape == (3, 5)
    assert float(logits.abs().max()) <= 1 + 1e-5


def test_a_probe_reads_what_is_there_and_chance_where_nothing_is() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, 800)
    told = (np.eye(4)[labels] @ random.normal(0, 1, (4, 6)) + random.normal(0, 0.05, (800, 6))).astype(np.float32)
    nothing = random.normal(0, 1, (800, 6)).astype(np.float32)
    assert probe_accuracy(told[:600], labels[:600], told[600:], labels[600:]) > 0.98
    assert probe_accuracy(nothing[:600], labels[:600], nothing[600:], labels[600:]) < 0.4


def test_a_probe_is_ridge_regression_as_scikit_style_algebra_gives_it() -> None:
    random = np.random.default_rng(1)
    features, labels = random.normal(0, 1, (50, 3)), random.integers(0, 2, 50)
    scaled = (features - features.mean(0)) / (features.std(0) + 1e-6)
    stacked = np.vstack([np.column_stack([scaled, np.ones(50)]), np.sqrt(1e-2 * 50) * np.eye(4)])
    weights, *_ = np.linalg.lstsq(stacked, np.vstack([np.eye(2)[labels], np.zeros((4, 2))]), rcond=None)
    right = ((np.column_stack([scaled, np.ones(50)]) @ weights).argmax(1) == labels).mean()
    own = features.astype(np.float64)
    assert probe_accuracy(own, labels, own, labels) == pytest.approx(right)  # type: ignore[arg-type]


def test_nothing_is_claimed_of_two_seeds_and_only_what_every_seed_bears_out_of_three() -> None:
    two = tuple(whole_lesson(goal, tower, seed) for goal in Goal for tower in Tower for seed in range(2))
    assert table_of(two) is None
    third = tuple(whole_lesson(goal, tower, 2) for goal in Goal for tower in Tower)
    table = table_of(two + third)
    assert table is not None
    assert set(table.claims) | set(table.refused) == set(CLAIMS)
    assert "captions_keep_more" in table.claims
    worse = tuple(whole_lesson(goal, tower, 2, better=-0.2) for goal in Goal for tower in Tower)
    mixed = table_of(two + worse)
    assert mixed is not None
    assert "captions_keep_more" in mixed.refused


def test_the_stored_lessons_are_read_or_told_to_be_missing(tmp_path: Path) -> None:
    assert read_lessons(tmp_path / "none.json") is None
    table = read_lessons(LESSONS)
    assert (table is None) == (not LESSONS.exists()) or table is None or table.seeds >= 3
