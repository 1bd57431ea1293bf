from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from app.language.i18n import translator
from app.panels.scene import Scene
from app.panels.words.drawing import INLINE_HEATS, draw_heat, draw_words
from app.panels.words.query import Place, WordsQuery
from app.panels.words.scale import focus, peak_of, strongest, told_focus
from app.panels.words.view import WordsView
from app.samples.sample import Sample
from models.results import SentenceAttention
from tests.fakes import READS, FakeAttender
from tests.photographs import scene

SENTENCE = "A cat, with a sofa; no dog!"


def read(sentence: str = SENTENCE) -> SentenceAttention:
    attender = FakeAttender()
    return attender.read(attender.look(scene()), sentence)


def drawn(query: WordsQuery | None = None, sentence: str = SENTENCE, root: str = "") -> WordsView:
    sample = Sample(sentence, "photo", 48, 32, id="ID")
    return draw_words(read(sentence), query or WordsQuery(), Scene(sample, translator("en"), root))


def states(view: WordsView) -> dict[str, str]:
    return {word.text: word.state for word in view.words}


def test_a_word_is_found_absent_function_or_unknown() -> None:
    view = drawn(sentence="the cat sees no dog 고양이")
    assert states(view)["cat"] == "found"
    assert states(view)["dog"] == "absent"
    assert states(view)["the"] == "function"
    assert states(view)["고양이"] == "unknown"


def test_numbers_and_negations_say_that_they_are_not_read() -> None:
    view = drawn(sentence="no dog and two cats without a sofa")
    assert {"no": "negation", "two": "number", "without": "negation"}.items() <= states(view).items()
    votes = {word.text: "no vote" not in word.summary for word in view.words}
    assert votes["cats"]
    assert not votes["dog"]
    assert not votes["sofa"]


def test_only_found_words_have_heat_and_evidence() -> None:
    for word in drawn().words:
        assert (word.heat is not None) == (word.evidence is not None) == word.found


def test_what_cannot_be_shown_is_never_painted() -> None:
    dog = next(word for word in drawn().words if word.text == "dog")
    assert not dog.found
    assert draw_heat(read(), dog.index) is None


@pytest.mark.parametrize("sentence", [SENTENCE, "  cat  ", "cat-like 'things' aren't <b>bold</b>\nor 고양이 are they?"])
def test_the_pieces_add_up_to_the_sentence(sentence: str) -> None:
    view = drawn(sentence=sentence)
    assert "".join(piece.text for piece in view.pieces) == sentence
    assert tuple(piece.word for piece in view.pieces if piece.word) == view.words
    assert all(piece.read for piece in view.pieces)


def test_the_end_that_was_not_read_is_a_piece_of_its_own() -> None:
    view = drawn(sentence=" ".join(["cat"] * READS + ["sofa"] * 3))
    assert view.cut
    assert [piece.text for piece in view.pieces if not piece.read] == ["sofa sofa sofa"]
    assert "".join(piece.text for piece in view.pieces).endswith("cat sofa sofa sofa")


def test_one_scale_for_all_words() -> None:
    result, view = read(), drawn()
    peak = peak_of(result)
    assert view.peak_times == pytest.approx(peak * 14 * 14)
    for word in view.words:
        if word.evidence is not None:
            levels = np.frombuffer(base64.b64decode(word.evidence), np.uint8)
            expected = np.rint(result.words[word.index].evidence.ravel() / peak * 255)
            assert np.array_equal(levels, expected)


def test_the_most_surely_found_word_is_picked_where_the_address_names_none() -> None:
    view = drawn()
    assert view.picked is not None
    assert view.picked.score == max(word.score for word in view.words if word.found)


def test_the_address_picks_a_word_or_none() -> None:
    picked = drawn(WordsQuery(word=1)).picked
    assert picked is not None
    assert picked.text == "cat"
    assert drawn(WordsQuery(word=-1)).picked is None
    assert drawn(WordsQuery(word=99)).picked is not None


def test_two_words_are_compared_only_where_that_was_asked() -> None:
    assert drawn().compared is None
    view = drawn(WordsQuery(word=1, view="compare"))
    assert view.compared is not None
    assert view.compared.text == "sofa"
    named = drawn(WordsQuery(word=1, compare=6, view="compare")).compared
    assert named is not None
    assert named.index == 6


