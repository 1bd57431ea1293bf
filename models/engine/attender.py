"""The serving engine of the main job: onnxruntime sessions behind `look` and `read`. Imports no torch."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.engine.cache import ensure_graphs
from models.preprocessing import squash
from models.results import FloatArray, PhotoFeatures, Pixels, SentenceAttention, WordAttention, WordKind
from models.text.tokens import TokenisedSentence, tokenise
from models.weights import entry

SIZE, SMALL_SIZE = 448, 224


@dataclass(frozen=True)
class Calibration:
    """From presence logits to what people read; fitted on Flickr8k's dev split, which training never saw."""

    word_slope: float
    word_shift: float  # score = sigmoid(slope * (logit - shift))
    threshold: float  # of the score
    match_slope: float
    match_shift: float

    def word_score(self, logit: float) -> float:
        """Presence logit -> score, 0..1."""
        return sigmoid(self.word_slope * (logit - self.word_shift))

    def match(self, sentence_logit: float) -> float:
        """Gated mean of presence logits -> match, 0..1."""
        return sigmoid(self.match_slope * (sentence_logit - self.match_shift))


def sigmoid(x: float) -> float:
    """Logistic function without overflow."""
    return 0.5 * (1 + math.tanh(x / 2))


class OnnxAttender:
    """`models.attention.Attender` on onnxruntime; its sessions may be called from several threads."""

    def __init__(self, look: ort.InferenceSession, read: ort.InferenceSession, calibration: Calibration) -> None:
        self.look_session, self.read_session, self.calibration = look, read, calibration

    def look_inputs(self, pixels: Pixels) -> dict[str, NDArray[np.uint8]]:
        """Upright RGB pixels (H, W, 3) -> the photo graph's inputs: the whole photo squashed to two squares."""
        large = squash(pixels, SIZE)
        return {"pixels": large[None], "small": squash(large, SMALL_SIZE)[None]}

    def look(self, pixels: Pixels) -> PhotoFeatures:
        """The CNN stream; see `Attender.look`."""
        keys, values = self.look_session.run(None, self.look_inputs(pixels))
        side = math.isqrt(keys.shape[1])
        return PhotoFeatures(pixels.shape[1], pixels.shape[0], (side, side), keys, values)

    def read_inputs(self, features: PhotoFeatures, read: TokenisedSentence) -> dict[str, NDArray[np.generic]]:
        """A tokenised sentence and a photo's features -> the sentence graph's inputs."""
        return {"ids": read.ids[None], "pooling": read.pooling, "keys": features.keys, "values": features.values}

    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        """Text stream and fusion; see `Attender.read`."""
        read = tokenise(sentence)
        attention, evidence, presence, gates = self.read_session.run(None, self.read_inputs(features, read))
        return assemble(features, read, attention, evidence, presence, gates, self.calibration)


def assemble(
    features: PhotoFeatures,
    read: TokenisedSentence,
    attention: FloatArray,
    evidence: FloatArray,
    presence: FloatArray,
    gates: FloatArray,
    calibration: Calibration,
) -> SentenceAttention:
    """Raw outputs, attention (W, heads, P), evidence (W, P), presence and gates (W,), as a result."""
    words = []
    for index, word in enumerate(read.words):
        content = word.kind is WordKind.CONTENT
        score = calibration.word_score(float(presence[index])) if content else 0.0
        words.append(
            WordAttention(
                word,
                score,
                content and score >= calibration.threshold,
                attention[index].reshape(-1, *features.grid),
                evidence[index].reshape(features.grid),
            )
        )
    weights = np.exp(gates - gates.max())
    sentence_logit = float((weights * presence).sum() / weights.sum())
    return SentenceAttention(
        features.width,
        features.height,
        read.sentence,
        calibration.match(sentence_logit),
        features.grid,
        tuple(words),
        read.cut_at,
        calibration.threshold,
    )


def open_session(path: Path, threads: int | None = None) -> ort.InferenceSession:
    """An onnxruntime session on the CPU: in the pool that all sessions share, or with `threads` of its own."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    if threads is None:
        _open_shared_pool()
        options.use_per_session_threads = False
    else:
        options.intra_op_num_threads = threads
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def _open_shared_pool() -> None:
    """One pool with a thread for each core that this process may use.

    A pool of its own spins for a while after each run and takes the cores from the next session: on two cores a photo
    took 40 ms right after a sentence, and takes 23 in a shared pool.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ort.set_global_thread_pool_sizes(cores, 1)


def load_attender(cache_dir: Path, threads: int | None = None) -> OnnxAttender:
    """The shipped models, exported first where `cache_dir` lacks them; raises BrokenInstall."""
    paths = ensure_graphs(cache_dir)
    calibration = Calibration(**entry("cross_attention").calibration)
    return OnnxAttender(open_session(paths["look"], threads), open_session(paths["read"], threads), calibration)
