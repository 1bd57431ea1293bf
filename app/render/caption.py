"""Text under a picture: in a font that has its letters, no wider than its place.

Pillow's own font knows Latin letters only. For other scripts we look through the machine's fonts for one that draws
every character; where there is none, the characters are written as code points, so that words stay apart and nothing
is drawn as the same empty box.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont

TYPE = 16  # pixels
_FOLDERS = {
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
_UNIX = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
_NO_LETTER = "\U0010fffe"  # a noncharacter: what a font draws for it, it draws for everything it lacks
_MORE = "…"

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def fitted(text: str, width: int) -> tuple[str, Font]:
    """The text as it can be drawn, cut to a width in pixels, and the font for it."""
    text, font = _drawable(text)
    if drawn_width(text, font) <= width:
        return text, font
    shown = next((text[:end] for end in range(len(text), 0, -1) if drawn_width(text[:end] + _MORE, font) <= width), "")
    return shown + _MORE, font


def drawn_width(text: str, font: Font) -> float:
    """From the place a text is drawn at to its last ink; what it draws left of that place would leave its column."""
    left, _, right, _ = font.getbbox(text, anchor="ls")
    return right - min(left, 0)


@cache
def _drawable(text: str) -> tuple[str, Font]:
    """The text and a font that has all of it; code points where no font has."""
    for font in _fonts():
        if all(_draws(font, character) for character in text):
            return text, font
    plain = ImageFont.load_default(TYPE)
    spelled = "".join(each if _draws(plain, each) else f"\\u{ord(each):x}" for each in text)
    return spelled, plain


def _draws(font: Font, character: str) -> bool:
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_NO_LETTER))


def _fonts() -> Iterator[Font]:
    """Pillow's own font, then the machine's, opened one by one as they are asked for."""
    yield ImageFont.load_default(TYPE)
    for path in _font_files():
        try:
            yield ImageFont.truetype(path, TYPE)
        except OSError:
            continue


@cache
def _font_files() -> tuple[Path, ...]:
    """Font files of this machine, the regular upright ones first."""
    folders = (Path(folder).expanduser() for folder in _FOLDERS.get(sys.platform, _UNIX))
    files = (path for folder in folders if folder.is_dir() for path in folder.rglob("*"))
    fonts = sorted(path for path in files if path.suffix.lower() in _SUFFIXES)
    return tuple(sorted(fonts, key=lambda path: any(style in path.stem for style in ("Bold", "Italic", "Oblique"))))
