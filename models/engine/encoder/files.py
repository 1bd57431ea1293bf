"""What the encoder keeps on disk, and under which names. Imports no torch and no onnx.

FOLDER/encode.onnx      pixels of any multiple of 32 -> grid, pooled, logits
FOLDER/detect.onnx      pixels (1, 416, 416, 3) -> scores of every class at every place, and its box
FOLDER/classifier.npz   weight (classes, D), bias (classes,) of the layer after the pooling
"""

from __future__ import annotations

from pathlib import Path

ENCODE, DETECT, CLASSIFIER = "encode.onnx", "detect.onnx", "classifier.npz"
ENCODER, DETECTOR = "efficientnet_lite0", "nanodet_g"
DETECTOR_SIDE = 416


def encode_graph(folder: Path) -> Path:
    """The CNN with and without its answer."""
    return folder / ENCODE


def detect_graph(folder: Path) -> Path:
    """The detector."""
    return folder / DETECT
