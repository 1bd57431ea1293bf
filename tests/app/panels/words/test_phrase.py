from __future__ import annotations

import pytest

from app.language.i18n import Translator, translator
from app.panels.scene import Scene
from app.panels.words.drawing import draw_words
from app.panels.words.phrase import draw_offers, draw_span, picked_span
from app.panels.words.query import SENTENCE, WordsQuery, read_words_query
from app.samples.sample import Sample
from models.results import SentenceAttention
from models.spans import read_span
from tests.fakes import FakeAttender
from tests.photographs import scene

TEXT = "A fire hydrant near a traffic light; no dog"


def read(sentence: str = TEXT) -> SentenceAttention:
    attender = FakeAttender()
    return attender.read(attender.look(scene()), sentence)


@pytest.mark.parametrize(
    ("address", "picked"),
    [
        ({"from": "1", "to": "2"}, "fire hydrant"),
        ({"from": "2", "to": "1"}, "fire hydrant"),
        ({"from": "1", "to": "2", "word": "4"}, "fire hydrant"),
        ({"word": "sentence"}, TEXT),
        ({"from": "1"}, None),
        ({"from": "1", "to": "99"}, None),
        ({"from": "x", "to": "-1"}, None),
        ({"word": "2"}, None),
    ],
)
def test_the_address_names_a_phrase_and_what_it_gets_wrong_is_left_out(
    address: dict[str, str], picked: str | None
) -> None:
    span = picked_span(read(), read_words_query(address))
    assert (span and span.text) == picked


@pytest.mark.parametrize("query", [WordsQuery(first=1, last=2), WordsQuery(word=SENTENCE), WordsQuery(word=3)])
def test_what_is_picked_comes_back_from_its_address(query: WordsQuery) -> None:
    assert read_words_query(dict(query.hidden())) == query


def test_picking_a_word_drops_the_phrase_and_the_other_way_round() -> None:
    assert WordsQuery(first=1, last=2).change(word=4) == WordsQuery(word=4)
    assert WordsQuery(word=4).phrase(1, 2) == WordsQuery(first=1, last=2)
    assert WordsQuery(first=1, last=2).change(word="sentence") == WordsQuery(word=SENTENCE)


def test_noun_phrases_and_the_sentence_are_offered() -> None:
    offers = draw_offers(read(), WordsQuery(first=5, last=6), "/s/ID/words")
    assert [(offer.text, offer.name, offer.current) for offer in offers] == [
        ("fire hydrant", "1,2", False),
        ("traffic light", "5,6", True),
        ("", "sentence", False),
    ]
    assert offers[0].href == "/s/ID/words?from=1&to=2"


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
@pytest.mark.parametrize(("first", "last", "found"), [(1, 2, True), (7, 8, False), (3, 4, False)])
def test_a_phrase_has_one_picture_where_it_was_found_and_says_how_sure(
    tag: str, first: int, last: int, found: bool
) -> None:
    result = read()
    view = draw_span(result, read_span(result, first, last), translator(tag))
    assert view.found == found == (view.heat is not None)
    assert view.parameters == f"from={first}&to={last}"
    assert ("%" in view.summary) == (first != 3)


def test_the_page_lights_the_phrase_in_place_of_a_word() -> None:
    t: Translator = translator("en")
    view = draw_words(read(), WordsQuery(first=1, last=2), Scene(Sample(TEXT, "photo", 48, 32, id="ID"), t))
    assert view.picked is None
    assert view.lit is view.span
    assert list(view.held) == [1, 2]
    whole = draw_words(read(), WordsQuery(word=SENTENCE), Scene(Sample(TEXT, "photo", 48, 32, id="ID"), t))
    assert len(whole.held) == len(whole.words)
    assert whole.lit is not None
    assert "Overall match" in whole.lit.summary
