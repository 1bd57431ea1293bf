"""Many photos and sentences at once: an answer or an error for every line, in order; no line ends the run."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import typer

from app.commands.batch_answers import Answer, writer_to
from app.commands.batch_lines import STANDARD, BatchLine, read_lines
from app.commands.reading import Reader
from models.errors import FoveaError

_EVERY = 2.0  # seconds between two lines of progress
_log = logging.getLogger(__name__)


def attend_batch(reader: Reader, batch: Path, out: Path | None, heads: bool = False) -> int:
    """Read every line; how many of them got an error."""
    folder = Path() if batch == STANDARD else batch.parent
    number = blank = failed = 0
    said = time.monotonic()
    with writer_to(out, heads) as answers:
        for number, line in enumerate(read_lines(batch), start=1):
            if line is None:
                blank += 1
                continue
            answer = _answer(reader, folder, line)
            failed += answer.error is not None
            answers.write(answer)
            if time.monotonic() - said > _EVERY:
                said = time.monotonic()
                typer.echo(f"{number} lines", err=True)
    typer.echo(f"{number} lines ({blank} blank), {failed} of them with an error", err=True)
    return failed


def _answer(reader: Reader, folder: Path, line: BatchLine) -> Answer:
    if line.problem is not None or line.image is None or line.sentence is None:
        return Answer(line, None, line.problem)
    try:
        return Answer(line, reader.read(_find(line.image, folder), line.sentence).attention, None)
    except FoveaError as error:
        return Answer(line, None, error)
    except Exception as error:  # noqa: BLE001 - one line must never end the run of the others
        _log.debug("line %d", line.number, exc_info=True)
        message = f"Something went wrong with this line: {type(error).__name__}."
        return Answer(line, None, FoveaError(message, code="unexpected", hint="Try it alone, without --batch."))


def _find(image: str, folder: Path) -> Path:
    """Beside the batch file, or where the command runs; a name that no file can have is the reader's to refuse."""
    beside = folder / image
    if beside == STANDARD or image == str(STANDARD):
        return Path.cwd() / beside  # a file of that name: standard input has the lines
    try:
        return beside if beside.exists() else Path(image)
    except (OSError, ValueError):
        return Path(image)
