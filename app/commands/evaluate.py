"""`evaluate`: how well the words' maps point, beside simple baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from models.errors import InvalidArgument


def evaluate(
    tar: Annotated[Path, typer.Argument(help="Photos with boxes and caption words, such as eval_dev.tar.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON rather than a table.")] = False,
) -> None:
    """Pointing accuracy and refusals on a set of photos with boxes, beside simple baselines."""
    from app.commands.reading import load_reader
    from models.evaluate import evaluate_tar
    from models.word_activation import WordActivation

    if not tar.is_file():
        hint = "Name a tar file like ../shared/data/eval_dev.tar."
        raise InvalidArgument(f"{tar} does not exist.", code="no_file", hint=hint, argument="tar")
    report = evaluate_tar(tar, load_reader(Settings()).attender, WordActivation())
    print(json.dumps(report.as_json(), indent=2) if as_json else report.as_table())
