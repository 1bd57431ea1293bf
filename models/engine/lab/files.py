"""What the lab keeps on disk per backbone, and under which names. Imports no torch and no onnx.

FOLDER/plan.json            NetworkPlan
FOLDER/classifier.npz       weight (classes, C), bias (classes,)
FOLDER/first_layer.npz      kernels (K, 3, k, k) and biases (K,) with batch norm folded in
FOLDER/layers.npz           per convolution: where its weights lie, its bias, the batch norm folded into it
FOLDER/trained/             weights.bin and the graphs that share it:
    stages.onnx                 pixels -> every stage, logits
    scores.onnx                 pixels -> logits
    steps-00.onnx ...           one stage, with every value on the way
    reverse-00.onnx ...         part 0 is the first stage, the last part is the classifier
FOLDER/random/              the same network with random weights, one graph per part:
    forward-00.onnx ...  reverse-00.onnx ...
    scales.bin                  what makes its weights of the trained ones (twin_weights.py)
"""

from __future__ import annotations

from pathlib import Path

PLAN, CLASSIFIER_WEIGHTS, FIRST_LAYER, LAYERS = "plan.json", "classifier.npz", "first_layer.npz", "layers.npz"
TRAINED, RANDOM = "trained", "random"
WEIGHTS = "weights.bin"
SEED, GRADIENT = "seed", "gradient"  # what enters a reverse graph, and what it gives


def gradient_of(name: str) -> str:
    """What a reverse graph calls the gradient with respect to one of the values that enter the part."""
    return f"{GRADIENT} of {name}"


def stages_graph(folder: Path) -> Path:
    """Pixels to every stage and the logits."""
    return folder / TRAINED / "stages.onnx"


def scores_graph(folder: Path) -> Path:
    """Pixels to the logits alone."""
    return folder / TRAINED / "scores.onnx"


def steps_graph(folder: Path, part: int) -> Path:
    """One stage forward, with every value on the way."""
    return folder / TRAINED / f"steps-{part:02}.onnx"


def forward_graph(kind: Path, part: int) -> Path:
    """One part forward, in trained/ or random/."""
    return kind / f"forward-{part:02}.onnx"


def reverse_graph(kind: Path, part: int) -> Path:
    """One part backward, in trained/ or random/."""
    return kind / f"reverse-{part:02}.onnx"
