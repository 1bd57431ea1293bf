"""What the language model keeps on disk, and under which names. Imports no torch and no onnx.

FOLDER/read_N.onnx      vectors, places, bias, past -> states, the past to come: the N-th part of the blocks
FOLDER/words.npy        (V, D) float32: a token's vector, and by which states are read as tokens
FOLDER/tokenizer.json   the tokens
FOLDER/sizes.json       layers, heads of keys and values, numbers a head
"""

from __future__ import annotations

from pathlib import Path

WORDS, TOKENIZER, SIZES = "words.npy", "tokenizer.json", "sizes.json"
INPUTS, OUTPUTS = ("vectors", "places", "bias", "past"), ("states", "kept")


def read_graph(folder: Path, part: int) -> Path:
    """The blocks between two cuts."""
    return folder / f"read_{part}.onnx"
