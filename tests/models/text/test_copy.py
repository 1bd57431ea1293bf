"""The model's copy is plain, and every character of it knows where it came from."""

import unicodedata

import pytest

from models.text.copy import plain_copy
from models.text.words import split_words

INVISIBLE = [
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u200f", "\u202a", "\u202c", "\u2066",
    "\u2069", "\ufe0f", "\ufe0e", "\u180e", "\u034f", "\u061c", "\ufff9",
]  # fmt: skip
FORMS = {
    "full-width": "ｃａｔ",
    "full-width capitals": "ＣＡＴ",
    "bold": "𝐜𝐚𝐭",
    "italic": "𝑐𝑎𝑡",
    "script": "𝓬𝓪𝓽",
    "fraktur": "𝖈𝖆𝖙",
    "double-struck": "𝕔𝕒𝕥",
    "sans-serif bold": "𝗰𝗮𝘁",
    "monospace": "𝚌𝚊𝚝",
    "circled": "ⓒⓐⓣ",
}
LONGER = {"ﬁsh": "fish", "oﬃce": "office", "ﬂower": "flower", "ǆ": "dž", "cafe\u0301": "café", "e\u0301clair": "éclair"}
ALL = [*FORMS.values(), *LONGER, "½ cup", "ﷺ", "3️⃣", "🇫🇷", "👩‍👩‍👧", "Å", "각", "각", "นี่", "क्षि", "c̷a̷t̷", "℃", "№ 5", "²"]


@pytest.mark.parametrize("form", FORMS)
def test_letters_in_fancy_forms_are_the_plain_letters(form: str) -> None:
    assert plain_copy(f"a {FORMS[form]} sits").text.lower() == "a cat sits"
    assert [word.text for word in split_words(f"a {FORMS[form]} sits")] == ["a", FORMS[form], "sits"]


@pytest.mark.parametrize("typed", LONGER)
def test_ligatures_and_marks_are_one_word_of_plain_letters(typed: str) -> None:
    copy = plain_copy(typed)
    assert copy.text == LONGER[typed]
    assert copy.span(0, len(copy.text)) == (0, len(typed))
    assert [word.text for word in split_words(typed)] == [typed]


@pytest.mark.parametrize("mark", INVISIBLE, ids=[unicodedata.name(mark, hex(ord(mark))) for mark in INVISIBLE])
@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_what_cannot_be_seen_is_no_part_of_the_copy(mark: str, place: str) -> None:
    typed = {"before": f"a {mark}blanket", "inside": f"a blan{mark}ket", "after": f"a blanket{mark}"}[place]
    assert plain_copy(typed).text == "a blanket"
    assert len(split_words(typed)) == 2
    assert split_words(typed)[1].text.replace(mark, "") == "blanket"


@pytest.mark.parametrize("typed", ALL)
def test_spans_of_the_copy_are_in_order_and_cover_what_is_seen(typed: str) -> None:
    sentence = f"x {typed} y"
    copy = plain_copy(sentence)
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert list(copy.starts) == sorted(copy.starts)
    assert all(start < end <= len(sentence) for start, end in zip(copy.starts, copy.ends, strict=True))
    assert {*range(len(sentence))} == {
        at for start, end in zip(copy.starts, copy.ends, strict=True) for at in range(start, end)
    }


@pytest.mark.parametrize("symbol", ["™", "©", "℃", "→", "№", "½", "…"])
def test_a_symbol_that_spells_several_letters_stays_a_symbol(symbol: str) -> None:
    """`cat™` would else be the word "cattm"."""
    assert split_words(f"cat{symbol}")[0].text in {"cat", f"cat{symbol}"}
    assert "tm" not in plain_copy(f"cat{symbol}").text.lower()
