"""The size of an image by part; fails where serving would drag torch along, or the whole is too large.

python -m scripts.image_sizes ROOT_OF_THE_IMAGE
"""

from __future__ import annotations

import sys
from pathlib import Path

LARGEST = 700  # MB; it was 1,700 when serving still had torch beside it
PARTS = (
    ("exported graphs", "srv/fovea/models/shipped"),
    ("weights", "srv/fovea/models/weights"),
    ("onnxruntime", "opt/venv/lib/python3*/site-packages/onnxruntime"),
    ("numpy", "opt/venv/lib/python3*/site-packages/numpy*"),
    ("other packages", "opt/venv"),
    ("the program", "srv/fovea"),
    ("the base", "."),
)
UNWANTED = ("torch", "onnx", "scipy", "skimage", "sympy", "networkx", "huggingface_hub")


def sizes(root: Path) -> dict[str, int]:
    """Bytes of each part; a file counts for the first part that has it."""
    counted: set[Path] = set()
    found = {}
    for name, pattern in PARTS:
        places = [root] if pattern == "." else list(root.glob(pattern))
        files = {path for place in places for path in _files(place)} - counted
        found[name] = sum(path.lstat().st_size for path in files)
        counted |= files
    return found


def _files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]


def main() -> None:
    """Print the table."""
    root = Path(sys.argv[1])
    found = sizes(root)
    for name, size in found.items():
        print(f"{size / 1e6:8.1f} MB  {name}")
    total = sum(found.values())
    print(f"{total / 1e6:8.1f} MB  in all")
    there = [name for name in UNWANTED if list(root.glob(f"opt/venv/lib/python3*/site-packages/{name}"))]
    if there or total > LARGEST * 1e6:
        raise SystemExit(f"not wanted: {there}; {total / 1e6:.0f} of at most {LARGEST} MB")


if __name__ == "__main__":
    main()
