"""Two samples side by side: two photos, or two sentences on one photo, in the same view."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.language.i18n import Translator
from app.language.request import translator_of
from app.panels import FIRST, PANELS
from app.samples.sample import Sample
from app.web.address import root_of
from app.web.answers import html
from app.web.dependencies import PagesDep, ServicesDep
from app.web.errors import view_error
from app.web.middleware import content_security_policy
from models.errors import NotFound

router = APIRouter(include_in_schema=False)
_LINK = re.compile(r"/s/([\w-]+)")  # a whole link may be pasted


@dataclass(frozen=True)
class SharedView:
    """A tab and its view, as one choice."""

    at: str  # `layers/field`, or `words`
    title: str

    def href(self, root: str, sample: Sample, embed: bool) -> str:
        """Where it is for a sample."""
        panel, _, view = self.at.partition("/")
        query = "&".join([*([f"view={view}"] if view else []), *(["embed=1"] if embed else [])])
        return f"{root}/s/{sample.id}/{panel}{'?' if query else ''}{query}"


@dataclass(frozen=True)
class Side:
    """One of the two."""

    sentence: str
    page: str
    frame: str


@router.api_route("/s/{sample_id}/beside", methods=["GET", "HEAD"])
async def beside(request: Request, sample_id: str, services: ServicesDep, pages: PagesDep) -> Response:
    """The sample, and another one by its link or name."""
    t, root, asked = translator_of(request), root_of(request), request.query_params
    sample = await services.desk.run(services.library.get, sample_id)
    views = shared_views(t)
    view = next((each for each in views if each.at == asked.get("at")), next(v for v in views if v.at == FIRST))
    other = asked.get("with", "").strip()[:200]
    shown, error = [sample], None
    if other:
        try:
            shown.append(await services.desk.run(services.library.get, name_in(other)))
        except NotFound as wrong:
            error = view_error(wrong, t)
    values = {"places": views, "at": view.at, "other": other, "error": error, "sides": _sides(shown, view, root)}
    body = await services.desk.run(lambda: pages.draw(request, "beside.html", sample, **values))
    policy = content_security_policy("'self'") + "; frame-src 'self'"
    return html(request, body, headers={"Content-Security-Policy": policy})


def shared_views(t: Translator) -> tuple[SharedView, ...]:
    """Every view of every tab."""
    found = []
    for panel in PANELS:
        title = t(f"panels.{panel.name}")
        views = getattr(panel, "views", ())
        found += [SharedView(f"{panel.name}/{view}", f"{title}: {t(f'{panel.name}.views.{view}')}") for view in views]
        found += [] if views else [SharedView(panel.name, title)]
    return tuple(found)


def name_in(given: str) -> str:
    """The sample's id, out of a link or as it is."""
    found = _LINK.search(given)
    return found[1] if found else given


def _sides(samples: list[Sample], view: SharedView, root: str) -> list[Side]:
    return [Side(each.sentence, view.href(root, each, False), view.href(root, each, True)) for each in samples]
