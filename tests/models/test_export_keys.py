"""The key of an export follows the modules that its exporter really imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models import weights
from models.engine.cache import WORDS
from models.engine.exports.source import ROOT, code_digest, modules_of
from models.engine.fusion.cache import FUSION
from models.engine.lab.cache import backbone_export

EXPORTS = {"words": WORDS, "fusion": FUSION, "lab": backbone_export("small_max")}
exports = pytest.mark.parametrize("name", EXPORTS)


def roots_of(name: str) -> tuple[str, ...]:
    return EXPORTS[name].module, *EXPORTS[name].imports


LOAD_ONE_AFTER_ANOTHER = """
import importlib, sys
for line in sys.stdin.read().splitlines():
    before = set(sys.modules)
    for name in line.split():
        importlib.import_module(name)
    print(*(set(sys.modules) - before))
"""


@pytest.mark.thorough
def test_what_the_exporters_import_when_they_run_is_in_their_keys() -> None:
    """In one process, since torch takes seconds: what the first has loaded is not looked at again for the others."""
    asked = "\n".join(" ".join(roots_of(name)) for name in EXPORTS)
    command = [sys.executable, "-c", LOAD_ONE_AFTER_ANOTHER]
    done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, check=True)
    for name, line in zip(EXPORTS, done.stdout.splitlines(), strict=True):
        loaded = {module for module in line.split() if module.partition(".")[0] == "models"}
        assert loaded <= set(modules_of(roots_of(name)))
        assert len(loaded) > 5


@exports
def test_editing_any_module_that_the_exporter_imports_changes_the_key(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models", ignore=shutil.ignore_patterns("weights", "__pycache__"))
    before = digest(name, tmp_path)
    for path in modules_of(roots_of(name), tmp_path).values():
        text = path.read_text()
        path.write_text(text + "\n# edited\n")
        assert digest(name, tmp_path) != before, path
        path.write_text(text)
    assert digest(name, tmp_path) == before


@exports
def test_another_size_of_the_network_in_the_manifest_changes_the_key(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words' class weight is read from there: with the file alone in the key an older graph was served."""
    before, stored = replace(EXPORTS[name]).code, weights.manifest()["weights"]
    for row in EXPORTS[name].weights:
        other = {"weights": stored | {row: stored[row] | {"config": {"width": 7}}}}
        monkeypatch.setattr(weights, "manifest", lambda other=other: other)
        assert replace(EXPORTS[name]).code != before, row


def digest(name: str, root: Path) -> str:
    code_digest.cache_clear()  # not of what files import, which a comment does not change
    return code_digest(roots_of(name), root)


def test_the_fusions_exporter_shares_the_writer_of_the_words() -> None:
    """The fault that this cache was made for: export.write was in one key of the two that use it."""
    for name in ("words", "fusion"):
        assert "models.engine.export" in modules_of(roots_of(name))


def test_modules_that_no_exporter_imports_change_no_key() -> None:
    for name in EXPORTS:
        assert not {"models.engine.attender", "models.engine.exports.cache"} & set(modules_of(roots_of(name)))


def test_one_backbone_is_not_exported_again_for_another(tmp_path: Path) -> None:
    assert "models.backbones.efficientnet_lite" not in modules_of(roots_of("lab"))


def test_imports_in_functions_count_and_those_for_type_checkers_do_not(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    for name in ("__init__", "typed", "inner", "other"):
        (tmp_path / "package" / f"{name}.py").write_text("")
    (tmp_path / "strangers.py").write_text("")
    (tmp_path / "package" / "main.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from package import typed\nimport strangers\n"
        "def f():\n    if True:\n        from package import inner\n"
    )
    assert set(modules_of(["package.main"], tmp_path)) == {"package", "package.main", "package.inner"}
