"""Colours of real photos through the whole words' model, in both languages, also after the photo's colours changed."""

import numpy as np
import pytest
from skimage import data

from models.colour.photo import ColouredPhoto
from models.engine.attender import OnnxAttender, load_attender
from models.results import PhotoFeatures, Pixels, WordAttention
from tests.exports import EXPORTS

ENGLISH = {"orange": "a woman in an orange suit", "blue": "a woman in a blue suit", "green": "a woman in a green suit"}
CHINESE = {"orange": "穿着橙色衣服的女人", "blue": "穿着蓝色衣服的女人", "green": "穿着绿色衣服的女人"}
SPELLED = {"orange": "橙色", "blue": "蓝色", "green": "绿色"}


@pytest.fixture(scope="module")
def attender() -> OnnxAttender:
    return load_attender(EXPORTS)


def word(attender: OnnxAttender, features: PhotoFeatures, sentence: str, text: str) -> WordAttention:
    return next(each for each in attender.read(features, sentence).words if each.word.text == text)


def turned(pixels: Pixels) -> Pixels:
    """Red and blue exchanged: the orange suit is blue."""
    return np.ascontiguousarray(pixels[..., ::-1])


@pytest.mark.parametrize(("photo", "true"), [(data.astronaut(), "orange"), (turned(data.astronaut()), "blue")])
@pytest.mark.parametrize("language", ["english", "chinese"])
def test_the_suit_has_its_colour_and_no_other(attender: OnnxAttender, photo: Pixels, true: str, language: str) -> None:
    features = attender.look(photo)
    sentences = ENGLISH if language == "english" else CHINESE
    found = {
        name: word(attender, features, text, name if language == "english" else SPELLED[name])
        for name, text in sentences.items()
    }
    assert found[true].found
    assert max(found, key=lambda name: found[name].score) == true
    assert not found["green"].found


def test_the_colour_lies_on_the_suit_and_not_on_the_flag_beside_it(attender: OnnxAttender) -> None:
    evidence = word(attender, attender.look(data.astronaut()), ENGLISH["orange"], "orange").evidence
    row, col = np.unravel_index(evidence.argmax(), evidence.shape)
    pixel = data.astronaut()[int((row + 0.5) / 28 * 512), int((col + 0.5) / 28 * 512)].astype(int)
    assert pixel[0] > pixel[1] > pixel[2]
    assert row >= 10  # below the face


def test_words_that_name_no_colour_stay_as_the_words_model_has_them(attender: OnnxAttender) -> None:
    coloured = attender.look(data.astronaut())
    assert isinstance(coloured, ColouredPhoto)
    plain = PhotoFeatures(*(getattr(coloured, name) for name in PhotoFeatures.__dataclass_fields__))
    for one, other in zip(
        attender.read(coloured, ENGLISH["orange"]).words, attender.read(plain, ENGLISH["orange"]).words, strict=True
    ):
        same = one.score == other.score and np.array_equal(one.evidence, other.evidence)
        assert same == (one.word.text != "orange")
        np.testing.assert_array_equal(one.attention, other.attention)
