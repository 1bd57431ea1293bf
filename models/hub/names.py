"""Names of checkpoints: ``clip:NAME`` or ``blip:NAME``. Imports neither torch nor transformers.

NAME is a folder below one configured directory, spelled in any script, or OWNER/NAME on the hub where downloads are
allowed. Nothing else on the disk can be named.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from models.errors import BrokenInstall, InvalidArgument
from models.hub.claim import CONFIG, read_claim
from models.hub_results import HubKind

DOWNLOADS = "downloads"  # folder below the configured one that keeps what came from the hub
_PART = r"[^\s./\\:~][^/\\:]*"  # of a path below the folder: no dot in front, nothing that climbs or names a drive
_NAME = re.compile(rf"(clip|blip):({_PART}(?:/{_PART}){{0,3}})", re.DOTALL)
_HUB_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_ON_HUB = re.compile(rf"{_HUB_PART}/{_HUB_PART}")
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # Unicode categories: control characters, broken ones, ends of lines
_DEEPEST = 3  # folders below the configured one in which checkpoints are looked for
_MOST = 100  # checkpoints that are listed


@dataclass(frozen=True)
class HubName:
    """A name that has the right form; whether there is such a checkpoint is another question."""

    kind: HubKind
    path: str  # slashes, no dots that climb

    def __str__(self) -> str:
        return f"{self.kind}:{self.path}"

    @property
    def on_hub(self) -> bool:
        """Whether the path could be OWNER/NAME, which the hub spells in ASCII."""
        return _ON_HUB.fullmatch(self.path) is not None


@dataclass(frozen=True)
class Source:
    """Where a checkpoint is read from: a local folder, or a name on the hub."""

    name: HubName
    where: str
    local: bool


def read_name(text: str) -> HubName:
    """The name in a text; raises InvalidArgument (``bad_hub_name``) for any other, such as one with ``..`` in it."""
    found = _NAME.fullmatch(text)
    if found is None or not all(map(_plain, found[2].split("/"))):
        raise InvalidArgument(
            f"{text[:80]!r} names no checkpoint.",
            code="bad_hub_name",
            argument="model",
            hint="Write clip:FOLDER or blip:FOLDER, a folder below FOVEA_HUB_DIR, or clip:OWNER/NAME on the hub.",
            name=text[:80],
        )
    return HubName(HubKind(found[1]), found[2])


def find_source(name: HubName, root: Path, downloads: bool) -> Source:
    """Where to read it from; raises InvalidArgument (``no_such_hub_model``, ``hub_closed``).

    A folder wins over the hub. Links that lead out of `root` are not followed.
    """
    folder = (root / name.path).resolve()
    if folder.is_relative_to(root.resolve()) and (folder / CONFIG).is_file():
        return Source(name, str(folder), local=True)
    if not name.on_hub:
        raise _missing(name)
    if not downloads:
        raise InvalidArgument(
            f"There is no folder {name.path} below FOVEA_HUB_DIR, and nothing may be downloaded.",
            code="hub_closed",
            argument="model",
            hint="Put the checkpoint there, or start the server with FOVEA_HUB_DOWNLOADS=true.",
            name=name.path,
        )
    return Source(name, name.path, local=False)


def local_names(root: Path) -> tuple[str, ...]:
    """Every checkpoint below the folder that can be read, by what its config says of itself."""
    found = []
    for config in sorted(_configs(root, _DEEPEST)):
        kind, path = read_claim(config).kind, config.parent.relative_to(root).as_posix()
        if kind and _NAME.fullmatch(f"{kind}:{path}") and all(map(_plain, path.split("/"))):
            found.append(f"{kind}:{path}")
    return tuple(found[:_MOST])


def _plain(part: str) -> bool:
    """A part of a path that reads as it is written."""
    return part == part.rstrip(". ") and not any(unicodedata.category(each) in _UNSEEN for each in part)


def missing_hub(cause: str = "") -> BrokenInstall:
    """The error where the extra is not installed."""
    return BrokenInstall(
        f"transformers is not installed{f' ({cause})' if cause else ''}.",
        code="missing_hub",
        argument="model",
        hint="Install Fovea's extra: pip install '.[hub]'",
    )


def _missing(name: HubName) -> InvalidArgument:
    return InvalidArgument(
        f"There is no checkpoint {name.path} below FOVEA_HUB_DIR.",
        code="no_such_hub_model",
        argument="model",
        hint="Put the folder with its config.json there; the page lists what is found.",
        name=name.path,
    )


def _configs(folder: Path, depth: int) -> list[Path]:
    """config.json files down to a depth; the hub's own cache and links are left out."""
    if not folder.is_dir():
        return []
    found = [folder / CONFIG] if (folder / CONFIG).is_file() else []
    if depth:
        for each in sorted(folder.iterdir()):
            if each.is_dir() and not each.is_symlink() and not each.name.startswith(".") and each.name != DOWNLOADS:
                found += _configs(each, depth - 1)
    return found
