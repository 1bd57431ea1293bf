"""`hub`: your own CLIP or BLIP on a photo and a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings


def hub(
    photo: Annotated[Path | None, typer.Argument(help="A photo file.", show_default=False)] = None,
    sentence: Annotated[str | None, typer.Argument(help="What is in it.", show_default=False)] = None,
    model: Annotated[str, typer.Option(help="clip:FOLDER, blip:FOLDER, or clip:OWNER/NAME.")] = "",
    crop: Annotated[bool, typer.Option("--crop", help="Cut the middle as CLIP's processor does.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print match and maps as JSON.")] = False,
    weights: Annotated[bool, typer.Option("--weights", help="With --json: BLIP's attention head by head.")] = False,
) -> None:
    """Match and word maps of your own CLIP or BLIP in FOVEA_HUB_DIR; without arguments, which there are."""
    from app.commands.hub_reading import hub_json, hub_names, hub_summary, read_with_hub

    if photo is None or sentence is None or not model:
        print("\n".join(hub_names(Settings())) or "No checkpoint in FOVEA_HUB_DIR.")
        return
    reading = read_with_hub(Settings(), photo, sentence, model, crop)
    print(json.dumps(hub_json(reading, weights)) if as_json else hub_summary(reading))
