"""The exported networks that tests use: the server's own cache, whose keys tell what is still true of the code."""

from __future__ import annotations

from pathlib import Path

EXPORTS = Path("var/engine")  # what is missing there is exported by the first test that asks
