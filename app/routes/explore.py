"""A sample and one of its panels, run and drawn."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from app.language.request import translator_of
from app.panels.panel import Panel
from app.panels.scene import Scene
from app.samples.sample import Sample
from app.tour.examine import examine_step
from app.tour.page import GUESS, NUMBER, read_step
from app.web.address import root_of
from app.web.dependencies import pages_of, services_of
from app.web.maker import key_of
from app.web.pages import FormView


async def draw_explore(
    request: Request,
    sample: Sample,
    panel: Panel,
    template: str = "explore.html",
    form: FormView | None = None,
    address: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The page, or the part of it that `template` is, in the state that the address says."""
    services, pages = services_of(request), pages_of(request)
    query = panel.read_query(request.query_params if address is None else address, sample)
    findings = await panel.examine(sample, query, services.engines)
    scene = Scene(sample, translator_of(request), root_of(request))
    step = read_step(request.query_params.get(NUMBER)) if template == "explore.html" else None
    guess = request.query_params.get(GUESS)
    tour = await examine_step(step, guess, scene, services.engines) if step else None

    own_key = key or key_of(request)
    own_key = own_key if services.library.may_delete(sample.id, own_key) else ""

    def draw() -> str:
        panel_page = panel.draw(findings, query, scene)
        return pages.draw(
            request,
            template,
            sample,
            panel_page=panel_page,
            view_title=_title(panel, getattr(panel_page, "subview", ""), scene),
            panel=panel.name,
            panel_template=panel.template,
            panel_overlay=panel.overlay,
            alone=panel.alone,
            own_key=own_key,
            site=str(request.base_url).rstrip("/"),
            preview_path=f"/s/{sample.id}/preview.png",
            fragment=template != "explore.html",
            tour=tour,
            form=form or FormView(sample.sentence),
        )

    return await services.desk.run(draw)


def _title(panel: Panel, view: str, scene: Scene) -> str:
    """Which tab, which view, whose sentence: what a window, a bookmark and a history are called."""
    t, sentence, name = scene.t, shortened(scene.sample.sentence), scene.t(f"panels.{panel.name}")
    if not view:
        return t("page.panel_title", panel=name, sentence=sentence)
    return t("page.view_title", panel=name, view=t(f"{panel.name}.views.{view}"), sentence=sentence)


def shortened(sentence: str, longest: int = 60) -> str:
    """A sentence that fits a title."""
    return sentence if len(sentence) <= longest else sentence[: longest - 1].rstrip() + "…"
