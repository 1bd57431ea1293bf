"""Our word pieces are those of the package `tokenizers`, which MiniLM was trained with."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from models.text.tokens import TOKENIZER, token_id, token_texts
from models.text.word_pieces import LONGEST, Vocabulary, read_vocabulary

# Up to Hebrew, punctuation and symbols, kana, Chinese, wide forms, pictures. In other scripts the package's tables are
# of Unicode 8, Python's are newer; MiniLM's vocabulary has no piece of what was added since.
KNOWN = (
    (0x0, 0x5FF), (0x1E00, 0x2E42), (0x3000, 0x30FF), (0x3400, 0x4DB5), (0x4E00, 0x9FEA), (0xFE10, 0xFFFF),
    (0x1F300, 0x1FAFF), (0x20000, 0x20200),
)  # fmt: skip
CHARACTERS = st.one_of(*(st.characters(min_codepoint=low, max_codepoint=high) for low, high in KNOWN))
SENTENCES = (
    "A cat on a blanket.", "don't—stop!", "café naïve Ångström ÜBER", "一只 cat 坐在沙发上", "  ", "",
    "[SEP] [MASK] ##ing",
    "x" * LONGEST, "x" * (LONGEST + 1), "unbelievableness", "a\u0000b\ufffdc\u200dd", "İstanbul ΣΊΣΥΦΟΣ",
    "hot-dogs $5 ~ ^",
    "\u00a0no\u2003break\u0085here",
)  # fmt: skip


@cache
def ours() -> Vocabulary:
    return read_vocabulary(TOKENIZER)


@cache
def theirs() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # a typed "[SEP]" is text
    return tokenizer


def same(text: str) -> bool:
    return bool(ours().pieces(text) == theirs().encode(text, add_special_tokens=False).ids)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_have_the_same_pieces(sentence: str) -> None:
    assert same(sentence)


@pytest.mark.thorough
def test_every_character_inside_a_word_has_the_same_pieces() -> None:
    numbers = (number for low, high in KNOWN for number in range(low, high + 1))
    assert not [hex(number) for number in numbers if not same(f"a{chr(number)}b")]


@pytest.mark.thorough
def test_every_piece_of_the_vocabulary_is_read_alike() -> None:
    assert not [text for text in ours().ids if not same(text) or not same(f"{text}ing")]


@settings(max_examples=300, deadline=None)
@given(text=st.text(CHARACTERS, max_size=60))
def test_any_text_has_the_same_pieces(text: str) -> None:
    assert same(text)


def test_a_piece_and_its_number_are_told_either_way() -> None:
    assert token_texts(np.array([token_id("cat"), token_id("[CLS]"), 10**9])) == ("cat", "[CLS]", "[UNK]")
    assert token_id("no such piece") == 30522
