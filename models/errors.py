"""The one error tree of the project.

FoveaError                     anything that went wrong in a way we foresaw
|-- InvalidInput               the person's input cannot be used; nothing was lost
|   |-- InvalidPhoto           the bytes are not a photo we accept
|   |-- InvalidSentence        the sentence cannot be read
|   `-- InvalidArgument        a number, name or place outside what exists
|-- NotFound                   no such sample, panel, stage, ...
|-- Busy                       the queue is full; try again in `retry_after` seconds
`-- BrokenInstall              weights or another part of the installation are missing or damaged

Each error names the argument that was wrong and carries a hint to act on. `code` and `values`
let the web look the same message up in the reader's language.
"""

from __future__ import annotations


class FoveaError(Exception):
    """An error with a stable `code`, the `argument` it is about, and a `hint` that says what to do next."""

    def __init__(
        self, message: str, *, code: str, hint: str = "", argument: str | None = None, **values: str | int | float
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.argument = argument
        self.values = values


class InvalidInput(FoveaError):
    """The person's input cannot be used as it is."""


class InvalidPhoto(InvalidInput):
    """The bytes are not a photo we accept."""


class InvalidSentence(InvalidInput):
    """The sentence cannot be read."""


class InvalidArgument(InvalidInput):
    """A number, name or place outside what exists."""


class NotFound(FoveaError):
    """What was asked for does not exist (any more)."""


class Busy(FoveaError):
    """Too much is waiting already; try again in `retry_after` seconds."""

    def __init__(self, message: str, *, code: str = "busy", hint: str = "", retry_after: int = 2) -> None:
        super().__init__(message, code=code, hint=hint, retry_after=retry_after)
        self.retry_after = retry_after


class BrokenInstall(FoveaError):
    """A weights file, package or exported graph is missing or damaged."""
