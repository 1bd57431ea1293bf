"""Variants of a backbone on disk: other graphs over the same file of weights. Imports neither torch nor onnx."""

from __future__ import annotations

import os
from pathlib import Path

from models.engine import lab_files
from models.network import NetworkPlan
from models.shift_results import Variant

CIRCULAR = frozenset((Variant.CIRCULAR, Variant.BLURRED_CIRCULAR))
BLURRED = frozenset((Variant.BLURRED, Variant.BLURRED_CIRCULAR))
VERSION = 1  # of what variant_graphs.py makes


def variant_size(plan: NetworkPlan, variant: Variant) -> int:
    """Input side, pixels: for circular graphs rounded up to a multiple of the total stride, so that shifts come out."""
    total = max(stage.reduction for stage in plan.stages)
    return -(-plan.size // total) * total if variant in CIRCULAR else plan.size


def ensure_variant(folder: Path, plan: NetworkPlan, variant: Variant) -> Path:
    """The graph of a variant, written now where it is missing; raises InvalidArgument where the network has none."""
    if variant is Variant.TRAINED:
        return lab_files.stages_graph(folder)
    path = lab_files.stages_graph(folder).with_name(f"variant-{variant.value}-{VERSION}.onnx")
    if not path.exists():
        import onnx

        from models.engine.variant_graphs import change

        model = onnx.load(lab_files.stages_graph(folder), load_external_data=False)
        change(model, plan, variant)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.write_bytes(model.SerializeToString())
        partial.replace(path)
    return path
