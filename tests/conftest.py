"""Which tests are slow: known by the fixtures that they use, or by their file; their order, and a core a process."""

from __future__ import annotations

import os

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:  # before torch is imported: processes side by side, not threads inside them
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SLOW_FIXTURES = {"site", "specimen"}  # a browser; real networks of the lab
SLOW_FILES = {"test_hub.py", "test_hub_models.py", "test_imports.py", "test_export_keys.py"}  # start torch in a process
# Begun first, the longest first: whoever runs tests side by side must not wait for one file at the end.
LONG_FILES = ("test_accessibility.py", "test_recipes.py", "test_serving.py", "test_killed.py", "test_wheel.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))
    for item in items:
        if item.path.name in SLOW_FILES or SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
