"""A copy of the repository in which a recipe of CONTRIBUTING is followed, and a Python that runs there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.weights import sha256_of

ROOT = Path(__file__).parents[2]
MANIFEST = "models/weights/manifest.json"
WRITTEN = {"__pycache__", ".pytest_cache", "var"}
LISTED = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


@dataclass(frozen=True)
class TreeCopy:
    """Everything that git knows or would add, below `root`."""

    root: Path
    before: dict[str, str]  # SHA-256 of every file as it was copied

    def write(self, name: str, text: str) -> None:
        """Add a file; a recipe that would replace one is told."""
        path = self.root / name
        assert not path.exists(), f"{name} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit one place of a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        """Lengthen a file that is there."""
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def add_manifest_row(self, name: str, row: dict[str, Any]) -> None:
        """One row, its digest that of its file."""
        path = self.root / MANIFEST
        stored = json.loads(path.read_text(encoding="utf-8"))
        stored["weights"][name] = {**row, "sha256": sha256_of(path.parent / row["file"])}
        path.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")

    def python(self, *arguments: str, seconds: float = 900) -> str:
        """What Python prints when it is run in the copy; its complaint is the failure of the test."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("FOVEA_", "PYTEST_"))}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    def changed(self) -> list[str]:
        """Files that differ from those copied, or are new."""
        return sorted(name for name, digest in digests(self.root).items() if self.before.get(name) != digest)


def digests(root: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its name there; what running writes is left out."""
    files = [path for path in root.rglob("*") if path.is_file() and not WRITTEN & set(path.relative_to(root).parts)]
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in files}


def copy_tree(root: Path) -> TreeCopy:
    """Copy the repository as it is now, without what git ignores."""
    listed = subprocess.run(LISTED, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, root / name)
            _copy_compiled(source, root / name)
    return TreeCopy(root, digests(root))


def _copy_compiled(source: Path, copy: Path) -> None:
    """What Python compiled of a module holds for the copy, whose time of change is the same."""
    for compiled in source.parent.glob(f"__pycache__/{source.stem}.*.pyc") if source.suffix == ".py" else ():
        (copy.parent / "__pycache__").mkdir(exist_ok=True)
        shutil.copy2(compiled, copy.parent / "__pycache__" / compiled.name)
