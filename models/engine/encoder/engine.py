"""The encoder on onnxruntime: a CNN that answers, and the same one that hands over. Imports no torch."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from models.encoder.boxes import things
from models.encoder.resampler import Resampler, trained
from models.encoder.visual_words import PROJECTOR, VisualWords, read_visual_words
from models.encoder_results import EncodedPhoto, FoundThing
from models.engine.encoder.cache import ensure_encoder
from models.engine.encoder.files import CLASSIFIER, DETECTOR_SIDE, detect_graph, encode_graph
from models.engine.session import open_session
from models.engine.tensors import read_npz
from models.fusion.regions.photo import FLOOR, SIZE, PhotoRegions, Sightings, photo_regions, sightings
from models.preprocessing import resized
from models.results import FloatArray, Pixels
from models.weights import entry


class EncoderEngine:
    """Encoder and detector, ready to run. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._encode, self._detect = open_session(encode_graph(folder)), open_session(detect_graph(folder))

    def encode(self, pixels: Pixels, size: tuple[int, int]) -> EncodedPhoto:
        """Upright RGB pixels (H, W, 3), shown at (height, width), multiples of 32."""
        grid, pooled, logits = self._encode.run(None, {"pixels": resized(pixels, size)[None]})
        return EncodedPhoto(size, grid, pooled, logits)

    def detect(self, pixels: Pixels) -> tuple[FoundThing, ...]:
        """What the detector finds, surest first."""
        return things(*self._places(pixels))

    def regions(self, pixels: Pixels, floor: float = FLOOR) -> PhotoRegions:
        """The whole photo and the detector's boxes of at least this score, as siblings of the famous models read it."""
        return photo_regions(self.encode(pixels, SIZE).grid, self.sightings(pixels), floor)

    def sightings(self, pixels: Pixels) -> Sightings:
        """Every class that the detector sees at any place."""
        return sightings(*self._places(pixels))

    def _places(self, pixels: Pixels) -> tuple[FloatArray, FloatArray]:
        """Scores (80, P) of every class at every place, and its box (P, 4)."""
        scores, boxes = self._detect.run(None, {"pixels": resized(pixels, (DETECTOR_SIDE, DETECTOR_SIDE))[None]})
        return scores, boxes

    @cached_property
    def classifier(self) -> tuple[FloatArray, FloatArray]:
        """Weight (classes, D) and bias (classes,) of the layer after the pooling."""
        stored = read_npz(self.folder / CLASSIFIER)
        return stored["weight"], stored["bias"]

    @cached_property
    def visual_words(self) -> VisualWords:
        """Projector and words; raises BrokenInstall."""
        return read_visual_words(entry(PROJECTOR).file, entry(PROJECTOR).calibration["threshold"])

    @property
    def resampler(self) -> Resampler:
        """Trained queries that make tokens of a photo."""
        return trained()


def load_encoder(cache_dir: Path) -> EncoderEngine:
    """The shipped networks, exported first where `cache_dir` lacks them; raises BrokenInstall."""
    return EncoderEngine(ensure_encoder(cache_dir))
