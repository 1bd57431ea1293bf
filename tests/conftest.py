"""Which tests are slow: known by the fixtures that they use, or by their file; their order, and a core a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from xdist.remote import Producer

from tests.scheduling import Scheduling

if "PYTEST_XDIST_WORKER" in os.environ:  # before torch is imported: processes side by side, not threads inside them
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SLOW_FIXTURES = {"site", "specimen"}  # a browser; real networks of the lab
SLOW_FOLDERS = {"routes", "web", "tour", "fusion_places", "chinese_ways"}  # make the whole app each time, or train
SLOW_FILES = {  # start processes, make the whole app, run real networks, or try thousands of inputs
    "test_api.py",
    "test_attender.py",
    "test_block_steps.py",
    "test_caption.py",
    "test_colours_of_photos.py",
    "test_export_keys.py",
    "test_exports.py",
    "test_flamingo.py",
    "test_fuzz.py",
    "test_hub.py",
    "test_hub_frame.py",
    "test_hub_models.py",
    "test_imports.py",
    "test_lab_cache.py",
    "test_lesson.py",
    "test_photo_tokens.py",
    "test_receptive_field.py",
    "test_request.py",
    "test_scenes.py",
    "test_stages.py",
    "test_word_pieces.py",
}
# Whole matrices, thousands of inputs, and whole programs that are copied, killed or told to stop: make check runs
# them, make test does not.
THOROUGH_FILES = {
    "test_accessibility.py",
    "test_forced_colours.py",
    "test_fuzz.py",
    "test_killed.py",
    "test_lab_on_photos.py",
    "test_leaving.py",
    "test_recipes.py",
    "test_serving.py",
    "test_shared_work.py",
    "test_touch.py",
    "test_wheel.py",
}
# Begun first, the longest first: whoever runs tests side by side must not wait for one file at the end.
LONG_FILES = ("test_accessibility.py", "test_recipes.py", "test_serving.py", "test_killed.py", "test_wheel.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """The browser's tests side by side with all others, which share the other processes file by file."""
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: (item.path.parent.name != "browser", order.get(item.path.name, len(order))))
    for item in items:
        if _is_slow(item):
            item.add_marker(pytest.mark.slow)
        if item.path.name in THOROUGH_FILES:
            item.add_marker(pytest.mark.thorough)


def _is_slow(item: pytest.Item) -> bool:
    folders = item.path.relative_to(Path(__file__).parent).parts
    fixtures = getattr(item, "fixturenames", ())
    return item.path.name in SLOW_FILES or bool(SLOW_FOLDERS & set(folders) or SLOW_FIXTURES & set(fixtures))
