"""The guided tour and the three questions: their pages, and their numbers one by one."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.language.request import translator_of
from app.panels.scene import Scene
from app.tour.examine import examine_statements, examine_step
from app.tour.page import GUESS, step_href, step_links
from app.tour.questions import QUESTIONS, find_statement
from app.tour.steps import STEPS
from app.web.address import root_of
from app.web.answers import html
from app.web.dependencies import ServicesDep, pages_of, services_of
from app.web.htmx import wants_fragment
from models.errors import NotFound

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]


@router.api_route("/s/{sample_id}/tour", methods=READ)
async def tour_index(request: Request, sample_id: str) -> Response:
    """Every step as a link."""
    scene = await _scene(request, sample_id)
    return await _answer(request, scene, "tour.html", steps=step_links(scene))


@router.api_route("/s/{sample_id}/tour/{number}", methods=READ)
async def tour_step(request: Request, sample_id: str, number: int, services: ServicesDep) -> Response:
    """The card of a step alone, for htmx; others are led to its page."""
    scene = await _scene(request, sample_id)
    at, guess = min(max(number, 1), len(STEPS)), request.query_params.get(GUESS)
    if not wants_fragment(request):
        return RedirectResponse(step_href(at, scene, **({GUESS: guess} if guess else {})), 303)
    return await _answer(request, scene, "_tour.html", tour=await examine_step(at, guess, scene, services.engines))


@router.api_route("/s/{sample_id}/questions", methods=READ)
async def questions(request: Request, sample_id: str, services: ServicesDep) -> Response:
    """The three questions; with `measure=1` every number is waited for."""
    scene, every = await _scene(request, sample_id), request.query_params.get("measure") == "1"
    parts = [
        (part.name, await examine_statements(part.statements, scene, services.engines, every)) for part in QUESTIONS
    ]
    return await _answer(request, scene, "questions.html", questions=parts, measured=every)


@router.api_route("/s/{sample_id}/questions/{name}", methods=READ)
async def statement(request: Request, sample_id: str, name: str, services: ServicesDep) -> Response:
    """One number alone, for htmx; others are led to the view that shows it."""
    found = find_statement(name)
    if found is None:
        raise NotFound("There is no such page.", code="no_such_page", hint="Start again from the first page.")
    scene = await _scene(request, sample_id)
    if not wants_fragment(request):
        return RedirectResponse(found.href(scene.root, scene.sample), 303)
    (said,) = await examine_statements((found,), scene, services.engines, every=True)
    return await _answer(request, scene, "_statement.html", said=said)


async def _scene(request: Request, sample_id: str) -> Scene:
    services = services_of(request)
    sample = await services.desk.run(services.library.get, sample_id)
    return Scene(sample, translator_of(request), root_of(request))


async def _answer(request: Request, scene: Scene, template: str, **values: object) -> Response:
    pages, desk = pages_of(request), services_of(request).desk
    return html(request, await desk.run(lambda: pages.draw(request, template, scene.sample, **values)))
