from __future__ import annotations

import re

import pytest

from app.language.glossary import FOLDER, glossary, read_terms
from app.language.i18n import languages, translator
from app.panels import PANELS
from models.attention import SHARPEST

TAGS = [language.tag for language in languages()]
GLOSSED = sorted(path.stem for path in FOLDER.glob("*.toml"))  # other languages of the page read English
TERMS = {tag: {term.name: term for term in glossary(tag).terms} for tag in GLOSSED}
VIEWS = [f"{panel.name}.{view}" for panel in PANELS for view in getattr(panel, "views", ("all",))]


def test_every_glossary_belongs_to_a_language_of_the_page() -> None:
    assert {"en", "zh-CN"} <= set(GLOSSED) <= set(TAGS)


@pytest.mark.parametrize("tag", GLOSSED)
def test_every_glossary_explains_the_same_terms_with_the_same_formulas_and_sources(tag: str) -> None:
    assert list(TERMS[tag]) == list(TERMS["en"])
    for name, term in TERMS[tag].items():
        assert bool(term.formula) == bool(TERMS["en"][name].formula), name
        assert bool(term.source) == bool(TERMS["en"][name].source), name
        assert term.says.endswith((".", "。")), name


@pytest.mark.parametrize("tag", GLOSSED)
def test_no_two_terms_share_a_form(tag: str) -> None:
    forms = [form.lower() for term in TERMS[tag].values() for form in term.forms]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("tag", GLOSSED)
@pytest.mark.parametrize("name", list(TERMS["en"]))
def test_every_term_is_used_by_the_page(tag: str, name: str) -> None:
    said = " ".join(translator(tag).messages.values()).lower()
    assert any(form.lower() in said for form in TERMS[tag][name].forms)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_shows_why_and_what_not(tag: str, view: str) -> None:
    for part in ("see", "why", "not"):
        assert translator(tag).messages[f"notes_of.{view}.{part}"]


@pytest.mark.parametrize("tag", GLOSSED)
def test_the_words_say_how_sharply_they_read_the_photo(tag: str) -> None:
    assert f" {SHARPEST} " in translator(tag).messages["notes_of.words.all.not"]


def test_the_first_place_of_a_term_leads_to_its_definition() -> None:
    marked = glossary("en").mark("<p class='view-lead'>The stride, then the Strides again.</p>")
    assert marked.html.count("<a ") == 1
    assert '<a class="term" href="#term-stride" aria-describedby="term-stride">stride</a>' in marked.html
    assert [term.name for term in marked.terms] == ["stride"]


@pytest.mark.parametrize(
    "html",
    [
        "<p><a href='/x'>stride</a></p>",  # a control already
        "<p id='summary'>stride</p>",  # rewritten by scripts
        "<p><svg><text>stride</text></svg></p>",
        "<div>stride</div>",
        "<p data-x='stride'>moves</p>",
        "<p>strident</p>",
    ],
)
def test_what_is_no_running_text_stays_as_it_is(html: str) -> None:
    assert glossary("en").mark(html).html == html


def test_the_longest_form_is_the_term() -> None:
    marked = glossary("en").mark("<p>attention rollout and cross-attention</p>")
    assert re.findall(r">([^<>]+)</a>", marked.html) == ["attention rollout", "cross-attention"]


def test_chinese_terms_stand_without_gaps() -> None:
    marked = glossary("zh-CN").mark("<p>在步长的倍数处，平移等变性是精确的。</p>")
    assert [term.name for term in marked.terms] == ["stride", "equivariance"]


def test_text_that_a_page_escaped_is_still_found() -> None:
    assert glossary("en").mark("<dt>a &lt;b&gt; stride</dt>").terms


def test_a_language_without_a_file_reads_english() -> None:
    assert glossary("fr").terms == tuple(read_terms(FOLDER / "en.toml"))
