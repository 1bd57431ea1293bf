"""The frame around every panel, drawn without a server."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from app.language.glossary import glossary
from app.language.i18n import translator
from app.web.pages import TEMPLATES

OTHER_PANEL = DictLoader({"panels/_other.html": "<h2>{{ panel_page.told }}</h2>"})


def draw(template: str, **values: Any) -> str:
    environment = Environment(
        loader=ChoiceLoader([OTHER_PANEL, FileSystemLoader(TEMPLATES)]), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["gloss"] = lambda tag, html: glossary(tag).mark(html)
    context = {
        "view_title": "A title",
        "site": "https://example.org",
        "preview_path": "/s/abc/preview.png",
        "t": translator("en"),
        "root": "",
        "static": lambda name: name,
        "languages": (),
        "lang_href": lambda tag: tag,
        "panels": ("words",),
        "sheet": "all.css",
        "panel_scripts": (),
        "panel": None,
        "panel_overlay": None,
        "limits": SimpleNamespace(max_upload_bytes=20_000_000, max_sentence=2000, accept="image/png"),
        "examples": (),
        "form": SimpleNamespace(sentence="", error=None),
        "sample": None,
        "error": None,
        "tour": None,
        "alone": False,
        "own_key": "",
        "embed": False,
        "embed_href": "/",
        "here_path": "/",
        "fragment": False,
    }
    return environment.get_template(template).render(context | values)


@pytest.fixture
def sample() -> SimpleNamespace:
    return SimpleNamespace(
        id="abc",
        sentence="<b>two</b> & more",
        photo_url="/p.jpg",
        small_url="/p.webp",
        width=4,
        height=3,
        notes=(),
        is_example=False,
        fails=False,
    )


def test_a_panel_of_any_other_name_stands_beside_a_plain_photo_and_sentence(sample: SimpleNamespace) -> None:
    page = draw(
        "explore.html",
        sample=sample,
        panel="words2",
        panel_template="panels/_other.html",
        panel_page={"told": "Rooms"},
        t=_with(panel="words2"),
    )
    assert "<h2>Rooms</h2>" in page
    assert "&lt;b&gt;two&lt;/b&gt; &amp; more" in page
    assert 'id="heat"' not in page
    assert "data-grid" not in page


def test_what_was_typed_stands_in_the_form_of_an_error_page() -> None:
    error = SimpleNamespace(code="busy", message="Busy.", hint="Wait.", argument=None, status=503)
    page = draw("error.html", error=error, form=SimpleNamespace(sentence="a <dog>", error=None))
    assert "\na &lt;dog&gt;</textarea>" in page
    assert "Wait." in page


def test_no_template_has_inline_script_style_or_handlers() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|hx-on", text), path.name


def _with(panel: str) -> Any:
    """English that also has a name for another panel."""
    english = translator("en")
    return type(english)("en", {**english.messages, f"panels.{panel}": "Other"})
