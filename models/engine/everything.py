"""Everything that serving may ask for, exported side by side. Imports no torch."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.engine.cache import ensure_graphs
from models.engine.cores import cores
from models.engine.encoder.cache import ensure_encoder
from models.engine.fusion.cache import ensure_fusion, ensure_siblings
from models.engine.lab.cache import ensure_backbone
from models.registry import BUILT_IN

AT_ONCE = 4  # exporters: each keeps one core busy and takes up to 1.5 GB


@dataclass(frozen=True)
class Job:
    """One thing to export, and by what it is named to the person who waits."""

    title: str
    ensure: Callable[[Path], object]  # of the cache's folder


def jobs(*, labs: bool = True) -> list[Job]:
    """The longest first, so that no core waits for it at the end; without the labs only what words need."""
    words = Job("words", ensure_graphs)
    if not labs:
        return [words]
    backbones = [Job(config.title, partial(ensure_backbone, name=name)) for name, config in BUILT_IN.items()]
    return [
        Job("fusion: nine strategies", ensure_fusion),
        words,
        Job("encoder and detector", ensure_encoder),
        Job("fusion: siblings", ensure_siblings),
        *backbones,
    ]


def export_everything(
    cache_dir: Path, *, labs: bool = True, begun: Callable[[str], None], done: Callable[[str], None]
) -> None:
    """As many at once as there are cores; tells each title when it is begun and when it is there.

    The first that fails ends those not yet begun, and is raised: BrokenInstall.
    """

    def run(job: Job) -> None:
        begun(job.title)
        job.ensure(cache_dir)
        done(job.title)

    with ThreadPoolExecutor(min(AT_ONCE, cores())) as pool:
        running = [pool.submit(run, job) for job in jobs(labs=labs)]
        ended, left = wait(running, return_when=FIRST_EXCEPTION)
        for future in left:
            future.cancel()
        for future in ended:
            future.result()
