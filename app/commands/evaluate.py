"""`evaluate`: where words point, what is found and what is refused, beside simple baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from models.errors import InvalidArgument


def evaluate(
    tar: Annotated[Path, typer.Argument(help="Photos with boxes and caption words, such as eval_dev.tar.")],
    captions: Annotated[
        Path | None, typer.Option(help="Flickr8k's captions, such as train_real.tar; else the one beside TAR, if any.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON rather than a table.")] = False,
) -> None:
    """Pointing, refusals, swapped words, nonsense, parts, Chinese, with 95 % intervals and simple baselines."""
    from app.commands.reading import load_reader
    from models.evaluation.captions import captions_beside
    from models.evaluation.chinese import chinese_beside
    from models.evaluation.evaluate import evaluate_archives
    from models.word_activation import WordActivation

    for path in (tar, captions):
        if path is not None and not path.is_file():
            hint = "Name a tar file like ../shared/data/eval_dev.tar."
            raise InvalidArgument(f"{path} does not exist.", code="no_file", hint=hint, argument="tar")
    report = evaluate_archives(
        tar,
        load_reader(Settings()).attender,
        captions or captions_beside(tar),
        {"class activation": WordActivation()},
        progress=lambda step: typer.echo(f"measuring {step}", err=True),
        chinese=chinese_beside(tar),
    )
    print(json.dumps(report.as_json(), indent=2) if as_json else report.as_table())
