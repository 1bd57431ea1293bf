"""Where a request came in: its path without the prefix that the site may be hosted under, and that prefix."""

from __future__ import annotations

from starlette.requests import HTTPConnection


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
    return route_path(request).startswith("/api/")
