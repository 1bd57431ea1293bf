"""The language model on onnxruntime, in parts between which gated layers may stand. Imports no torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.captioner.cuts import parts
from models.captioner.reader import Between
from models.captioner.tokens import read_tokenizer
from models.engine.captioner.cache import ensure_captioner
from models.engine.captioner.files import INPUTS, SIZES, TOKENIZER, WORDS, read_graph
from models.engine.session import open_session
from models.results import FloatArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class OnnxLanguageModel:
    """Reads vectors one after the other (models/captioner/reader.py: LanguageModel)."""

    def __init__(self, folder: Path) -> None:
        self._sizes = json.loads((folder / SIZES).read_text(encoding="utf-8"))
        self._parts = tuple(
            (open_session(read_graph(folder, number)), blocks)
            for number, blocks in enumerate(parts(self._sizes["layers"]))
        )
        self.table = np.load(folder / WORDS, mmap_mode="r")
        self.tokenizer: Tokenizer = read_tokenizer(folder / TOKENIZER)

    def read(
        self,
        vectors: FloatArray,
        places: NDArray[np.int64],
        bias: FloatArray,
        past: FloatArray,
        between: Between | None = None,
    ) -> tuple[FloatArray, FloatArray]:
        """As models.captioner.llama.Llama.forward; `between` changes the stream at each cut."""
        stream, kept = vectors, []
        for number, (session, blocks) in enumerate(self._parts):
            if between is not None and number:
                stream = between(number - 1, stream)
            fed = (stream, places, bias, past[blocks.start : blocks.stop])
            stream, new = session.run(None, dict(zip(INPUTS, fed, strict=True)))
            kept.append(new)
        return stream, np.concatenate(kept)

    def no_past(self, rows: int) -> FloatArray:
        """Nothing read yet."""
        sizes = self._sizes
        return np.zeros((sizes["layers"], 2, rows, sizes["groups"], 0, sizes["head_width"]), np.float32)


def load_language_model(cache_dir: Path) -> OnnxLanguageModel:
    """The package's model, exported first where `cache_dir` lacks it; raises NoLanguageModel, BrokenInstall."""
    return OnnxLanguageModel(ensure_captioner(cache_dir))
