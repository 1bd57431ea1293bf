"""The command line: serve, cluster, attend, hub, evaluate, export. The same results as in the browser."""

from __future__ import annotations

import typer
from pydantic import ValidationError

from app.commands.attend import attend
from app.commands.cluster import cluster
from app.commands.evaluate import evaluate
from app.commands.export import export
from app.commands.hub import hub
from app.commands.serve import serve
from models.errors import FoveaError, InvalidInput

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for command in (serve, cluster, attend, hub, evaluate, export):
    cli.command()(command)


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
