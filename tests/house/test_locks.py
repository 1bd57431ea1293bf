"""What is installed is locked: an exact version and the SHA-256 of every file that may be taken for it."""

from __future__ import annotations

import re
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.test_repository import ROOT, lines, name, tracked

FOLDER = ROOT / "requirements"
BEFORE = {  # what is installed before a lock, and has what it leaves out
    "runtime": (),
    "weights": (),
    "export": ("runtime",),
    "torch": ("runtime", "export"),
    "dev": ("runtime", "export", "torch"),
    "hub": ("runtime", "export", "torch"),
    "llm": ("runtime", "export", "torch"),
    "zoo": ("runtime", "export", "torch"),
    "ray": ("runtime",),
    "redis": ("runtime",),
}
INSTALLED = {str(canonicalize_name(each.metadata["Name"])): each for each in distributions()}
SCRIPTS = ("install", "docker-install", "docker-check", "run-ray", "wheel-check")
INSTALLERS = ("Makefile", "Dockerfile", *(f"scripts/{each}" for each in SCRIPTS))


def locked(kind: str) -> dict[str, str]:
    """Version by package."""
    entries = (FOLDER / f"{kind}.lock").read_text().replace("\\\n", " ").splitlines()
    pins = (re.match(r"([a-z0-9-]+)==([^ ;]+)", line) for line in entries)
    return {pin[1]: pin[2] for pin in pins if pin}


def together(kind: str) -> dict[str, str]:
    """Of a lock and all before it."""
    versions: dict[str, str] = {}
    for each in (*BEFORE[kind], kind):
        versions |= locked(each)
    return versions


def constraints() -> dict[str, str]:
    pins = (line.split(";")[0].strip().partition("==") for line in lines("constraints") if line[0] != " ")
    return {package: version for package, _, version in pins}


def test_every_list_has_its_lock_and_every_lock_its_list() -> None:
    assert {path.stem for path in FOLDER.glob("*.lock")} == set(BEFORE)
    assert {path.stem for path in FOLDER.glob("*.txt")} - {"constraints"} == set(BEFORE) - {"torch"}


@pytest.mark.parametrize("kind", BEFORE)
def test_a_lock_has_what_its_list_wants_with_digests_and_the_tested_versions(kind: str) -> None:
    """`scripts/lock` writes it."""
    versions = together(kind)
    if kind != "torch":
        assert {name(line) for line in lines(kind)} - {"torch"} <= set(versions)
    for entry in (FOLDER / f"{kind}.lock").read_text().replace("\\\n", " ").splitlines():
        assert entry[0] in "# " or re.fullmatch(r"[a-z0-9-]+==\S+( ;.*?)?( +--hash=sha256:[0-9a-f]{64})+", entry), entry
    if kind != "weights":
        assert locked(kind).items() <= constraints().items()


@pytest.mark.parametrize("kind", ["dev", "ray", "redis", "llm", "hub"])
def test_a_lock_leaves_out_nothing_that_its_packages_need(kind: str) -> None:
    """They are installed as they stand there, nothing else (--no-deps); as far as they are installed here."""
    versions = together(kind)
    for package in set(versions) & set(INSTALLED):
        for wanted in map(Requirement, INSTALLED[package].requires or ()):
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                version = versions.get(canonicalize_name(wanted.name))
                assert version, (package, str(wanted))
                assert wanted.specifier.contains(version, prereleases=True), (package, str(wanted))


def test_torch_alone_is_apart() -> None:
    others = set().union(*(locked(kind) for kind in BEFORE if kind != "torch"))
    assert "torch" in locked("torch")
    assert not {each for each in others if re.match(r"(torch$|triton|cuda-|nvidia-)", each)}


def test_no_lock_names_where_files_are_fetched() -> None:
    for path in FOLDER.iterdir():
        assert not re.search(r"https?://|--(extra-)?index|--find-links", path.read_text()), path


@pytest.mark.parametrize("path", INSTALLERS)
def test_nothing_is_installed_from_a_list_without_digests(path: str) -> None:
    assert not re.search(r"requirements/\S*\.txt(?!\))|--constraint", (ROOT / path).read_text())


def test_what_is_installed_here_is_what_is_locked() -> None:
    versions = together("dev")
    differing = {
        package: INSTALLED[package].version
        for package, version in versions.items()
        if package in INSTALLED and INSTALLED[package].version.partition("+")[0] != version
    }
    assert not differing
    assert tracked("requirements/*.lock")
