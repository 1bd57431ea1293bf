"""Pages and fragments: what every template may read, and the drawing of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from app.language.glossary import Glossed, glossary
from app.language.i18n import languages
from app.language.request import here_of, language_href, translator_of
from app.photos.formats import accepted_mime_types
from app.photos.notes import Note
from app.places import site_folder
from app.render.heatmap import scale_png
from app.render.png import data_uri
from app.samples.library import Library
from app.samples.sample import Sample
from app.settings import Settings
from app.web.address import root_of
from app.web.assets import ALL_SHEETS, Assets
from app.web.errors import ErrorView
from models.errors import BrokenInstall

TEMPLATES = site_folder("templates")


@dataclass(frozen=True)
class SampleView:
    """A sample as templates read it."""

    id: str
    sentence: str
    photo_url: str
    small_url: str  # the same for a link of 44 pixels
    width: int
    height: int
    notes: tuple[Note, ...] = ()
    is_example: bool = False
    credit: str | None = None
    fails: bool = False  # an example of where the model fails; examples.why.ID says why


@dataclass(frozen=True)
class FormView:
    """What stands in the form, and what was wrong with it."""

    sentence: str = ""
    error: ErrorView | None = None


@dataclass(frozen=True)
class UploadLimits:
    """What the form lets through before it asks the server."""

    max_upload_bytes: int
    max_sentence: int
    accept: str


@cache
def templates() -> Environment:
    """The templates, compiled once a process; a name that is not there is an error, not an empty place."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    environment.globals.update(scale_uri=data_uri(scale_png()), languages=languages(), gloss=_gloss)
    return environment


class Pages:
    """Draws templates. Every name below is always there, None where it does not apply."""

    def __init__(self, assets: Assets, library: Library, settings: Settings, panels: tuple[str, ...]) -> None:
        self._assets = assets
        self._panels = panels
        self._library = library
        self._limits = UploadLimits(settings.max_upload_bytes, settings.max_sentence, accepted_mime_types())

    def draw(self, request: Request, template: str, sample: Sample | None = None, **values: Any) -> str:
        """A template in the reader's language; blocking work."""
        return templates().get_template(template).render(self._context(request, sample) | values)

    def compile(self) -> None:
        """Read every template once, so that the first visitor does not wait for it."""
        for name in templates().list_templates():
            templates().get_template(name)

    def _context(self, request: Request, sample: Sample | None) -> dict[str, Any]:
        root, here = root_of(request), here_of(request)
        shown = self._sample_view(sample, root) if sample else None
        return {
            "t": translator_of(request),
            "limits": self._limits,
            "panels": self._panels,
            "root": root,
            "here": root + here,
            "lang_href": partial(_language_href, request, here),
            "static": lambda name: root + self._assets.url(name),
            "sheet": root + self._assets.url(ALL_SHEETS),
            "panel_scripts": self._assets.below("js/panels", ".js"),
            "sample": shown,
            "form": FormView(sample.sentence if sample else ""),
            "examples": self._examples(root),
            "fragment": False,
            "panel": None,
            "panel_template": None,
            "panel_overlay": None,
            "panel_page": None,
            "error": None,
            "tour": None,
            "alone": False,
            "own_key": "",
            "embed": "embed" in request.query_params,
            "embed_href": _with(request, here, embed="1"),
            "here_path": _without(request, here, "embed"),
        }

    def _examples(self, root: str) -> list[SampleView]:
        """None where their photos are missing: the page that says so is drawn with this too."""
        try:
            return [self._sample_view(example.sample, root) for example in self._library.examples]
        except BrokenInstall:
            return []

    def _sample_view(self, sample: Sample, root: str) -> SampleView:
        example = self._library.example(sample.id)
        # A new sentence on an example's photo shows the same file, so that it is not fetched again.
        ending = "webp" if self._library.example_of_photo(sample.photo_id) else "jpg"
        return SampleView(
            id=sample.id,
            sentence=sample.sentence,
            photo_url=f"{root}/photos/{sample.photo_id}.{ending}",
            small_url=f"{root}/photos/{sample.photo_id}-small.webp",
            width=sample.width,
            height=sample.height,
            notes=sample.notes,
            is_example=example is not None,
            credit=example.credit if example else None,
            fails=example is not None and example.fails,
        )


def _with(request: Request, here: str, **more: str) -> str:
    query = urlencode([*request.query_params.multi_items(), *more.items()], safe=":,;")
    return f"{root_of(request)}{here}?{query}"


def _without(request: Request, here: str, name: str) -> str:
    query = urlencode([pair for pair in request.query_params.multi_items() if pair[0] != name], safe=":,;")
    return f"{here}{'?' if query else ''}{query}"


def _gloss(tag: str, html: str) -> Glossed:
    return glossary(tag).mark(html)


def _language_href(request: Request, here: str, tag: str) -> str:
    return language_href(request, tag, here)
