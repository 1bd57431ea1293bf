"""Teaching on a handful of invented lessons, with a small fusion of random weights."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from models.engine.attender import Calibration
from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.results import PhotoFeatures, WordKind
from models.text.words import split_words
from models.training.chinese_ways.adapter import AdapterRecipe, fit_adapter
from models.training.chinese_ways.lessons import Caption, Lesson
from models.training.chinese_ways.measures import votes_of
from models.training.chinese_ways.own_stream import OwnStream, vocabulary_of
from models.training.chinese_ways.own_training import OwnRecipe, ReadingLoss, match_table, teach, teach_photos
from models.training.chinese_ways.photos import Looks
from models.training.chinese_ways.recipe import read_recipe
from models.training.chinese_ways.teach import taught
from models.training.chinese_ways.way_attender import WayAttender
from models.training.chinese_ways.ways import OwnWay

RECIPE = OwnRecipe(24, 4, 2, 0.0, 1, 20, 2, 0.01, 0.1, 2, 2, 0.001, 0)
TEXTS = ("一只狗在草地上奔跑", "女人坐在沙发上", "一只猫", "两个孩子在玩球")
RNG = np.random.default_rng(0)
LOOKS = Looks(
    ("one", "two"),
    RNG.normal(0, 0.3, (2, 4, 784, 8)).astype(np.float16),
    RNG.normal(0, 0.3, (2, 4, 784, 8)).astype(np.float16),
    np.full((2, 80, 784), 0.1, np.float16),
)


def lesson(text: str) -> Lesson:
    words = split_words(text)
    places = tuple(place for place, word in enumerate(words) if word.kind is WordKind.CONTENT)
    return Lesson(Caption("one", 0, True, text, words), places, RNG.normal(size=(len(places), 1152)).astype(np.float32))


LESSONS = [lesson(text) for text in TEXTS]


@pytest.fixture
def fusion() -> CrossAttention:
    torch.manual_seed(0)
    return CrossAttention(CrossAttentionConfig(width=32)).eval().requires_grad_(False)


@pytest.fixture
def stream() -> OwnStream:
    torch.manual_seed(0)
    return OwnStream(vocabulary_of((each.caption.spelled for each in LESSONS), 1), 24, 4, 2, 0.0)


def loss_of(stream: OwnStream, fusion: CrossAttention) -> float:
    states = OwnWay(stream).states([each.caption for each in LESSONS])
    found = np.concatenate([rows[list(each.places)] for rows, each in zip(states, LESSONS, strict=True)])
    targets = torch.from_numpy(np.concatenate([each.targets for each in LESSONS]))
    return ReadingLoss(fusion, targets)(torch.from_numpy(found), targets).item()


def votes(caption: Caption) -> torch.Tensor:
    return torch.tensor([word.votes for word in caption.words])


def test_the_right_states_lose_only_what_the_classes_are_unsure_of(fusion: CrossAttention) -> None:
    targets = torch.from_numpy(np.concatenate([each.targets for each in LESSONS]))
    loss = ReadingLoss(fusion, targets)
    assert loss(targets, targets) < loss(targets + 0.1, targets) < loss(torch.zeros_like(targets), targets)


def test_the_small_stream_learns_its_lessons(stream: OwnStream, fusion: CrossAttention) -> None:
    before = loss_of(stream, fusion)
    teach(stream, LESSONS, fusion, RECIPE, lambda _: None)
    assert loss_of(stream, fusion) < 0.8 * before


def test_photos_change_the_stream_and_leave_the_fusion(stream: OwnStream, fusion: CrossAttention) -> None:
    held = {name: value.clone() for name, value in fusion.state_dict().items()}
    before = stream.deep.weight.clone()
    captions = [[LESSONS[0].caption], [LESSONS[1].caption, LESSONS[2].caption]]
    teach_photos(stream, captions, LOOKS, fusion, RECIPE, votes, lambda _: None)
    assert not torch.equal(stream.deep.weight, before)
    assert all(torch.equal(value, held[name]) for name, value in fusion.state_dict().items())


def test_a_match_is_the_same_alone_and_in_a_table(stream: OwnStream, fusion: CrossAttention) -> None:
    said = [LESSONS[0].caption, LESSONS[2].caption]
    with torch.inference_mode():
        states = stream.eval()(*stream.vocabulary.ids([each.spelled for each in said]))
        table = match_table(fusion, states, [votes(each) for each in said], LOOKS, np.array([0, 1]))
        alone = match_table(fusion, states[1:], [votes(said[1])], LOOKS, np.array([1]))
    assert table.shape == (2, 2)
    assert torch.allclose(table[1, 1], alone[0, 0], atol=1e-5)


def test_the_adapter_is_fitted_and_corrected(fusion: CrossAttention) -> None:
    rows = RNG.normal(size=(60, 8)).astype(np.float32)
    targets = (rows @ RNG.normal(size=(8, 1152))).astype(np.float32)
    held = (np.arange(60) % 5 == 0).astype(np.float32)
    recipe = AdapterRecipe(60, [0.001, 0.1], 0.2, 16, 3, 16, 0.001, 0)
    linear, both, said = fit_adapter(rows, targets, held, fusion, recipe, lambda _: None)
    assert said["linear"] > 0.99
    assert both(rows).shape == linear(rows).shape == (60, 1152)
    assert not np.array_equal(both(rows), linear(rows))


def test_what_was_taught_is_taught_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> tuple[dict[str, int], dict[str, int]]:
        made.append(1)
        return {"one": 1, "two": 2}, {"words": 7}

    first, again = taught(tmp_path, "both", make), taught(tmp_path, "both", make)
    assert first == again
    assert first[0] == {"one": 1, "two": 2}
    assert first[1]["words"] == 7
    assert len(made) == 1


def test_a_way_stands_in_for_the_product_s_text_stream(stream: OwnStream, fusion: CrossAttention) -> None:
    way = OwnWay(stream)
    attender = WayAttender(way, SimpleNamespace(calibration=Calibration(1, 0, 0.5, 1, 0)), fusion)  # type: ignore[arg-type]
    photo = (np.asarray(held[0], np.float32) for held in (LOOKS.keys, LOOKS.values, LOOKS.classes))
    read = attender.read(PhotoFeatures(40, 30, (28, 28), *photo), TEXTS[0])
    assert [word.word.text for word in read.words] == list(LESSONS[0].caption.spelled)
    assert read.words[0].evidence.shape == (28, 28)
    assert read.match is not None
    assert sum(votes_of(way, LESSONS[0].caption)) == sum(word.word.votes for word in read.words)


def test_the_committed_recipe_can_be_read() -> None:
    assert read_recipe().own.layers == 2
