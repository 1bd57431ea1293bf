"""Where a request came in: its path without the prefix that the site may be hosted under, and that prefix."""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

HEALTH = frozenset({"/healthz", "/readyz"})  # asked by address, from beside the server
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def root_of(request: HTTPConnection) -> str:
    """The path prefix, without a slash at its end; mostly empty."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def route_path(request: HTTPConnection) -> str:
    """The path as the routes see it; one slash in front, so that as a link it stays on this site."""
    root, path = root_of(request), str(request.scope["path"])
    inside = path[len(root) :] if root and path.startswith(root + "/") else path
    return "/" + inside.lstrip("/")


def is_api(request: HTTPConnection) -> bool:
    """Whether programs are answered rather than people."""
    path = route_path(request)
    return path.startswith("/api/") or path in HEALTH


def methods_at(request: Request) -> list[str]:
    """What the address of a request takes, over all routes that have it: each of them knows its own methods alone."""
    asked = ({**request.scope, "method": method} for method in METHODS)
    return [scope["method"] for scope in asked if any(_takes(route, scope) for route in request.app.routes)]


def _takes(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL
