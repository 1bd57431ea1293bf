"""Pieces of what people type: word by word, and never one of the model's own tokens."""

from itertools import pairwise

import pytest

from models.results import Word, WordKind
from models.text.tokens import END_ID, START_ID, UNKNOWN_ID, _vocabulary, tokenise

SYMBOLS = [
    "❤️",
    "→",
    "★",
    "™",
    "©",
    "•",
    "█",
    "♥",
    "😀",
    "🐱",
    "👍🏽",
    "👩‍👩‍👧",
    "✓",
    "«",
    "»",
    "—",
    "…",
    "+",
    "=",
    "~",
    "|",
    "€",
    "☕",
    "³",
]
SPECIAL = ["[SEP]", "[MASK]", "[CLS]", "[PAD]", "[UNK]"]
ONE_WORD = ["U.S.", "a.m.", "p.m.", "e.g.", "U.S.A.", "2.5", "1,000", "1,000.50", "3:30", "it's", "it’s", "o'clock",
            "o’clock", "well-known", "t-shirt", "mother-in-law", "rock'n'roll", "3rd", "4x4", "10am", "café", "naïve",
            "o‑clock"]  # fmt: skip
WILD = [
    '<b>bold</b> & "quoted"', "(a) [b] {c}", "a\u3000b\u00a0c\u2003d", "x\ty\nz", "שלום עולם", "مرحبا بالعالم",
    "नमस्ते दुनिया", "สวัสดีชาวโลก", "안녕 세상", "привет мир", "Γειά σου", "🇫🇷🇩🇪 flags", "3️⃣ cats", "ﬁsh & ﬂowers",
    "c̷a̷t̷ d̶o̶g̶", "a\u0000b",
    "'quoted'", "--dash--", "...dots...", "100%", "$5.00", "#cat @dog", "http://x.y/z?q=1", "a_b", "½ cup of ①",
    "\U000e0041 tag", "ﷺ",
]  # fmt: skip


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("form", ["bed{0}", "{0}bed", "bed{0}lamp", "{0}bed{0}"])
def test_a_symbol_glued_to_a_word_does_not_make_it_unknown(symbol: str, form: str) -> None:
    sentence = f"a {form.format(symbol)} here"
    words = {word.text.rstrip("³"): word for word in tokenise(sentence).words}
    for word in {"bed", "lamp"} & {part for part in ("bed", "lamp") if part in form}:
        found = [one for text, one in words.items() if word in text]
        assert [one.kind for one in found] == [WordKind.CONTENT]


@pytest.mark.parametrize("typed", SPECIAL + [text.lower() for text in SPECIAL])
@pytest.mark.parametrize("form", ["{0}", "a {0} cat", "cat{0}dog", "a cat {0}", "{0}{0}"])
def test_the_models_own_tokens_cannot_be_typed(typed: str, form: str) -> None:
    read = tokenise(form.format(typed))
    assert read.ids[0] == START_ID
    assert read.ids[-1] == END_ID
    assert not {0, START_ID, END_ID, 103} & {*map(int, read.ids[1:-1])}
    if "unk" not in typed.lower():
        assert UNKNOWN_ID not in read.ids


@pytest.mark.parametrize("word", ONE_WORD)
def test_it_is_one_word(word: str) -> None:
    for sentence in (word, f"a {word} cat", f"see {word}, then", f"({word})"):
        assert word in [one.text for one in tokenise(sentence).words]


@pytest.mark.parametrize("sentence", WILD + SPECIAL + ONE_WORD + [f"cat{symbol}dog {symbol}" for symbol in SYMBOLS])
def test_every_span_slices_back_and_every_row_is_an_average(sentence: str) -> None:
    read = tokenise(f"a {sentence} cat")
    assert read.words[0].text == "a"
    assert read.words[-1].text.endswith("cat")
    assert all(read.sentence[word.start : word.end] == word.text != "" for word in read.words)
    assert all(before.end <= after.start for before, after in pairwise(read.words))
    assert read.pooling.shape == (len(read.words), len(read.ids))
    assert read.pooling.sum(1) == pytest.approx(1)
    assert ((read.pooling > 0).sum(0) <= 1).all()
    assert read.pooling[:, [0, -1]].sum() == 0


@pytest.mark.parametrize(
    ("fancy", "plain"),
    [
        ("ｃａｔ", "cat"),
        ("𝐜𝐚𝐭", "cat"),
        ("blan\u00adket", "blanket"),
        ("blan\u200bket", "blanket"),
        ("ﬁsh", "fish"),
        ("it’s", "it's"),
    ],
)
def test_the_model_reads_the_plain_word(fancy: str, plain: str) -> None:
    assert list(tokenise(f"a {fancy}").ids) == list(tokenise(f"a {plain}").ids)


@pytest.mark.parametrize(
    "sentence",
    [
        "A man, riding a skateboarderish bike.",
        "  Two dogs -- one brown -- don't play in the snow!  ",
        'A sign says "STOP" (in red) & it\'s 2.5 m high; no cars.',
    ],
)
def test_ordinary_sentences_are_cut_as_the_tokenizer_cuts_them_whole(sentence: str) -> None:
    assert list(tokenise(sentence).ids) == [START_ID, *_vocabulary().pieces(sentence), END_ID]


def test_a_sentence_of_another_script_has_unknown_words() -> None:
    words: tuple[Word, ...] = tokenise("고양이 кошка 🐱").words
    assert {word.kind for word in words} == {WordKind.UNKNOWN}
