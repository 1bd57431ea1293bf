"""What routes ask for: the services and the pages, both made once when the server starts."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.services import Services
from app.web.pages import Pages


def services_of(request: HTTPConnection) -> Services:
    """The services of the application that answers this request."""
    return cast(Services, request.app.state.services)


def pages_of(request: HTTPConnection) -> Pages:
    """The pages of the application that answers this request."""
    return cast(Pages, request.app.state.pages)


async def _services(request: HTTPConnection) -> Services:
    return services_of(request)


async def _pages(request: HTTPConnection) -> Pages:
    return pages_of(request)


ServicesDep = Annotated[Services, Depends(_services)]
PagesDep = Annotated[Pages, Depends(_pages)]
