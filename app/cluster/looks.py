"""A model replica: looks at photos for everybody, those that wait at the same moment as one batch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import numpy as np
from numpy.typing import NDArray
from ray import serve

from models.engine.cache import ensure_graphs
from models.engine.cores import cores
from models.engine.session import open_session

Looked = list[NDArray[Any]]  # keys, values and classes of one photo
TOGETHER, WAIT = 8, 0.005  # photos of a batch, and seconds that the first of them waits for others


class Looks:
    """The photo graph on onnxruntime."""

    def __init__(self, cache_dir: str) -> None:
        self._session = open_session(ensure_graphs(Path(cache_dir))["look"], threads=cores())

    @serve.batch(max_batch_size=TOGETHER, batch_wait_timeout_s=WAIT)  # type: ignore[untyped-decorator]
    async def __call__(self, photos: list[NDArray[np.uint8]]) -> list[Looked]:
        """Squashed pixels (1, 448, 448, 3) of several people."""
        return await anyio.to_thread.run_sync(self.look_at_all, photos)

    def look_at_all(self, photos: list[NDArray[np.uint8]]) -> list[Looked]:
        """One pass for each photo that differs: what several ask at once, through whichever web replica, runs once.

        Passes of a batch follow each other. On a CPU one pass takes all cores already, so that a batch saves the way
        to the models, and no sums.
        """
        found: dict[bytes, Looked] = {}
        for photo in photos:
            key = photo.tobytes()
            if key not in found:
                found[key] = self._session.run(None, {"pixels": photo})
        return [found[photo.tobytes()] for photo in photos]