def test_overlap_is_one_for_a_word_with_itself_and_nothing_for_a_word_that_was_not_found() -> None:
    itself = drawn(WordsQuery(word=1, compare=1, view="compare")).overlap
    assert itself == pytest.approx(1.0, abs=1e-5)
    assert drawn(WordsQuery(word=1, compare=6, view="compare")).overlap is None
    different = drawn(WordsQuery(word=1, compare=4, view="compare")).overlap
    assert different is not None
    assert 0 <= different < 1


def test_a_place_says_how_much_of_each_word_is_there() -> None:
    result = read()
    row, col = divmod(int(result.words[1].evidence.argmax()), 14)
    view = drawn(WordsQuery(view="place", place=Place((col + 0.5) / 14, (row + 0.5) / 14)))
    assert view.place is not None
    assert (view.place.row, view.place.col) == (row, col)
    here = view.words[1].here
    assert here == pytest.approx(result.words[1].evidence.max() / peak_of(result), abs=1e-6)
    assert view.words[6].here is None


def test_without_a_place_no_word_says_what_is_there() -> None:
    assert all(word.here is None for word in drawn().words)


def test_addresses_keep_the_rest_of_the_state() -> None:
    view = drawn(WordsQuery(word=1, strength=60), root="/fovea")
    assert view.words[4].href == "/fovea/s/ID/words?word=4&strength=60"
    assert view.href(view="compare") == "/fovea/s/ID/words?word=1&view=compare&strength=60"
    assert view.href(word=None, strength=80) == "/fovea/s/ID/words"
    assert view.href(word="none") == "/fovea/s/ID/words?word=none&strength=60"


def test_a_sentence_of_hundreds_of_words_keeps_most_pictures_out_of_the_page() -> None:
    view = drawn(sentence=" ".join(f"cat{number}" for number in range(READS)))
    heats = [word.heat for word in view.words if word.heat]
    assert sum(heat.startswith("data:image/png") for heat in heats) == INLINE_HEATS
    assert heats[-1] == f"/s/ID/heat/{READS - 1}.png"


def test_the_picture_of_one_word_has_the_photos_aspect() -> None:
    png = draw_heat(read(), 1)
    assert png is not None
    width, height = Image.open(io.BytesIO(png)).size
    assert width / height == pytest.approx(48 / 32, rel=0.02)


def test_focus_says_how_much_lies_in_how_little() -> None:
    evidence = np.zeros((10, 10), np.float32)
    evidence[2, 3] = 0.6
    evidence[5, 5], evidence[6, 6] = 0.2, 0.2
    assert focus(evidence) == pytest.approx((0.6, 0.01))
    assert focus(np.zeros((10, 10), np.float32)) == (0.0, 1.0)


def test_a_sentence_in_which_nothing_is_found_has_no_picture_and_nothing_picked() -> None:
    view = drawn(sentence="the dog with the unicorn")
    assert view.picked is None
    assert view.peak_times == 0.0
    assert all(word.heat is None for word in view.words)


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
def test_every_word_has_a_summary_in_every_language(tag: str) -> None:
    sample = Sample("the cat sees no dog 고양이", "photo", 48, 32, id="ID")
    view = draw_words(read("the cat sees no dog 고양이"), WordsQuery(), Scene(sample, translator(tag)))
    assert all(word.summary for word in view.words)


@pytest.mark.parametrize(("row", "col", "place"), [(0, 0, "top_left"), (4, 5, "middle_centre"), (9, 0, "bottom_left")])
def test_the_summary_says_where_a_map_is_strongest_and_how_strong(row: int, col: int, place: str) -> None:
    evidence = np.full((10, 10), 0.005, np.float32)
    evidence[row, col] = 0.25
    assert strongest(evidence) == place
    for tag in ("en", "zh-CN"):
        t = translator(tag)
        told = told_focus(evidence, t)
        assert told["place"] == t(f"words.place.{place}")
        assert told["times"] == t.number(25.0, 1)
        assert told["place"] in t("words.summary.found", **told, score="90 %", threshold="50 %")
