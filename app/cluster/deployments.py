"""How many replicas of what, and when there are more: Ray Serve's view of the application."""

from __future__ import annotations

from dataclasses import dataclass

from ray import serve
from ray.serve.config import AutoscalingConfig
from ray.serve.deployment import Application

from app.cluster.attender import APP, LOOKS
from app.cluster.looks import TOGETHER, Looks
from app.cluster.web import build_web
from app.settings import Settings

# A web replica mostly waits and reads sentences (10 ms); a model replica keeps a core busy.
WEB_CORES, LOOKS_CORES = 0.5, 1.0
WEB_AT_ONCE, LOOKS_AT_ONCE = 16, 4  # requests of one replica for which another one is started
HELD = 400  # requests that a web replica holds at once; long work holds one each while it streams


@dataclass(frozen=True)
class Sizes:
    """Replicas there always are, and the most of each kind."""

    web: int = 2
    looks: int = 1
    most: int = 8

    @property
    def cores(self) -> float:
        """For what there always is."""
        return self.web * WEB_CORES + self.looks * LOOKS_CORES


def web_application(sizes: Sizes) -> Application:
    """What people reach."""
    made = serve.deployment(
        name="web",
        max_ongoing_requests=HELD,
        autoscaling_config=_scaling(sizes.web, sizes.most, WEB_AT_ONCE),
        ray_actor_options={"num_cpus": WEB_CORES},
        graceful_shutdown_timeout_s=10,
        health_check_period_s=2,
    )(serve.ingress(build_web)())
    return made.bind()


def looks_application(settings: Settings, sizes: Sizes) -> Application:
    """What web replicas ask."""
    made = serve.deployment(
        name=LOOKS,
        max_ongoing_requests=4 * TOGETHER,
        autoscaling_config=_scaling(sizes.looks, sizes.most, LOOKS_AT_ONCE),
        ray_actor_options={"num_cpus": LOOKS_CORES},
        health_check_period_s=2,
    )(Looks)
    return made.bind(str(settings.cache_dir.absolute()))


def _scaling(least: int, most: int, at_once: int) -> AutoscalingConfig:
    return AutoscalingConfig(min_replicas=least, max_replicas=max(most, least), target_ongoing_requests=at_once)


def deploy(settings: Settings, sizes: Sizes) -> None:
    """Start both; returns when they answer. Paths are not logged: a sample's address is its key."""
    quiet = {"enable_access_log": False}
    serve.start(http_options={"host": settings.host, "port": settings.port}, logging_config=quiet)
    serve.run(looks_application(settings, sizes), name=APP, route_prefix=None, logging_config=quiet)
    serve.run(web_application(sizes), name="web", route_prefix="/", logging_config=quiet)
