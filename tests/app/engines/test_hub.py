"""The service that keeps checkpoints: one at a time, readings for a while, failures until they are tried again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.cli import main
from app.engines.hub import READINGS, STEPS, FolderHub, HubJob, HubService, rivals_of
from app.samples.sample import Sample
from app.work.gate import InferenceGate
from app.work.runner import Runner
from models.errors import BrokenInstall
from models.hub.model import HubModel, load_hub
from models.hub_results import Fit
from models.results import Pixels
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


class Photos:
    """A lab that knows one photo."""

    async def pixels(self, sample: Sample) -> Pixels:
        return scene()


@pytest.fixture
def service(source: Counting) -> HubService:
    return HubService(source, Photos(), Runner(InferenceGate(2, 8), 1_000_000))  # type: ignore[arg-type]


def job(model: str = "clip:one", sentence: str = "a cat") -> HubJob:
    return HubJob(model, Fit.SQUASH, "photo", sentence)


SAMPLE = Sample("a cat", "photo", 40, 30)


def test_a_checkpoint_is_loaded_once_for_many_sentences(service: HubService, source: Counting) -> None:
    for sentence in ("a cat", "a dog", "a cat"):
        assert [each.done for each in service.steps(job(sentence=sentence), scene())] == [0, 1, 2, STEPS]
    assert source.loads == 1


def test_one_checkpoint_is_kept_and_few_readings(service: HubService, source: Counting) -> None:
    for model in ("clip:one", "clip:two", "clip:one"):
        list(service.steps(job(model), scene()))
    assert source.loads == 3
    for number in range(READINGS):
        list(service.steps(job(sentence=f"cat {number}"), scene()))
    assert service.kept(job()) is None
    assert service.kept(job(sentence="cat 0")) is not None


async def test_a_reading_is_made_once_and_kept(service: HubService, source: Counting) -> None:
    first = await service.read(SAMPLE, job())
    assert await service.read(SAMPLE, job()) is first
    assert service.kept(job()) is first
    assert source.loads == 1


async def test_a_failure_is_told_until_it_is_tried_again(service: HubService, source: Counting) -> None:
    source.broken = True
    with pytest.raises(BrokenInstall):
        await service.read(SAMPLE, job())
    assert isinstance(service.failure(job()), BrokenInstall)
    assert service.kept(job()) is None
    source.broken = False
    assert await service.read(SAMPLE, job()) is service.kept(job())
    assert service.failure(job()) is None


async def test_a_large_reading_is_there_for_the_page_that_waited_for_it(source: Counting) -> None:
    """The runner keeps by bytes and lets this one go at once; the page must not ask for it again for ever."""
    service = HubService(source, Photos(), Runner(InferenceGate(2, 8), 1))  # type: ignore[arg-type]
    assert await service.read(SAMPLE, job()) is service.kept(job())


def test_a_sentence_has_rivals_with_a_word_swapped() -> None:
    assert "a horse on a sofa" in rivals_of("a cat on a sofa")
    assert len(rivals_of("")) >= 2


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
