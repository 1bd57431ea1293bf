"""Which tests are slow: known by the fixtures that they use."""

from __future__ import annotations

import pytest

SLOW_FIXTURES = {"site", "specimen"}  # a browser; real networks of the lab


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
