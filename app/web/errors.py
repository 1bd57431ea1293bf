"""Every error becomes an answer here: problem+json for programs (RFC 9457), a page or a fragment for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.language.i18n import Translator
from app.photos.door import too_many_bytes
from app.samples.sentence import empty_sentence
from app.web.bodies import BodiesTooMany, BodyTooLong, BodyTooSlow
from models.errors import Busy, FoveaError, InvalidArgument, InvalidInput, InvalidPhoto, InvalidSentence, NotFound

_STATUS_BY_CODE = {
    "bad_request": 400,
    "wrong_host": 400,
    "no_access": 401,
    "cross_site": 403,
    "not_yours": 403,
    "method_not_allowed": 405,
    "example_stays": 409,
    "slow_body": 408,
    "too_many_bytes": 413,
    "not_a_form": 415,
    "missing_library": 422,
    "missing_hub": 422,
    "too_many_at_once": 429,
    "too_many_requests": 429,
    "disk_full": 507,
}
_STATUS_BY_KIND = ((NotFound, 404), (Busy, 503), (InvalidInput, 422))
_KINDS = (
    (InvalidPhoto, "invalid_photo"),
    (InvalidSentence, "invalid_sentence"),
    (InvalidInput, "invalid_input"),
    (NotFound, "not_found"),
    (Busy, "busy"),
    (FoveaError, "broken_install"),
)


@dataclass(frozen=True)
class ErrorView:
    """An error in the reader's language."""

    code: str
    title: str
    message: str
    hint: str
    argument: str | None
    status: int
    retry_after: int | None = None

    def as_problem(self, base_url: str) -> dict[str, Any]:
        """The members of a problem+json document; its type is a place on the API page."""
        problem: dict[str, Any] = {
            "type": f"{base_url}api#{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.message,
            "hint": self.hint,
            "argument": self.argument,
            "code": self.code,
        }
        return problem | ({"retry_after": self.retry_after} if self.retry_after is not None else {})

    @property
    def headers(self) -> dict[str, str]:
        """What the status asks for beside the body."""
        asked = {"WWW-Authenticate": 'Basic realm="Fovea", charset="UTF-8"'} if self.status == 401 else {}
        return asked if self.retry_after is None else {**asked, "Retry-After": str(self.retry_after)}


def view_error(error: FoveaError, t: Translator) -> ErrorView:
    """The error in the translator's language; in its own words where the locale has none for its code."""
    kind = next(name for kind, name in _KINDS if isinstance(error, kind))
    return ErrorView(
        code=error.code,
        title=_told(t, f"errors.titles.{kind}", error, kind.replace("_", " ").capitalize()),
        message=_told(t, f"errors.{error.code}.message", error, error.message),
        hint=_told(t, f"errors.{error.code}.hint", error, error.hint),
        argument=error.argument,
        status=status_of(error),
        retry_after=error.retry_after if isinstance(error, Busy) else None,
    )


def status_of(error: FoveaError) -> int:
    """The HTTP status of an error."""
    by_kind = next((status for kind, status in _STATUS_BY_KIND if isinstance(error, kind)), 500)
    return _STATUS_BY_CODE.get(error.code, by_kind)


def foreseen(error: Exception) -> FoveaError:
    """The same error as one of ours; what nobody foresaw becomes `unexpected`."""
    if isinstance(error, FoveaError):
        return error
    if isinstance(error, BodyTooLong | BodyTooSlow | BodiesTooMany):
        return _refused_body(error)
    if isinstance(error, RequestValidationError):
        return _invalid_argument(error)
    if isinstance(error, HTTPException):
        return _http_error(error)
    hint = "Try again. If it happens again, tell whoever runs this server."
    return FoveaError("Something went wrong on the server.", code="unexpected", hint=hint)


def _refused_body(error: BodyTooLong | BodyTooSlow | BodiesTooMany) -> FoveaError:
    if isinstance(error, BodyTooLong):
        return too_many_bytes(error.limit)
    if isinstance(error, BodiesTooMany):
        return Busy("Too many photos are on their way in.", hint="Try again in a moment.", retry_after=5)
    hint = "Send it again over a faster connection, or a smaller photo."
    message = f"The photo took longer than {error.seconds:.0f} seconds to arrive."
    return InvalidInput(message, code="slow_body", hint=hint, seconds=round(error.seconds))


def _invalid_argument(error: RequestValidationError) -> FoveaError:
    first = error.errors()[0]
    argument = str(first["loc"][-1])
    if first["type"] == "missing" and argument == "sentence":
        return empty_sentence()  # FastAPI takes an empty field for a missing one
    if first["type"] == "missing":
        message, hint = f"{argument} is missing.", "Send it with the request."
        return InvalidArgument(message, code="missing_argument", hint=hint, argument=argument, name=argument)
    message, hint = f"{argument} is not as expected: {first['msg']}.", "See the API page for what is expected."
    return InvalidArgument(message, code="invalid_argument", hint=hint, argument=argument, name=argument)


def _http_error(error: HTTPException) -> FoveaError:
    if error.status_code == 404:
        return NotFound("There is no such page.", code="no_such_page", hint="Start again from the first page.")
    if error.status_code == 405:
        message, hint = "This address does not take that method.", "See the API page for what it takes."
        return InvalidArgument(message, code="method_not_allowed", hint=hint)
    message, hint = f"The request could not be read: {error.detail}.", "Send the form again."
    return InvalidInput(message, code="bad_request", hint=hint)


def _told(t: Translator, key: str, error: FoveaError, otherwise: str) -> str:
    return t(key, **error.values) if t.has(key) else otherwise
