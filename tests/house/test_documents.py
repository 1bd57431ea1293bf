"""What a person can set, run or type is in the READMEs, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from app.commands.cli import cli
from app.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
readmes = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


@readmes
@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_readme(readme: Path, name: str) -> None:
    assert f"`FOVEA_{name.upper()}`" in readme.read_text()


@readmes
def test_the_readme_names_no_setting_that_does_not_exist(readme: Path) -> None:
    named = set(re.findall(r"`FOVEA_([A-Z_]+)`", readme.read_text()))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def make_jobs() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@readmes
@pytest.mark.parametrize("job", make_jobs())
def test_every_make_job_is_in_the_readme(readme: Path, job: str) -> None:
    assert f"make {job}" in readme.read_text() or f"`{job}`" in readme.read_text()


def test_every_make_job_is_phony() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert sorted(phony[1].split()) == sorted(make_jobs())


def commands() -> list[str]:
    group = get_command(cli)
    assert isinstance(group, typer.core.TyperGroup)
    return list(group.commands)


@readmes
@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(readme: Path, command: str) -> None:
    assert f"python -m app {command}" in readme.read_text()


@pytest.mark.parametrize("document", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_every_file_that_a_document_links_to_exists(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)", document.read_text())
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_changelog_tells_of_this_version() -> None:
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text()
