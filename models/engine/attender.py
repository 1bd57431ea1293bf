"""The serving engine of the main job: onnxruntime sessions behind `look` and `read`. Imports no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.attention import SHARPEST
from models.colour.photo import ColouredPhoto
from models.colour.reader import ColourReader, colour_reader
from models.engine.cache import ensure_graphs
from models.engine.cores import cores
from models.engine.gathered import gathered
from models.engine.session import open_session
from models.preprocessing import squash, within
from models.results import FloatArray, PhotoFeatures, Pixels, SentenceAttention, WordAttention, WordKind
from models.text.tokens import TokenisedSentence, tokenise
from models.weights import known

SIZE = 448


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
        return sigmoid(self.score_logit(logit))

    def score_logit(self, logit: float) -> float:
        """Presence logit -> log-odds of the score."""
        return self.word_slope * (logit - self.word_shift)

    def presence(self, score_logit: float) -> float:
        """The other way round."""
        return score_logit / self.word_slope + self.word_shift

    def match(self, sentence_logit: float) -> float:
        """Gated mean of presence logits -> match, 0..1."""
        return sigmoid(self.match_slope * (sentence_logit - self.match_shift))


def sigmoid(x: float) -> float:
    """Logistic function without overflow."""
    return 0.5 * (1 + math.tanh(x / 2))


class OnnxAttender:
    """`models.attention.Attender` on onnxruntime; its sessions may be called from several threads."""

    def __init__(
        self,
        look: ort.InferenceSession,
        read: ort.InferenceSession,
        calibration: Calibration,
        colours: ColourReader | None = None,
    ) -> None:
        self.look_session, self.read_session, self.calibration, self.colours = look, read, calibration, colours

    def look_inputs(self, pixels: Pixels) -> dict[str, NDArray[np.uint8]]:
        """Upright RGB pixels (H, W, 3) -> the photo graph's input: the whole photo squashed to a square."""
        return {"pixels": squash(within(pixels, SHARPEST), SIZE)[None]}

    def look(self, pixels: Pixels) -> PhotoFeatures:
        """The CNN streams; see `Attender.look`."""
        inputs = self.look_inputs(pixels)
        keys, values, classes = self.look_session.run(None, inputs)
        side = math.isqrt(keys.shape[1])
        photo = (pixels.shape[1], pixels.shape[0], (side, side), keys, values, classes)
        if self.colours is None:
            return PhotoFeatures(*photo)
        return ColouredPhoto(*photo, self.colours.see(inputs["pixels"][0], (side, side)), self.colours)

    def read_inputs(self, features: PhotoFeatures, read: TokenisedSentence) -> dict[str, NDArray[np.generic]]:
        """A tokenised sentence and a photo's features -> the sentence graph's inputs."""
        return {
            "ids": read.ids[None],
            "pooling": read.pooling,
            "keys": features.keys,
            "values": features.values,
            "classes": features.classes,
        }

    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        """Text stream and fusion; see `Attender.read`."""
        read = tokenise(sentence)
        return assemble(features, read, *self.raw(features, read), self.calibration)

    def raw(
        self, features: PhotoFeatures, read: TokenisedSentence
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """What the sentence graph makes of both: attention, evidence, presence and gates, as `assemble` takes them."""
        attention, evidence, presence, gates = self.read_session.run(None, self.read_inputs(features, read))
        return attention, evidence, presence, gates


def assemble(
    features: PhotoFeatures,
    read: TokenisedSentence,
    attention: FloatArray,
    evidence: FloatArray,
    presence: FloatArray,
    gates: FloatArray,
    calibration: Calibration,
) -> SentenceAttention:
    """Raw outputs, attention (W, heads, P), evidence (W, P), presence and gates (W,), as a result.

    Colours of a photo that knows its own are judged here, by its pixels, and evidence is gathered: every answer comes
    from here.
    """
    if isinstance(features, ColouredPhoto):
        evidence, presence = with_colours(features, read, evidence, presence, calibration)
    evidence = gathered(evidence, features.grid)
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
    return SentenceAttention(
        features.width,
        features.height,
        read.sentence,
        match_of(read, presence, gates, calibration),
        features.grid,
        tuple(words),
        read.cut_at,
        calibration.threshold,
    )


def with_colours(
    photo: ColouredPhoto,
    read: TokenisedSentence,
    evidence: FloatArray,
    presence: FloatArray,
    calibration: Calibration,
) -> tuple[FloatArray, FloatArray]:
    """Evidence (W, P) and presence (W,), both anew for the words that name a colour."""
    seen = photo.reader.judge(read.sentence, read.words, photo.colours, evidence)
    evidence, presence = evidence.copy(), presence.copy()
    for at, colour in seen.items():
        logit = photo.reader.score(calibration.score_logit(float(presence[at])), colour)
        presence[at], evidence[at] = calibration.presence(logit), soften(colour.place, photo.grid)
    return evidence, presence


def soften(place: FloatArray, grid: tuple[int, int]) -> FloatArray:
    """A map (P,) averaged with the neighbours by 1 2 1 both ways, as the graph's maps are."""
    around = np.pad(place.reshape(grid), 1, mode="edge")
    rows = around[:-2] + 2 * around[1:-1] + around[2:]
    return np.asarray((rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]).reshape(-1) / 16, np.float32)


def match_of(
    read: TokenisedSentence, presence: FloatArray, gates: FloatArray, calibration: Calibration
) -> float | None:
    """Gated mean over the words that vote (see `Word.votes`), calibrated; None where none does."""
    votes = np.array([word.votes for word in read.words])
    if not votes.any():
        return None
    weights = np.exp(gates[votes] - gates[votes].max())
    return calibration.match(float((weights * presence[votes]).sum() / weights.sum()))


def load_attender(cache_dir: Path, coloured: bool = True) -> OnnxAttender:
    """The shipped models, exported first where `cache_dir` lacks them; raises BrokenInstall."""
    paths = ensure_graphs(cache_dir)
    sessions = open_session(paths["look"], threads=cores()), open_session(paths["read"])
    return OnnxAttender(*sessions, shipped_calibration(), colour_reader() if coloured else None)


def shipped_calibration() -> Calibration:
    """That of the shipped weights; raises BrokenInstall."""
    return Calibration(**known("cross_attention").calibration)
