"""A real server on a free port and a real Chromium; without one the tests are skipped, or fail if it is required."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender
from tests.fakes_encoder import WIDTH, FakeEncoderSource
from tests.fakes_fusion import FakeFusion
from tests.fakes_language import FakeLanguage
from tests.fakes_lessons import FakeLessons
from tests.live import live
from tests.tiny_backbone import TinyBackbones, export_tiny

FIND_CHROMIUM = Path(__file__).parents[2] / "scripts" / "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = subprocess.run([FIND_CHROMIUM], capture_output=True, text=True, check=False).stdout.strip()
    if found:
        return found
    message = "no Chromium was found: install one, or name it in FOVEA_CHROMIUM"
    if os.environ.get("FOVEA_REQUIRE_BROWSER") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page, served with a fake of the words' models and a tiny network in the lab."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    backbones = TinyBackbones(export_tiny(tmp_path_factory.mktemp("lab") / "tiny"))
    engines = FakeAttender(), backbones, FakeFusion(), FakeEncoderSource(), FakeLessons(), FakeLanguage(WIDTH)
    app = create_app(settings, *engines)
    with live(app) as address:
        yield address


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """For this folder: while Playwright runs an event loop runs too, and no asynchronous test could follow."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def warm_context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """One for this folder: its scripts and styles are fetched and compiled once."""
    context = browser.new_context(base_url=site, viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    yield context
    context.close()


@pytest.fixture(scope="module", autouse=True)
def _others_leave(browser: Browser, warm_context: BrowserContext) -> Iterator[None]:
    """Visitors of one file are gone before the next file begins."""
    yield
    for context in browser.contexts:
        if context is not warm_context:
            context.close()


@pytest.fixture
def context(warm_context: BrowserContext, site: str) -> Iterator[BrowserContext]:
    """The folder's context as a new visitor has it: no page, cookie or memory of another test."""
    yield warm_context
    warm_context.set_offline(False)
    warm_context.unroute_all()
    warm_context.clear_cookies()
    last = warm_context.new_page()
    for page in warm_context.pages:
        if page is not last:
            page.close()
    session = warm_context.new_cdp_session(last)
    session.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "local_storage"})
    last.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of 1280 x 900 whose console must stay empty."""
    page = context.new_page()
    complaints = listen(page)
    yield page
    assert complaints == []


@pytest.fixture
def loud_page(context: BrowserContext) -> Page:
    """A page whose console may speak: browsers report every answer from 400 up there."""
    return context.new_page()


def listen(page: Page) -> list[str]:
    """What the console says and which scripts break, from now on."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        complaints.append(f"{message.type}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
