"""Take the documents' pictures of the built-in example, in a real Chromium against a real server.

python -m scripts.screenshots [--out docs/screenshots]
"""

from __future__ import annotations

import argparse
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from benchmarks.server import serving

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WORDS, LAYERS = "/s/camera/words?word=1", "/s/chelsea/layers?view=field&stage=block7&row=7&col=6"
SHIFT, FUSION = "/s/chelsea/shift?wait=1&dx=16&mode=reflect", "/s/chelsea/fusion?wait=1"


@dataclass(frozen=True)
class Shot:
    """One picture: how wide the window is, how bright, in which language."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    locale: str = "en-GB"
    address: str = WORDS


SHOTS = (
    Shot("words-dark-1280", 1280, 900, "dark"),
    Shot("words-light-1280", 1280, 900, "light"),
    Shot("words-dark-390", 390, 844, "dark"),
    Shot("words-light-390", 390, 844, "light"),
    Shot("words-light-1280.zh-CN", 1280, 900, "light", "zh-CN"),
    Shot("layers-light-1280", 1280, 900, "light", address=LAYERS),
    Shot("shift-light-1280", 1280, 900, "light", address=SHIFT),
    Shot("fusion-light-1280", 1280, 900, "light", address=FUSION),
)


def take(browser: Browser, base: str, shot: Shot, folder: Path) -> None:
    """Open the example, wait until every picture stands, take the picture."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,
        locale=shot.locale,
        reduced_motion="reduce",
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(shot.address, wait_until="networkidle")
    page.wait_for_selector(".stage img, .stage svg, .over-picture")
    page.screenshot(path=folder / f"{shot.name}.png")
    context.close()


def main() -> None:
    """All pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    found = subprocess.run([ROOT / "scripts" / "chromium", "--install"], capture_output=True, text=True, check=True)
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.splitlines()[-1], args=FLAGS)
        for shot in SHOTS:
            take(browser, f"http://127.0.0.1:{server.port}", shot, folder)
            print(folder / f"{shot.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
