"""Export every network that serving may ask for, so that a wheel or an image needs no exporter.

python -m scripts.export_all OUT
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors import safe_open

from models.engine.everything import export_everything
from models.engine.exports.pack import Index, hollow, key_of, pack
from models.engine.lab.cache import ensure_backbone
from models.engine.lab.stages import StageEngine
from models.engine.lab.variant_files import ensure_variant
from models.fusion.late_joins import TOWERS, read_towers
from models.registry import BUILT_IN
from models.shift_results import Variant
from models.text.embeddings import PLACE, TABLE, rounded
from models.text.minilm_files import package_file


def export_all(out: Path) -> None:
    """Into a folder; what is there already and whole stays. What several graphs hold is kept once."""
    export_everything(out, begun=print, done=lambda title: print(f"{title}: done"))
    if left := hollow(out):
        for folder in left:
            shutil.rmtree(folder)
        export_everything(out, begun=print, done=lambda title: print(f"{title}: done"))
    for name in BUILT_IN:
        folder = ensure_backbone(out, name)
        for variant in Variant:
            ensure_variant(folder, StageEngine(folder).plan, variant)
    note_word_pieces(out, pack(out))
    np.savez(out / TOWERS, allow_pickle=False, **read_towers())


def note_word_pieces(out: Path, index: Index) -> None:
    """Say where MiniLM's table lies among the constants, for who reads single rows of it."""
    with safe_open(package_file("model.safetensors"), framework="numpy") as stored:
        table = rounded(stored.get_tensor(TABLE))
    place = index[key_of(table)]
    file = place.file.relative_to(out.resolve()).as_posix()
    row = [file, place.offset, place.dtype, list(place.shape)]
    (out / PLACE).write_text(json.dumps(row) + "\n", encoding="utf-8")


if __name__ == "__main__":
    export_all(Path(sys.argv[1]))
