"""The fusion lab on onnxruntime: all strategies on one photo and any sentences. Imports no torch."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.engine.fusion.cache import ensure_fusion, ensure_siblings
from models.engine.fusion.files import HEAR, LOOK, WEIGHTS
from models.engine.fusion.sessions import Sessions
from models.engine.fusion.siblings import SiblingEngine, open_siblings
from models.errors import InvalidSentence
from models.fusion.catalogue_names import STRATEGY_SHAPES, StrategyShape
from models.fusion.depths.catalogue_names import ALL_SHAPES
from models.fusion.depths.catalogue_names import SIZE as DEPTHS_SIZE
from models.fusion.depths.catalogue_names import WEIGHTS as DEPTHS_WEIGHTS
from models.fusion.patches import cut_patches
from models.fusion.photo_size import photo_size
from models.fusion.place_codes import PlaceOrder, codes_name, ordered_codes
from models.fusion.preference import match_of
from models.fusion.reading import mean_maps
from models.fusion.streams import COARSEST, DEPTHS, PATCHES, STAGE_CHANNELS
from models.fusion_results import Attended, FusionPhoto, FusionSentence, StrategyReading
from models.preprocessing import squash
from models.results import FloatArray, Pixels, WordKind
from models.text.tokens import TokenisedSentence, token_texts, tokenise
from models.weights import known


class FusionEngine:
    """Every strategy of the lab and the depths of one of them, ready to run. Safe to call from several threads."""

    def __init__(
        self, folder: Path, calibration: dict[str, tuple[float, float]], size: int, siblings: SiblingEngine
    ) -> None:
        """`calibration` gives the slope and the shift of each strategy's match, `size` the pixels of a photo."""
        self.calibration, self.size, self.siblings = calibration, size, siblings
        self._sessions = Sessions(folder)

    @property
    def names(self) -> tuple[str, ...]:
        """All strategies, in the order in which they are shown."""
        return tuple(STRATEGY_SHAPES)

    def look(self, pixels: Pixels) -> FusionPhoto:
        """What strategies read of a photo: upright RGB pixels (H, W, 3), the whole of it squashed to a square."""
        return self._look(pixels, self.size)

    def look_small(self, pixels: Pixels) -> FusionPhoto:
        """The same for the depths (models/fusion/depths), which were trained on smaller photos."""
        return self._look(pixels, DEPTHS_SIZE)

    def _look(self, pixels: Pixels, size: int) -> FusionPhoto:
        stages = self._sessions[LOOK].run(None, {"pixels": squash(pixels, size)[None]})
        grids, side = dict(zip(STAGE_CHANNELS, stages, strict=True)), size // COARSEST
        grids[PATCHES] = cut_patches(pixels, side, side).astype(np.float32)
        height, width = pixels.shape[:2]
        return FusionPhoto(width, height, tuple(grids.items()))

    def hear(self, sentence: str) -> FusionSentence:
        """The text stream; raises InvalidSentence for a sentence without a word, or that says nothing it can read."""
        read = tokenise(sentence)
        if not says_something(read):
            raise _nothing_known()
        *states, attention = self._sessions[HEAR].run(None, {"ids": read.ids[None]})
        depths = tuple(zip(DEPTHS, states, strict=True))
        return FusionSentence(sentence, read.words, read.cut_at, token_texts(read.ids), read.pooling, depths, attention)

    def read(
        self, name: str, photo: FusionPhoto, sentence: FusionSentence, order: PlaceOrder = PlaceOrder.TRAINED
    ) -> StrategyReading:
        """One strategy, or depth, on one photo and one sentence; raises KeyError for an unknown name."""
        shape = ALL_SHAPES[name]
        inputs = self._inputs(shape, photo, [sentence], order)
        session = self._sessions[name]
        started = time.perf_counter()
        logits, *weights = session.run(None, inputs)
        milliseconds = 1000 * (time.perf_counter() - started)
        attended = tuple(
            Attended(kind, queries, keys, each[0], self._grid(kind, shape, photo))
            for (kind, queries, keys), each in zip(shape.attention, weights, strict=True)
        )
        maps = mean_maps(attended, sentence.pooling)
        match = float(match_of(self._calibrated(name, logits))[0])
        return StrategyReading(name, float(logits[0]), match, maps, attended, milliseconds)

    def logits(
        self,
        name: str,
        photo: FusionPhoto,
        sentences: Sequence[FusionSentence],
        order: PlaceOrder = PlaceOrder.TRAINED,
    ) -> FloatArray:
        """Calibrated logits of one photo and several sentences: (N,); their sigmoid is the match."""
        inputs = self._inputs(ALL_SHAPES[name], photo, sentences, order)
        return self._calibrated(name, self._sessions[name].run(["logit"], inputs)[0])

    def _calibrated(self, name: str, logits: FloatArray) -> FloatArray:
        slope, shift = self.calibration[name]
        return np.asarray(slope * (logits - shift), np.float32)

    def _inputs(
        self, shape: StrategyShape, photo: FusionPhoto, sentences: Sequence[FusionSentence], order: PlaceOrder
    ) -> dict[str, np.ndarray]:
        count, longest = len(sentences), max(len(each.tokens) for each in sentences)
        inputs: dict[str, np.ndarray] = {
            stage: np.repeat(photo.grid(stage)[None], count, axis=0) for stage in shape.stages
        }
        for stage in shape.coded:
            rows, cols = (side // shape.gathered for side in photo.grid(stage).shape[:2])
            inputs[codes_name(stage)] = ordered_codes(rows, cols, order)
        mask = np.zeros((count, longest), bool)
        for row, sentence in enumerate(sentences):
            mask[row, : len(sentence.tokens)] = True
        for depth in shape.depths:
            padded = np.zeros((count, longest, sentences[0].depth(depth).shape[1]), np.float32)
            for row, sentence in enumerate(sentences):
                padded[row, : len(sentence.tokens)] = sentence.depth(depth)
            inputs[f"depth{depth}"] = padded
        return {**inputs, "mask": mask}

    def _grid(self, kind: str, shape: StrategyShape, photo: FusionPhoto) -> tuple[int, int]:
        """Rows and columns of the places of one attention; multi-scale names its attention for the stage."""
        rows, cols, _ = photo.grid(kind if kind in shape.stages else shape.stages[-1]).shape
        return rows // shape.gathered, cols // shape.gathered


def says_something(read: TokenisedSentence) -> bool:
    """Whether a word was read that names something; without one, all of them must have been read at least.

    What is left of a sentence without its unknown words, and without what Chinese alone has, may be "a" or nothing.
    """
    if any(word.kind is WordKind.CONTENT for word in read.words):
        return True
    unread = (word.kind is WordKind.UNKNOWN or row[0] > 0 for word, row in zip(read.words, read.pooling, strict=True))
    return not any(unread)


def _nothing_known() -> InvalidSentence:
    """A match would be a confident number for what nobody read."""
    return InvalidSentence(
        "The strategies know no word of this sentence that names something.",
        code="unknown_words",
        argument="sentence",
        hint="Describe the photo in English or Chinese.",
    )


def load_fusion(cache_dir: Path) -> FusionEngine:
    """The shipped strategies, exported first where `cache_dir` lacks them (a minute); raises BrokenInstall."""
    shipped = known(WEIGHTS).metrics["shipped"] | known(DEPTHS_WEIGHTS).metrics["shipped"]
    calibration = {name: (row["match_slope"], row["match_shift"]) for name, row in shipped.items()}
    folder, siblings = ensure_fusion(cache_dir), open_siblings(ensure_siblings(cache_dir))
    return FusionEngine(folder, calibration, photo_size(), siblings)
