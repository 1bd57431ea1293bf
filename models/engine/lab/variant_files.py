"""Variants of a backbone on disk, beside the graph that they are made from. Imports neither torch nor onnx."""

from __future__ import annotations

from pathlib import Path

from models.engine.exports.cache import ensure_file
from models.engine.exports.source import code_digest
from models.engine.lab import files as lab_files
from models.network import NetworkPlan
from models.shift_results import Variant

CODE = "models.engine.lab.variant_graphs"


def ensure_variant(folder: Path, plan: NetworkPlan, variant: Variant) -> Path:
    """The graph of a variant, written now where it is missing; raises InvalidArgument where the network has none."""
    trained = lab_files.stages_graph(folder)
    if variant is Variant.TRAINED:
        return trained

    def write(path: Path) -> None:
        import onnx

        from models.engine.lab.variant_graphs import change

        model = onnx.load(trained, load_external_data=False)
        change(model, plan, variant)
        path.write_bytes(model.SerializeToString())

    name = f"variant-{variant.value}-{code_digest((CODE,))[:8]}.onnx"
    return ensure_file(folder, str(trained.relative_to(folder).with_name(name)), write)
