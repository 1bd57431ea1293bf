"""The errors for an optional library that cannot be imported, or has no such model. Imports no torch."""

from __future__ import annotations

from models.errors import BrokenInstall, InvalidArgument


def missing_library(library: str, cause: str = "") -> BrokenInstall:
    """What to say of a zoo name whose library is not there, or was built for another torch."""
    reason = f" ({cause})" if cause else ""
    return BrokenInstall(
        f"{library} is not installed, or does not work with this torch{reason}.",
        code="missing_library",
        argument="backbone",
        hint=f"Install it in the version that matches torch, from the same index: pip install {library}",
        library=library,
    )


def no_such_model(library: str, name: str) -> InvalidArgument:
    """What to say of a zoo name that the library does not know."""
    return InvalidArgument(
        f"{library} has no model called {name!r}.",
        code="no_such_model",
        argument="backbone",
        hint=f"See the list of models in {library}'s documentation.",
        library=library,
        name=name[:80],
    )
