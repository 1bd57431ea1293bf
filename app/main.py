"""The application: wiring only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from app.engines.captions import LanguageSource
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
    metrics,
    pages,
    samples_api,
    streams,
    tour,
)
from app.settings import Settings
from app.web.answers import answer_error
from app.web.assets import Assets
from app.web.bodies import BodyLimit, BodyLimits
from app.web.guards.access import Access
from app.web.guards.at_once import AtOnce
from app.web.guards.guard import Check, Guard
from app.web.guards.hosts import AllowedHosts
from app.web.guards.origin import SameOrigin
from app.web.guards.rates import Rates
from app.web.metrics import Metrics
from app.web.middleware import CacheRules, ClientWatch, Prefix, RequestId, SecurityHeaders, UnexpectedErrors
from app.web.openapi import DESCRIPTION, TAGS
from app.web.watching import Watching
from models.attention import Attender
from models.errors import FoveaError


def create_app(
    settings: Settings | None = None,
    attender: Attender | None = None,
    backbones: Backbones | None = None,
    fusion: FusionSource | None = None,
    encoder: EncoderSource | None = None,
    lessons: LessonSource | None = None,
    language: LanguageSource | None = None,
    load: Callable[[], Attender] | None = None,
) -> FastAPI:
    """The application; with models of one's own (tests, a cluster) nothing is exported or loaded."""
    settings = settings or Settings()
    app = FastAPI(
        title="Fovea",
        version="1",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,  # served by routes/api_page
        docs_url=None,
        redoc_url=None,
        routes=_routes(),
        lifespan=partial(
            running,
            settings=settings,
            load=load or (lambda: attender or _load(settings)),
            backbones=backbones,
            fusion=fusion,
            encoder=encoder,
            lessons=lessons,
            language=language,
        ),
    )
    app.state.assets = Assets()
    app.state.metrics = Metrics()
    for kind in (FoveaError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer_error)
    _add_middleware(app, settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Every address. FastAPI reads their signatures at the first request (0.2 s): once a process, not once an app.

    Plain routes one after the other: a router that is included is asked twice for its routes by every request.
    """
    routers = (
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
        metrics.router,
    )
    return [route for router in routers for route in router.routes]


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first to see a request."""
    app.add_middleware(UnexpectedErrors, answer=answer_error)
    app.add_middleware(Guard, checks=_checks(settings), at_once=AtOnce(settings.client_requests), answer=answer_error)
    app.add_middleware(ClientWatch)  # inside BodyLimit: whoever asks whether a client has gone may take a body's part
    bodies = BodyLimits(settings.max_upload_bytes, settings.body_seconds, settings.body_bytes)
    app.add_middleware(BodyLimit, limits=bodies)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(CacheRules)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    app.add_middleware(Watching, metrics=app.state.metrics, log=settings.log_requests)
    app.add_middleware(RequestId)
    app.add_middleware(Prefix, root_path=settings.root_path)


def _checks(settings: Settings) -> tuple[Check, ...]:
    """The cheapest first."""
    token = settings.access_token.get_secret_value()
    return (AllowedHosts(settings.allowed_hosts), SameOrigin(), Rates(settings.requests_per_minute), Access(token))


def _load(settings: Settings) -> Attender:
    from models.engine.attender import load_attender

    return load_attender(settings.cache_dir)
