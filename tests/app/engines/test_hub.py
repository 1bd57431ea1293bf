"""The service that keeps checkpoints: one at a time, readings for a while, failures until they are tried again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.commands.cli import main
from app.engines.hub import PHOTOS, READINGS, STEPS, FolderHub, HubJob, HubService, rivals_of
from app.panels.fusion.hub_maps import Scale, framed_uri, scale_of
from models.errors import BrokenInstall
from models.hub.model import HubModel, load_hub
from models.hub_results import Fit, MapKind
from tests.models.tiny_hub import save_clip
from tests.photographs import photo, scene


class Counting:
    """A folder of checkpoints that counts what is loaded, and fails when told to."""

    downloads = False

    def __init__(self, root: Path) -> None:
        self.root, self.loads, self.broken = root, 0, False

    def installed(self) -> bool:
        return True

    def names(self) -> tuple[str, ...]:
        return ()

    def check(self, name: str) -> None:
        pass

    def load(self, name: str) -> HubModel:
        self.loads += 1
        if self.broken:
            raise BrokenInstall("Broken.", code="broken_hub_model")
        return load_hub(name, self.root, downloads=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    save_clip(folder / "one")
    save_clip(folder / "two", seed=1)
    return folder


@pytest.fixture
def source(root: Path) -> Counting:
    return Counting(root)


@pytest.fixture
def service(source: Counting) -> HubService:
    return HubService(source, None, None)  # type: ignore[arg-type] # steps need neither lab nor runner


def job(model: str = "clip:one", sentence: str = "a cat") -> HubJob:
    return HubJob(model, Fit.SQUASH, "photo", sentence)


def test_a_checkpoint_is_loaded_once_for_many_sentences(service: HubService, source: Counting) -> None:
    for sentence in ("a cat", "a dog", "a cat"):
        assert [each.done for each in service.steps(job(sentence=sentence), scene())] == [0, 1, 2, STEPS]
    assert source.loads == 1
    assert len(service._photos) == 1


def test_one_checkpoint_is_kept_and_few_readings(service: HubService, source: Counting) -> None:
    for model in ("clip:one", "clip:two", "clip:one"):
        list(service.steps(job(model), scene()))
    assert source.loads == 3
    for number in range(READINGS + 2):
        list(service.steps(job(sentence=f"cat {number}"), scene()))
    assert len(service._readings) == READINGS
    assert len(service._photos) <= PHOTOS
    assert service.kept(job()) is None


def test_a_failure_is_told_until_it_is_tried_again(service: HubService, source: Counting) -> None:
    source.broken = True
    first = service.attempt(job())
    assert [each.complete for each in service.steps(job(), scene())][-1]
    assert isinstance(service.failure(job()), BrokenInstall)
    assert service.attempt(job()) != first
    source.broken = False
    list(service.steps(job(), scene()))
    assert service.failure(job()) is None
    assert service.kept(job()) is not None


def test_a_sentence_has_rivals_with_a_word_swapped() -> None:
    assert "a horse on a sofa" in rivals_of("a cat on a sofa")
    assert len(rivals_of("")) >= 2


def test_a_constant_map_is_drawn_clear() -> None:
    for kind in MapKind:
        values = np.full((2, 3, 3), 0.5, np.float32)
        assert np.isfinite(scale_of(values, kind).share(values)).all()
    assert framed_uri(np.ones((2, 2), np.float32), Scale(1, 1), (0.2, 0, 0.8, 1), 30, 20).startswith("data:image/png")


def test_the_command_line_reads_and_lists(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOVEA_HUB_DIR", str(root))
    (tmp_path / "a.jpg").write_bytes(photo())
    for arguments in (["hub"], ["hub", str(tmp_path / "a.jpg"), "a cat on a sofa", "--model", "clip:one", "--crop"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("clip:one\nclip:two\n")
    assert "clip:one: match " in out
    assert "sofa  " in out


def test_the_folder_says_what_is_there(root: Path) -> None:
    assert FolderHub(root, downloads=False).names() == ("clip:one", "clip:two")
