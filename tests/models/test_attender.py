"""The serving engine with the shipped weights: equal to torch, true to the photo's frame, sure of plain cases."""

import numpy as np
import pytest
import torch
from skimage import data

from app.samples.examples import CHINESE_SENTENCES, EXAMPLES
from models.engine.attender import OnnxAttender, load_attender
from models.engine.graphs import look_graph, read_graph
from models.errors import InvalidSentence
from models.results import Pixels, WordKind
from models.text.tokens import tokenise
from tests.exports import EXPORTS
from tests.matrix import thorough_after

SENTENCE = "A cat with green eyes and a pink nose"


@pytest.fixture(scope="module")
def attender() -> OnnxAttender:
    return load_attender(EXPORTS)


@torch.inference_mode()
def test_onnx_equals_torch(attender: OnnxAttender) -> None:
    features = attender.look(data.chelsea())
    inputs = attender.look_inputs(data.chelsea())
    keys, values, classes = look_graph()(*(torch.from_numpy(value.copy()) for value in inputs.values()))
    np.testing.assert_allclose(features.keys, keys.numpy(), atol=1e-4)
    np.testing.assert_allclose(features.values, values.numpy(), atol=1e-4)
    np.testing.assert_allclose(features.classes, classes.numpy(), atol=1e-4)
    sentence = tokenise(SENTENCE)
    served = attender.read_session.run(None, attender.read_inputs(features, sentence))
    reference = read_graph()(
        torch.from_numpy(sentence.ids.copy())[None], torch.from_numpy(sentence.pooling), keys, values, classes
    )
    for one, other in zip(served, reference, strict=True):
        np.testing.assert_allclose(one, other.numpy(), atol=1e-4)


@pytest.mark.parametrize("size", thorough_after(2, [(300, 600), (640, 320), (150, 1200), (448, 448)]))
@pytest.mark.parametrize("place", [(0.2, 0.3), (0.75, 0.6)])
def test_a_bright_square_changes_the_features_where_it_is(
    attender: OnnxAttender, size: tuple[int, int], place: tuple[float, float]
) -> None:
    height, width = size
    plain: Pixels = np.full((height, width, 3), 90, np.uint8)
    marked = plain.copy()
    side_y, side_x = height // 9, width // 9
    top, left = int(place[1] * height), int(place[0] * width)
    marked[top : top + side_y, left : left + side_x] = 255
    before, after = attender.look(plain), attender.look(marked)
    assert (after.width, after.height) == (width, height)
    change = np.square(after.keys - before.keys).sum((0, 2)).reshape(after.grid)
    row, col = np.unravel_index(change.argmax(), change.shape)
    y, x = (row + 0.5) / after.grid[0] * height, (col + 0.5) / after.grid[1] * width
    # One cell of slack: the change of a feature is strongest at the square or its rim.
    slack_y, slack_x = height / after.grid[0], width / after.grid[1]
    assert top - slack_y <= y <= top + side_y + slack_y
    assert left - slack_x <= x <= left + side_x + slack_x


def test_every_word_comes_back_with_maps_over_the_whole_photo(attender: OnnxAttender) -> None:
    result = attender.read(attender.look(data.chelsea()), SENTENCE)
    assert (result.width, result.height) == (451, 300)
    assert [SENTENCE[w.word.start : w.word.end] for w in result.words] == SENTENCE.split()
    for word in result.words:
        assert word.attention.shape[1:] == word.evidence.shape == result.grid
        assert word.attention.sum((1, 2)) == pytest.approx(np.ones(len(word.attention)), abs=1e-4)
        assert word.evidence.min() >= 0
        assert 0 <= word.score <= 1
    assert result.match is not None
    assert 0 <= result.match <= 1


def test_words_that_name_no_thing_and_words_of_other_scripts_are_never_found(attender: OnnxAttender) -> None:
    result = attender.read(attender.look(data.chelsea()), "the cat with 一只 고양이 🐱")
    silent = [word for word in result.words if word.word.kind is not WordKind.CONTENT]
    assert len(silent) >= 5
    assert not any(word.found for word in silent)


@pytest.mark.parametrize(
    ("photo", "sentence", "there", "lacking"),
    [
        (data.chelsea(), "a photo of a cat", "cat", "bus"),
        (data.coffee(), "a cup of espresso on a saucer", "espresso", "elephant"),
        (data.astronaut(), "a woman in an orange suit", "woman", "pizza"),
    ],
)
def test_plain_cases_are_found_and_absent_things_are_not(
    attender: OnnxAttender, photo: Pixels, sentence: str, there: str, lacking: str
) -> None:
    features = attender.look(photo)
    words = {w.word.text: w for w in attender.read(features, sentence).words}
    assert words[there].found
    swapped = {w.word.text: w for w in attender.read(features, sentence.replace(there, lacking)).words}
    assert not swapped[lacking].found
    assert swapped[lacking].score < words[there].score


def test_the_longest_and_the_shortest_sentence_are_read(attender: OnnxAttender) -> None:
    features = attender.look(np.zeros((1, 1, 3), np.uint8))
    assert len(attender.read(features, "cat").words) == 1
    long = attender.read(features, "dog " * 600)
    assert long.cut_at is not None
    with pytest.raises(InvalidSentence):
        attender.read(features, "...")


PARTS = {"left eye": (135, 84, 208, 146), "right eye": (295, 109, 344, 163), "nose": (228, 226, 292, 264)}  # x, y, x, y


def _peaks(attender: OnnxAttender, sentence: str) -> tuple[dict[str, tuple[float, float]], set[str]]:
    """Where each word is brightest on the example that fails, in pixels, and which of them are found."""
    found = attender.read(attender.look(data.chelsea()), sentence)
    peaks = {}
    for word in found.words:
        row, col = np.unravel_index(word.evidence.argmax(), word.evidence.shape)
        rows, cols = word.evidence.shape
        peaks[word.word.text] = ((col + 0.5) / cols * found.width, (row + 0.5) / rows * found.height)
    return peaks, {word.word.text for word in found.words if word.found}


def _on_the_bridge(place: tuple[float, float]) -> bool:
    """Between the eyes, and above the nose."""
    between = PARTS["left eye"][2] < place[0] < PARTS["right eye"][0]
    return between and PARTS["left eye"][3] < place[1] < PARTS["nose"][1]


def test_the_example_that_fails_fails_as_it_is_told(attender: OnnxAttender) -> None:
    """The locales say of Chelsea: `nose` is brightest on the nose, `eyes` too, and neither has its colour."""
    (example,) = (each for each in EXAMPLES if each.fails)
    peaks, found = _peaks(attender, example.sentence)
    assert {"cat", "eyes", "nose"} <= found
    assert _away(peaks["eyes"], PARTS["nose"]) == 0
    assert _away(peaks["nose"], PARTS["nose"]) == 0
    assert not {"green", "pink"} & found


def test_it_fails_in_chinese_as_it_is_told(attender: OnnxAttender) -> None:
    """眼睛 and 鼻子 are both brightest on the bridge of the nose."""
    peaks, found = _peaks(attender, CHINESE_SENTENCES["chelsea"])
    assert {"猫", "眼睛", "鼻子"} <= found
    assert _on_the_bridge(peaks["眼睛"])
    assert _on_the_bridge(peaks["鼻子"])
    assert not {"绿", "粉色"} & found


def _away(place: tuple[float, float], box: tuple[int, int, int, int]) -> float:
    """Pixels from a place to a box; 0 inside."""
    x, y = place
    return float(np.hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])))
