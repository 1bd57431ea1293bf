"""The application: wiring only."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from app.engines.encoder import EncoderSource
from app.engines.fusion import FusionSource
from app.engines.lab import Backbones
from app.engines.lessons import LessonSource
from app.lifespan import running
from app.panels import PANELS
from app.routes import (
    api_page,
    ask,
    beside,
    health,
    images,
    pages,
    samples_api,
    streams,
    tour,
)
from app.settings import Settings
from app.web.answers import answer_error
from app.web.assets import Assets
from app.web.middleware import BodyLimit, ClientWatch, Prefix, RequestId, SecurityHeaders, UnexpectedErrors
from app.web.openapi import DESCRIPTION, TAGS
from models.attention import Attender
from models.errors import FoveaError


def create_app(
    settings: Settings | None = None,
    attender: Attender | None = None,
    backbones: Backbones | None = None,
    fusion: FusionSource | None = None,
    encoder: EncoderSource | None = None,
    lessons: LessonSource | None = None,
) -> FastAPI:
    """The application; with models of one's own (tests) nothing is exported or loaded."""
    settings = settings or Settings()
    app = FastAPI(
        title="Fovea",
        version="1",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,  # served by routes/api_page
        docs_url=None,
        redoc_url=None,
        lifespan=partial(
            running,
            settings=settings,
            load=lambda: attender or _load(settings),
            backbones=backbones,
            fusion=fusion,
            encoder=encoder,
            lessons=lessons,
        ),
    )
    app.state.assets = Assets()
    for router in (
        ask.router,
        *(router for panel in PANELS for router in panel.routers),
        streams.router,
        tour.router,
        beside.router,
        images.router,
        pages.router,
        samples_api.router,
        api_page.router,
        health.router,
    ):
        app.include_router(router)
    for kind in (FoveaError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer_error)
    _add_middleware(app, settings)
    return app


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first to see a request."""
    app.add_middleware(UnexpectedErrors, answer=answer_error)
    app.add_middleware(BodyLimit, max_upload_bytes=settings.max_upload_bytes)
    app.add_middleware(ClientWatch)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    app.add_middleware(RequestId)
    app.add_middleware(Prefix, root_path=settings.root_path)


def _load(settings: Settings) -> Attender:
    from models.engine.attender import load_attender

    return load_attender(settings.cache_dir)
