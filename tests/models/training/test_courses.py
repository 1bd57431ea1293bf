"""A further course of the words' training goes on from what the last one left, and says what came before it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.training.cross_attention import TrainConfig, further_course, mixed, read_config
from models.training.photos import Amounts, Source, plan_pictures
from models.training.recipes import recipe_of
from models.weights import manifest

CONFIGS = Path("models/training/configs")
SMALL = TrainConfig(width=32, heads=2, blocks=1)


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """What a course of a small network has written."""
    torch.manual_seed(0)
    model = CrossAttention(SMALL.sizes)
    torch.save({"model": model.state_dict(), "courses": [asdict(SMALL)]}, tmp_path / "left.pt")
    return tmp_path / "left.pt"


def test_it_begins_with_the_weights_that_were_left(left: Path) -> None:
    course, weights = further_course(SMALL, left), torch.load(left, weights_only=True)["model"]
    assert course.before == [asdict(SMALL)]
    assert all(torch.equal(value, weights[name]) for name, value in course.model.state_dict().items())


def test_what_the_cache_holds_the_output_of_is_not_trained(left: Path) -> None:
    model = further_course(SMALL, left).model
    fixed = {name.split(".")[1] for name, value in model.named_parameters() if not value.requires_grad}
    assert fixed == {"coarse"}


def test_what_is_left_lies_between_the_weights_before_and_after() -> None:
    before, after = {"a": torch.zeros(2), "b": torch.ones(1)}, {"a": torch.ones(2), "b": torch.ones(1)}
    assert mixed(before, after, 0.7)["a"].tolist() == pytest.approx([0.7, 0.7])
    assert torch.equal(mixed(before, after, 1.0)["a"], after["a"])
    assert torch.equal(mixed(before, after, 0.3)["b"], before["b"])


def test_weights_of_another_size_are_refused(left: Path) -> None:
    with pytest.raises(RuntimeError, match="size mismatch"):
        further_course(TrainConfig(width=64, heads=2, blocks=1), left)


COURSES = ("", "_second", "_third")


def test_the_shipped_weights_say_how_every_course_was_trained() -> None:
    row = manifest()["weights"]["cross_attention"]
    told = [asdict(read_config(CONFIGS / f"cross_attention{course}.json")) for course in COURSES]
    assert row["courses"] == json.loads(json.dumps(told))
    last = read_config(CONFIGS / f"cross_attention{COURSES[-1]}.json")
    assert CrossAttentionConfig(**row["config"]) == last.read_sizes


def test_a_course_that_was_trained_before_a_setting_was_there_has_its_default(left: Path) -> None:
    written = torch.load(left, weights_only=True)
    for name in ("keep", "agreed", "captions", "exchanges"):
        del written["courses"][0][name]
    torch.save(written, left)
    assert further_course(SMALL, left).before == [asdict(SMALL)]


@pytest.mark.parametrize("course", COURSES[1:])
def test_a_further_course_plans_all_photos_and_more_copies(course: str) -> None:
    amounts = recipe_of(Amounts, CONFIGS / f"feature_amounts{course}.json")
    sources = [Source(f"{number}.jpg", "flickr8k", "train", ("A red ball.",)) for number in range(4000)]
    sources += [Source(f"{name}.jpg", name, "train", ("A ball.",)) for name in ("coco", "caltech101", "imagenet")] * 9
    kinds = [picture.kind for picture in plan_pictures(sources, 0, amounts)]
    assert kinds.count("base") > 4000
    assert kinds.count("mirror") == amounts.mirrors > Amounts().mirrors
    assert kinds.count("half") == amounts.halves > Amounts().halves
