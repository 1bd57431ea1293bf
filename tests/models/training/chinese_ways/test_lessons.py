"""Which words of a Chinese and an English caption are taken to mean each other."""

import numpy as np
import pytest

from models.text.words import split_words
from models.training.chinese_ways.lessons import Caption, asks, likeliest, likely_words, make_lessons, mutual

LIKELY = {"狗": {"dog": 0.8, "dogs": 0.1}, "小狗": {"dog": 0.6, "puppy": 0.3}, "草地": {"grass": 0.7}}


def test_words_are_aligned_where_each_is_the_other_s_likeliest() -> None:
    assert mutual(["狗", "草地"], ["grass", "dog"], LIKELY, 0.1) == [(0, 1), (1, 0)]
    assert mutual(["狗", "小狗"], ["dog"], LIKELY, 0.1) == [(0, 0)]


@pytest.mark.parametrize(("chinese", "english"), [([], ["dog"]), (["狗"], []), (["猫"], ["dog"])])
def test_nothing_is_aligned_with_nothing(chinese: list[str], english: list[str]) -> None:
    assert mutual(chinese, english, LIKELY, 0.1) == []
    assert likeliest(chinese, english, LIKELY, 0.1) == []


def test_of_a_word_said_twice_the_nearer_place_is_taken() -> None:
    assert mutual(["草地", "狗"], ["dog", "grass", "dog"], LIKELY, 0.1) == [(0, 1), (1, 2)]


def test_one_english_word_may_serve_several_of_a_person_s_caption() -> None:
    assert likeliest(["狗", "小狗"], ["puppy", "dog"], LIKELY, 0.1) == [(0, 1), (1, 1)]
    assert likeliest(["狗"], ["dogs"], LIKELY, 0.5) == []


def test_a_word_that_nobody_knows_is_asked_all_the_same_and_a_particle_is_not() -> None:
    kinds = {word.text: asks(word) for word in split_words("一只狗的😀鑫淼，two")}
    assert kinds["狗"]
    assert not any(kinds[text] for text in kinds if text in "一只的😀two")


class FakeEnglish:
    """States that say which caption and which word they are."""

    def of(self, text: str) -> tuple[list[str], list[np.ndarray]]:
        words = [word for word in text.split() if word not in ("a", "on")]
        return words, [np.full(1152, len(text) + place, np.float32) for place in range(len(words))]


def test_a_lesson_holds_the_states_of_its_own_line_s_words() -> None:
    english = {"photo": ["a dog", "a dog on grass"]}
    caption = Caption("photo", 1, False, "草地上的狗", split_words("草地上的狗"))
    lesson = make_lessons([caption], english, FakeEnglish(), LIKELY, 0.1)[0]  # type: ignore[arg-type]
    assert [caption.spelled[place] for place in lesson.places] == ["草地", "狗"]
    assert lesson.targets[:, 0].tolist() == [15, 14]


def test_a_translation_of_a_line_that_is_not_there_is_no_lesson() -> None:
    caption = Caption("photo", 3, False, "狗", split_words("狗"))
    assert make_lessons([caption], {"photo": ["a dog"]}, FakeEnglish(), LIKELY, 0.1) == []  # type: ignore[arg-type]


def test_parallel_captions_say_which_words_are_likely() -> None:
    pairs = {"狗在跑": "a dog runs", "猫在跑": "a cat runs", "狗在睡觉": "a dog sleeps", "猫在睡觉": "a cat sleeps"}
    english = {str(number): [text] for number, text in enumerate(pairs.values())}
    captions = [Caption(str(number), 0, False, text, split_words(text)) for number, text in enumerate(pairs)]
    likely = likely_words(captions, english)
    assert max(likely["狗"], key=lambda word: likely["狗"][word]) == "dog"
    assert max(likely["睡觉"], key=lambda word: likely["睡觉"][word]) == "sleeps"
