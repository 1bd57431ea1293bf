"""What the language model keeps on disk, and under which names. Imports no torch and no onnx.

FOLDER/read.onnx        vectors, places, bias, past -> states, the past to come
FOLDER/words.npy        (V, D) float32: a token's vector, and by which states are read as tokens
FOLDER/tokenizer.json   the tokens
FOLDER/sizes.json       layers, heads of keys and values, numbers a head
"""

from __future__ import annotations

from pathlib import Path

READ, WORDS, TOKENIZER, SIZES = "read.onnx", "words.npy", "tokenizer.json", "sizes.json"
INPUTS, OUTPUTS = ("vectors", "places", "bias", "past"), ("states", "kept")


def read_graph(folder: Path) -> Path:
    """All blocks."""
    return folder / READ
