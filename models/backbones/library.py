"""The error for an optional library that cannot be imported. Imports no torch."""

from __future__ import annotations

from models.errors import BrokenInstall


def missing_library(library: str, cause: str = "") -> BrokenInstall:
    """What to say of a zoo name whose library is not there, or was built for another torch."""
    reason = f" ({cause})" if cause else ""
    return BrokenInstall(
        f"{library} is not installed, or does not work with this torch{reason}.",
        code="missing_library",
        argument="backbone",
        hint=f"Install it in the version that matches torch: pip install {library}",
        library=library,
    )
