"""Which tests are slow: known by the fixtures that they use, or by their file; and one core for each process."""

from __future__ import annotations

import os

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:  # before torch is imported: processes side by side, not threads inside them
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SLOW_FIXTURES = {"site", "specimen"}  # a browser; real networks of the lab
SLOW_FILES = {"test_hub.py", "test_hub_models.py", "test_imports.py", "test_export_keys.py"}  # start torch in a process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW_FILES or SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
