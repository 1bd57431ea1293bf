"""The pages: the start page, a sample's page, and its panels."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.language.request import translator_of
from app.panels import FIRST, find_panel
from app.panels.scene import Scene
from app.routes.explore import draw_explore
from app.samples.sample import Sample
from app.tour.page import NUMBER, read_step, step_href
from app.web.address import root_of
from app.web.answers import html
from app.web.dependencies import ServicesDep
from app.web.htmx import wants_fragment

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]


@router.api_route("/", methods=READ)
async def start(request: Request, services: ServicesDep) -> Response:
    """The first example in the reader's language, finished."""
    first = services.library.first(translator_of(request).tag)
    return await _first_panel(request, first)


@router.api_route("/s/{sample_id}", methods=READ)
@router.api_route("/s/{sample_id}/delete", methods=READ)  # no panel is called so: it comes before them
async def sample_page(request: Request, sample_id: str, services: ServicesDep) -> Response:
    """A sample's page, with its first panel; under the delete link that the maker may keep it asks its question."""
    sample = await services.desk.run(services.library.get, sample_id)
    return await _first_panel(request, sample)


@router.post("/s/{sample_id}/delete")
async def delete(request: Request, sample_id: str, services: ServicesDep) -> Response:
    """Forget a sample of one's own, then back to the start."""
    async with request.form(max_files=0, max_fields=4) as fields:
        key = fields.get("key")
    await services.desk.run(services.library.delete, sample_id, key if isinstance(key, str) else "")
    return RedirectResponse(f"{root_of(request)}/", 303)


@router.api_route("/s/{sample_id}/{panel_name}", methods=READ)
async def panel_page(request: Request, sample_id: str, panel_name: str, services: ServicesDep) -> Response:
    """A sample's page with this panel, or the panel alone for htmx."""
    panel = find_panel(panel_name)
    sample = await services.desk.run(services.library.get, sample_id)
    template = "_panel.html" if wants_fragment(request) else "explore.html"
    return html(request, await draw_explore(request, sample, panel, template=template))


async def _first_panel(request: Request, sample: Sample) -> Response:
    """The page with its first panel, or the step of the tour that the address asks for, in that step's own view."""
    step = read_step(request.query_params.get(NUMBER))
    if step:
        return RedirectResponse(step_href(step, Scene(sample, translator_of(request), root_of(request))), 303)
    return html(request, await draw_explore(request, sample, find_panel(FIRST)))
