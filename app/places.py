"""Where things are: in a checkout beside the code, otherwise in the package and in the user's own folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent
CHECKOUT = (ROOT / "pyproject.toml").is_file()


def site_folder(name: str) -> Path:
    """`static` or `templates`: beside the packages in a checkout and in the image, inside of them in a wheel."""
    beside = ROOT / name
    return beside if (ROOT / "templates" / "explore.html").is_file() else PACKAGE / "site" / name


def user_folder(kind: str, checkout: bool = CHECKOUT) -> Path:
    """A folder for `data` or `cache`: `var` in a checkout, otherwise the user's, wherever the server is started.

    https://specifications.freedesktop.org/basedir-spec and its likes on macOS and Windows.
    """
    if checkout:
        return Path("var")
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / ("Caches" if kind == "cache" else "Application Support") / "fovea"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "fovea" / kind
    standard = home / (".cache" if kind == "cache" else ".local/share")
    given = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
    return (Path(given) if Path(given).is_absolute() else standard) / "fovea"
