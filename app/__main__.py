"""The command line: serve, attend, evaluate, export. The same results as in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from app.settings import Settings
from models.errors import FoveaError, InvalidArgument, InvalidInput

if TYPE_CHECKING:
    from app.reading import Reading

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on: FOVEA_HOST, or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on: FOVEA_PORT, or 7860.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes: FOVEA_WORKERS, or 1.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of the samples: FOVEA_DATA_DIR, or var.")] = None,
) -> None:
    """Serve the pages and the HTTP API. Every setting is also an environment variable, FOVEA_<NAME>."""
    from app.serving import serve_forever

    serve_forever(host=host, port=port, workers=workers, data_dir=data_dir)


@cli.command()
def attend(
    photo: Annotated[Path | None, typer.Argument(help="A photo file.", show_default=False)] = None,
    sentence: Annotated[str | None, typer.Argument(help="What is in it, in English.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every map as JSON.")] = False,
    heads: Annotated[bool, typer.Option("--heads", help="With --json or --batch: every head's own attention.")] = False,
    png: Annotated[Path | None, typer.Option(help="Draw each word's heat over the photo into this file.")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSON lines {"image": path, "sentence": text}.')] = None,
    out: Annotated[Path | None, typer.Option(help="With --batch: where its JSON lines go; else printed.")] = None,
) -> None:
    """Where each word of SENTENCE looks in PHOTO."""
    from app.reading import load_reader

    if batch is not None:
        from app.batch import attend_batch

        attend_batch(load_reader(Settings()), batch, out, heads)
        return
    if photo is None or sentence is None:
        hint = "python -m app attend PHOTO SENTENCE, or python -m app attend --batch FILE.jsonl --out OUT.jsonl"
        raise InvalidArgument("Name a photo and a sentence.", code="missing_argument", hint=hint, name="PHOTO")
    _attend(load_reader(Settings()).read(photo, sentence), as_json, heads, png)


def _attend(reading: Reading, as_json: bool, heads: bool, png: Path | None) -> None:
    from app.render.contact_sheet import contact_sheet
    from app.summary import summary
    from models.report import attention_json

    if png is not None:
        png.write_bytes(contact_sheet(reading.pixels, reading.attention))
    print(json.dumps(attention_json(reading.attention, heads)) if as_json else summary(reading.attention))


@cli.command()
def hub(
    photo: Annotated[Path | None, typer.Argument(help="A photo file.", show_default=False)] = None,
    sentence: Annotated[str | None, typer.Argument(help="What is in it.", show_default=False)] = None,
    model: Annotated[str, typer.Option(help="clip:FOLDER, blip:FOLDER, or clip:OWNER/NAME.")] = "",
    crop: Annotated[bool, typer.Option("--crop", help="Cut the middle as CLIP's processor does.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print match and maps as JSON.")] = False,
    weights: Annotated[bool, typer.Option("--weights", help="With --json: BLIP's attention head by head.")] = False,
) -> None:
    """Match and word maps of your own CLIP or BLIP in FOVEA_HUB_DIR; without arguments, which there are."""
    from app.hub_command import hub_json, hub_names, hub_summary, read_with_hub

    if photo is None or sentence is None or not model:
        print("\n".join(hub_names(Settings())) or "No checkpoint in FOVEA_HUB_DIR.")
        return
    reading = read_with_hub(Settings(), photo, sentence, model, crop)
    print(json.dumps(hub_json(reading, weights)) if as_json else hub_summary(reading))


@cli.command()
def evaluate(
    tar: Annotated[Path, typer.Argument(help="Photos with boxes and caption words, such as eval_dev.tar.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON rather than a table.")] = False,
) -> None:
    """Pointing accuracy and refusals on a set of photos with boxes, beside simple baselines."""
    from app.reading import load_reader
    from models.evaluate import evaluate_tar
    from models.word_activation import WordActivation

    if not tar.is_file():
        hint = "Name a tar file like ../shared/data/eval_dev.tar."
        raise InvalidArgument(f"{tar} does not exist.", code="no_file", hint=hint, argument="tar")
    report = evaluate_tar(tar, load_reader(Settings()).attender, WordActivation())
    print(json.dumps(report.as_json(), indent=2) if as_json else report.as_table())


@cli.command()
def export(out: Annotated[Path | None, typer.Option(help="Folder: FOVEA_CACHE_DIR, or var/engine.")] = None) -> None:
    """Export the networks for serving, where that has not been done for these weights."""
    from models.engine.cache import ensure_graphs

    for path in ensure_graphs(out or Settings().cache_dir).values():
        print(path)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; errors are a message and a hint on standard error, status 2 for bad input and 1 for the rest."""
    try:
        cli(arguments)
    except ValidationError as error:
        wrong = error.errors()[0]
        _fail(f"FOVEA_{str(wrong['loc'][0]).upper()}: {wrong['msg']}.", "See the README for what it takes.", 2)
    except FoveaError as error:
        _fail(error.message, error.hint, 2 if isinstance(error, InvalidInput) else 1)
    except OSError as error:
        _fail(f"{error.filename or 'A file'}: {error.strerror or error}.", "Check the path and its permissions.", 2)


def _fail(message: str, hint: str, status: int) -> None:
    typer.echo(message, err=True)
    if hint:
        typer.echo(f"Hint: {hint}", err=True)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
