"""The models as a web replica has them: photos are looked at by the model replicas, sentences are read here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import onnxruntime as ort
from ray import serve
from ray.exceptions import RayError
from ray.serve.exceptions import RayServeException

from models.colour.reader import colour_reader
from models.engine.attender import OnnxAttender, shipped_calibration
from models.engine.cache import ensure_graphs
from models.engine.session import open_session
from models.errors import Busy

APP, LOOKS = "fovea", "looks"
PATIENCE = 60.0  # seconds for one photo


class FarSession:
    """Stands where the photo graph's session would, and asks a model replica."""

    def __init__(self) -> None:
        self._looks = serve.get_deployment_handle(LOOKS, app_name=APP)

    def run(self, _: object, inputs: dict[str, Any]) -> list[Any]:
        """Keys, values and classes; Busy where no replica answers: one that was killed is replaced within seconds."""
        try:
            return cast(list[Any], self._looks.remote(inputs["pixels"]).result(timeout_s=PATIENCE))
        except (RayError, RayServeException, TimeoutError) as error:
            hint = "Try again in a moment."
            raise Busy("The models do not answer just now.", hint=hint, retry_after=5) from error


def far_attender(cache_dir: Path) -> OnnxAttender:
    """With the calibration of the shipped weights; the sentence graph is opened here. Raises BrokenInstall."""
    reading = open_session(ensure_graphs(cache_dir)["read"])
    looking = cast(ort.InferenceSession, FarSession())
    return OnnxAttender(looking, reading, shipped_calibration(), colour_reader())
