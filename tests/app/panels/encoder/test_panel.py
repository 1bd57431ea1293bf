"""The encoder panel as a whole: its switch, waiting for its networks, and what it does without them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.engines.encoder import EncoderService
from app.language.i18n import languages, translator
from app.main import create_app
from app.panels.encoder.panel import EncoderPanel
from app.panels.encoder.readiness import expect_encoder
from app.panels.encoder.subviews import SUBVIEWS
from app.settings import Settings
from app.web.errors import view_error
from models.errors import Busy
from tests.fakes import FakeAttender
from tests.fakes_encoder import FakeEncoderSource
from tests.fakes_fusion import FakeFusion


@pytest.mark.parametrize("tag", [each.tag for each in languages()])
@pytest.mark.parametrize("view", [each.name for each in SUBVIEWS])
def test_every_sub_view_opens_alone_and_within_the_page(desk: TestClient, view: str, tag: str) -> None:
    address = {"view": view, "lang": tag}
    page = desk.get("/s/chelsea/encoder", params=address)
    part = desk.get("/s/chelsea/encoder", params=address, headers={"HX-Request": "true", "HX-Target": "panel"})
    assert page.status_code == part.status_code == 200
    for name in EncoderPanel().views:
        assert f"view={name}" in page.text or name == EncoderPanel().views[0]
    assert "<html" not in part.text


def test_networks_that_are_not_there_yet_are_told_and_waited_for(settings: Settings) -> None:
    source = FakeEncoderSource(ready=False)
    app = create_app(settings, FakeAttender(), None, FakeFusion(), source)
    with TestClient(app) as client:
        waiting = client.get("/s/chelsea/encoder", params={"lang": "en"}).text
        assert "being prepared" in waiting
        assert "wait=1" in waiting
        assert "view-lead" in client.get("/s/chelsea/encoder", params={"wait": "1"}).text
        assert "view-lead" in client.get("/s/chelsea/encoder?view=paradigms").text


class NeverReady(EncoderService):
    """Networks that take longer than anybody waits."""

    def __init__(self) -> None:
        """Nothing is needed."""

    async def available(self, patience: float) -> bool:
        return False


async def test_the_api_says_when_they_take_longer_in_every_language() -> None:
    with pytest.raises(Busy) as caught:
        await expect_encoder(NeverReady())
    for tag in languages():
        told = view_error(caught.value, translator(tag.tag))
        assert told.status == 503
        assert told.hint
