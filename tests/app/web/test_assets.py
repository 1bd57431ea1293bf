import hashlib
from pathlib import Path

import pytest

from app.web.assets import STATIC, Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a { color: red }")
    return tmp_path


def test_an_address_leads_back_to_its_file(folder: Path) -> None:
    assets = Assets(folder)
    address = assets.url("css/a.css")
    assert address == f"/static/{assets.hash}/css/a.css"
    assert assets.path(address.removeprefix("/static/")) == folder / "css" / "a.css"


def test_the_address_changes_with_the_content(folder: Path) -> None:
    before = Assets(folder).url("css/a.css")
    (folder / "css" / "a.css").write_text("a { color: blue }")
    assert Assets(folder).url("css/a.css") != before


def test_a_name_that_does_not_exist_is_an_error(folder: Path) -> None:
    with pytest.raises(KeyError):
        Assets(folder).url("css/b.css")


@pytest.mark.parametrize("name", ["css/a.css", "../secret", "{hash}/../secret", "{hash}/css", "0000/css/a.css", ""])
def test_only_files_of_this_very_hash_are_handed_out(folder: Path, name: str) -> None:
    assets = Assets(folder)
    assert assets.path(name.replace("{hash}", assets.hash)) is None


def test_all_style_sheets_are_sent_as_one_in_the_order_of_the_cascade() -> None:
    assets = Assets()
    address = assets.url("css/all.css").removeprefix("/static/")
    assert assets.is_sheet(address)
    assert not assets.is_sheet("0000/css/all.css")
    names = ["css/tokens.css", "css/charts.css", *assets.below("css/panels", ".css")]
    places = [assets.sheet.index((STATIC / name).read_bytes()) for name in names]
    assert places == sorted(places)


def test_every_style_sheet_is_sent() -> None:
    own = {"css/noscript.css", "css/print.css", "css/reference.css"}  # linked where they are needed
    for path in (STATIC / "css").rglob("*.css"):
        assert path.read_bytes() in Assets().sheet or path.relative_to(STATIC).as_posix() in own


def test_vendored_files_are_the_ones_that_were_pinned() -> None:
    vendor = STATIC / "vendor"
    for line in (vendor / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
