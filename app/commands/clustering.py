"""Starting the cluster from the command line."""

from __future__ import annotations

import math
import time
from typing import Any

import ray
import typer
from ray import serve

from app.cluster.deployments import Sizes, deploy
from app.commands.serving import address, check_port
from app.samples.store_seam import open_store
from app.settings import Settings
from models.engine.cores import cores
from models.errors import BrokenInstall


def run_cluster(web: int, models: int, most: int, running: str | None) -> None:
    """Until interrupted; what several replicas share must lie in Redis."""
    settings = Settings()
    if not settings.redis_url.get_secret_value():
        raise BrokenInstall(
            "Replicas share their samples in Redis, and FOVEA_REDIS_URL is not set.",
            code="no_redis",
            argument="redis_url",
            hint="Start a Redis and name it: FOVEA_REDIS_URL=redis://HOST:6379/0; make run-ray does both.",
        )
    check_port(settings)
    open_store(settings).close()  # what is wrong with it is said here rather than in a replica's log
    sizes = Sizes(web, models, most)
    ray.init(**({"address": running} if running else _here(sizes)), log_to_driver=False, configure_logging=False)
    try:
        deploy(settings, sizes)
        typer.echo(f"Fovea: {address(settings)}")
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        typer.echo("Stopping.")
    finally:
        serve.shutdown()
        ray.shutdown()


def _here(sizes: Sizes) -> dict[str, Any]:
    """A Ray of this machine alone, which may run at least what there always is, on however few cores."""
    return {"num_cpus": max(cores(), math.ceil(sizes.cores)), "include_dashboard": False}
