"""`cluster`: the same application on Ray Serve, for more people than one machine carries."""

from __future__ import annotations

import os
import signal
from typing import Annotated

import typer

from models.errors import BrokenInstall

RAY = {  # read by Ray when it is imported
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing calls home
    "RAY_worker_niceness": "0",  # people wait for these processes: they stand behind nobody else's
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",  # a machine that does other things starts slowly, and is not dead
    "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "60",
}


def cluster(
    host: Annotated[str | None, typer.Option(help="Address to listen on: FOVEA_HOST, or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on: FOVEA_PORT, or 7860.")] = None,
    web: Annotated[int, typer.Option(min=1, help="Web replicas that there always are.")] = 2,
    models: Annotated[int, typer.Option(min=1, help="Model replicas that there always are.")] = 1,
    most: Annotated[int, typer.Option(min=1, help="Most replicas of each kind; they come with the load.")] = 8,
    ray_address: Annotated[
        str | None, typer.Option(help="A Ray cluster that runs already; without it, one is started.")
    ] = None,
) -> None:
    """Serve on Ray: web and model replicas that come and go with the load; samples in Redis (FOVEA_REDIS_URL)."""
    os.environ.update({f"FOVEA_{name}": str(value) for name, value in {"HOST": host, "PORT": port}.items() if value})
    for name, value in RAY.items():
        os.environ.setdefault(name, value)
    try:
        from app.commands.clustering import run_cluster
    except ImportError as error:
        raise BrokenInstall(
            f"{error.name} is not installed.", code="no_ray", hint="Install it: pip install 'fovea[ray]'"
        ) from None
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    run_cluster(web, models, most, ray_address)
