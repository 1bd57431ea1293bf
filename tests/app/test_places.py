"""Where things are kept when nobody says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.places import site_folder, user_folder


def test_a_checkout_keeps_everything_in_its_own_folder() -> None:
    assert user_folder("data", checkout=True) == user_folder("cache", checkout=True) == Path("var")


def test_an_installed_program_keeps_nothing_where_one_happens_to_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("data", "cache"):
        monkeypatch.delenv(f"XDG_{kind.upper()}_HOME", raising=False)
        assert user_folder(kind, checkout=False).is_relative_to(Path.home())
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", f"/somewhere/{kind}")
        assert user_folder(kind, checkout=False) == Path(f"/somewhere/{kind}/fovea")
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", "relative")
        assert user_folder(kind, checkout=False).is_relative_to(Path.home())


def test_pages_and_styles_are_found() -> None:
    assert (site_folder("templates") / "explore.html").is_file()
    assert (site_folder("static") / "css").is_dir()
