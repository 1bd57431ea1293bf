"""Which tests are slow: known by the fixtures that they use, or by their file."""

from __future__ import annotations

import pytest

SLOW_FIXTURES = {"site", "specimen"}  # a browser; real networks of the lab
SLOW_FILES = {"test_hub.py", "test_hub_models.py", "test_imports.py", "test_export_keys.py"}  # start torch in a process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW_FILES or SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
