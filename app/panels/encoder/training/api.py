"""Lessons over HTTP: what one says, and a way to stop it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.language.request import translator_of
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.training.document import TrainingDocument, training_document
from app.panels.encoder.training.result import TrainingResult
from app.panels.scene import Scene
from app.web.address import root_of
from app.web.dependencies import ServicesDep
from app.web.json_answers import document_answer
from app.web.openapi import problems
from models.encoder.lesson_table import read_lessons

router = APIRouter(prefix="/api/v1", tags=["encoder"])
forms = APIRouter(include_in_schema=False)


@router.get("/samples/{sample_id}/encoder/training", response_model=TrainingDocument, responses=problems(404))
async def read_training(services: ServicesDep, sample_id: str) -> Response:
    """The lesson that runs for this sample, or ran last, and what was measured over three seeds."""
    sample = await services.desk.run(services.library.get, sample_id)
    last = services.lessons.last(sample.id)
    table = await services.desk.run(read_lessons)
    lesson, running = (last[1], last[2]) if last else (None, False)
    result = TrainingResult(services.lessons.source.installed(), lesson, running, table)
    return await document_answer(services, training_document, result)


@forms.post("/s/{sample_id}/encoder/training/stop")
async def stop_training(request: Request, services: ServicesDep, sample_id: str) -> Response:
    """End the lesson of this sample, then back to what it said."""
    sample = await services.desk.run(services.library.get, sample_id)
    services.lessons.stop(sample.id)
    query = EncoderQuery.read(request.query_params).change(view="training", start=False)
    scene = EncoderScene(Scene(sample, translator_of(request), root_of(request)), query)
    return RedirectResponse(scene.href(), 303)
