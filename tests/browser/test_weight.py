"""What a visit weighs, as a browser counts it: heads and bodies of every answer, packed as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.matrix import thorough_after

FIRST, SECOND = 200_000, 15_000  # bytes


@pytest.fixture
def stranger(browser: Browser, site: str) -> Iterator[Page]:
    """Somebody who has nothing of ours kept."""
    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB") as context:
        yield context.new_page()


def weigh(page: Page, address: str) -> tuple[int, list[str]]:
    """Bytes of a visit, and what was fetched for it."""
    received: list[int] = []
    addresses: dict[str, str] = {}
    session = page.context.new_cdp_session(page)

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):  # these are part of the page
            addresses[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in addresses:
            received.append(int(event["encodedDataLength"]))

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    session.detach()
    return sum(received), list(addresses.values())


@pytest.mark.parametrize(
    "address", thorough_after(1, ["/", "/s/coffee/layers?view=maps", "/s/coffee/fusion?view=table"])
)
def test_a_first_visit_is_light_and_a_second_one_lighter(stranger: Page, address: str) -> None:
    first, fetched = weigh(stranger, address)
    second, _ = weigh(stranger, address)
    assert (first < FIRST, second < SECOND) == (True, True), f"{first} and {second} bytes: {fetched}"


def test_one_photo_is_fetched_whole(stranger: Page) -> None:
    _, fetched = weigh(stranger, "/")
    photos = [address for address in fetched if "/photos/" in address]
    assert len([address for address in photos if not address.endswith("-small.webp")]) == 1
