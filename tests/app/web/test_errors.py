from __future__ import annotations

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.language.i18n import translator
from app.web.bodies import BodyTooLong
from app.web.errors import foreseen, status_of, view_error
from models.errors import (
    BrokenInstall,
    Busy,
    FoveaError,
    InvalidArgument,
    InvalidInput,
    InvalidPhoto,
    InvalidSentence,
    NotFound,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidPhoto("no", code="damaged"), 422),
        (InvalidPhoto("no", code="too_many_bytes"), 413),
        (InvalidSentence("no", code="empty_sentence"), 422),
        (InvalidArgument("no", code="example_stays"), 409),
        (NotFound("no", code="no_such_sample"), 404),
        (Busy("no"), 503),
        (BrokenInstall("no", code="missing_weights"), 500),
    ],
)
def test_every_kind_of_error_has_its_status(error: FoveaError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (HTTPException(404), "no_such_page", 404),
        (HTTPException(405), "method_not_allowed", 405),
        (HTTPException(400, "There was an error parsing the body"), "bad_request", 400),
        (BodyTooLong(20_000_000), "too_many_bytes", 413),
        (RequestValidationError([{"type": "missing", "loc": ("body", "image"), "msg": "x"}]), "missing_argument", 422),
        (RequestValidationError([{"type": "missing", "loc": ("body", "sentence"), "msg": "x"}]), "empty_sentence", 422),
        (
            RequestValidationError([{"type": "bool_type", "loc": ("query", "heads"), "msg": "x"}]),
            "invalid_argument",
            422,
        ),
        (RuntimeError("secret detail"), "unexpected", 500),
    ],
)
def test_what_the_framework_raises_becomes_one_of_our_errors(error: Exception, code: str, status: int) -> None:
    ours = foreseen(error)
    assert (ours.code, status_of(ours)) == (code, status)
    assert ours.hint
    assert "secret" not in ours.message


def test_an_error_is_told_in_the_readers_language() -> None:
    error = InvalidPhoto("The photo file is damaged.", code="damaged", hint="Again.", argument="image")
    english, chinese = (view_error(error, translator(tag)) for tag in ("en", "zh-CN"))
    assert english.message != chinese.message
    assert english.hint != chinese.hint
    assert english.code == chinese.code


def test_an_error_without_a_locale_entry_speaks_for_itself() -> None:
    error = InvalidInput("Odd thing.", code="odd_thing_that_no_locale_knows", hint="Do this.")
    view = view_error(error, translator("en"))
    assert (view.message, view.hint) == ("Odd thing.", "Do this.")


def test_a_busy_server_says_when_to_come_back() -> None:
    view = view_error(Busy("no", hint="Later.", retry_after=7), translator("en"))
    assert view.headers == {"Retry-After": "7"}
    assert view.as_problem("http://host/")["retry_after"] == 7


def test_a_problem_has_the_members_of_the_standard_and_ours() -> None:
    view = view_error(InvalidPhoto("no", code="damaged", hint="x", argument="image"), translator("en"))
    problem = view.as_problem("http://host/")
    assert set(problem) == {"type", "title", "status", "detail", "hint", "argument", "code"}
    assert problem["type"] == "http://host/api#damaged"
