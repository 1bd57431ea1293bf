"""What a visit weighs, as a browser counts it: heads and bodies of every answer, packed as they were sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

FIRST, SECOND = 200_000, 15_000  # bytes


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


@pytest.mark.parametrize("address", ["/", "/s/coffee/layers?view=maps", "/s/coffee/fusion?view=table"])
def test_a_first_visit_is_light_and_a_second_one_lighter(page: Page, address: str) -> None:
    first, fetched = weigh(page, address)
    second, _ = weigh(page, address)
    assert (first < FIRST, second < SECOND) == (True, True), f"{first} and {second} bytes: {fetched}"


def test_one_photo_is_fetched_whole(page: Page) -> None:
    _, fetched = weigh(page, "/")
    photos = [address for address in fetched if "/photos/" in address]
    assert len([address for address in photos if not address.endswith("-small.webp")]) == 1
