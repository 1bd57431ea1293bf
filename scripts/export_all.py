"""Export every network that serving may ask for, so that a wheel or an image needs no exporter.

python -m scripts.export_all OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from models.engine.cache import ensure_graphs
from models.engine.encoder.cache import ensure_encoder
from models.engine.fusion.cache import ensure_fusion
from models.engine.lab.cache import ensure_backbone
from models.engine.lab.stages import StageEngine
from models.engine.lab.variant_files import ensure_variant
from models.registry import BUILT_IN
from models.shift_results import Variant


def export_all(out: Path) -> None:
    """Into a folder; what is there already stays."""
    ensure_graphs(out)
    for name in BUILT_IN:
        folder = ensure_backbone(out, name)
        for variant in Variant:
            ensure_variant(folder, StageEngine(folder).plan, variant)
    ensure_fusion(out)
    ensure_encoder(out)


if __name__ == "__main__":
    export_all(Path(sys.argv[1]))
