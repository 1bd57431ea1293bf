"""A sample and one of its panels, run and drawn."""

from __future__ import annotations

from starlette.requests import Request

from app.language.request import translator_of
from app.panels.panel import Panel
from app.panels.scene import Scene
from app.samples.sample import Sample
from app.tour.examine import examine_step
from app.tour.page import GUESS, NUMBER, read_step
from app.web.address import root_of
from app.web.dependencies import pages_of, services_of
from app.web.pages import FormView


async def draw_explore(
    request: Request,
    sample: Sample,
    panel: Panel,
    template: str = "explore.html",
    form: FormView | None = None,
) -> str:
    """The page, or the part of it that `template` is, in the state that the address says."""
    services, pages = services_of(request), pages_of(request)
    query = panel.read_query(request.query_params, sample)
    findings = await panel.examine(sample, query, services.engines)
    scene = Scene(sample, translator_of(request), root_of(request))
    step = read_step(request.query_params.get(NUMBER)) if template == "explore.html" else None
    guess = request.query_params.get(GUESS)
    tour = await examine_step(step, guess, scene, services.engines) if step else None

    def draw() -> str:
        return pages.draw(
            request,
            template,
            sample,
            panel_page=panel.draw(findings, query, scene),
            panel=panel.name,
            panel_template=panel.template,
            panel_overlay=panel.overlay,
            fragment=template != "explore.html",
            tour=tour,
            form=form or FormView(sample.sentence),
        )

    return await services.desk.run(draw)
