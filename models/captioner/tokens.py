"""The language model's own tokens: byte-level pairs (BPE), single digits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a package of the extra alone
    from tokenizers import Tokenizer

END = 2  # <|im_end|>: the caption is over


def make_tokenizer(tokens: list[str], merges: list[str]) -> Tokenizer:
    """As SmolLM2 reads: digits one by one, then GPT-2's pieces, then merges in their order."""
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE

    pairs = [(first, second) for first, _, second in (merge.partition(" ") for merge in merges)]
    tokenizer = Tokenizer(BPE({token: number for number, token in enumerate(tokens)}, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def read_tokenizer(path: Path) -> Tokenizer:
    """As it was saved."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def ids_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """Numbers of the tokens of a text."""
    return list(tokenizer.encode(text, add_special_tokens=False).ids)
