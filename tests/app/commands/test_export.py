"""`export`: which networks are made, and that each is named before it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.cli import main
from models.registry import BUILT_IN


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was exported, in this order; nothing is."""
    names: list[str] = []

    def backbone(cache_dir: Path, name: str) -> Path:
        names.append(name)
        return cache_dir / "lab" / name

    def fusion(cache_dir: Path) -> Path:
        names.append("fusion")
        return cache_dir / "fusion"

    def encoder(cache_dir: Path) -> Path:
        names.append("encoder")
        return cache_dir / "encoder"

    monkeypatch.setattr("models.engine.cache.ensure_graphs", lambda folder: {"look": folder / "look.onnx"})
    monkeypatch.setattr("models.engine.lab.cache.ensure_backbone", backbone)
    monkeypatch.setattr("models.engine.fusion.cache.ensure_fusion", fusion)
    monkeypatch.setattr("models.engine.encoder.cache.ensure_encoder", encoder)
    return names


def test_everything_that_serving_may_ask_for_is_exported(
    made: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "--out", str(tmp_path)])
    assert ended.value.code == 0
    assert made == ["fusion", "encoder", *BUILT_IN]
    out = capsys.readouterr().out
    for name, config in BUILT_IN.items():
        assert out.index(f"{config.title} ...") < out.index(str(tmp_path / "lab" / name))


def test_the_labs_can_be_left_out(made: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--no-labs", "--out", str(tmp_path)])
    assert made == []
