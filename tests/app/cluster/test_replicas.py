"""The parts of a cluster by themselves: no Ray is started here."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.commands.cli import main
from models.errors import Busy

pytestmark = pytest.mark.slow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Ray's own
    pytest.importorskip("ray.serve", reason="Ray is not installed: the extra ray")
    from ray.exceptions import ActorDiedError
    from ray.serve._private.common import DeploymentID
    from ray.serve.exceptions import DeploymentUnavailableError

    from app.cluster.attender import FarSession
    from app.cluster.deployments import Sizes
    from app.cluster.looks import Looks


class CountingSession:
    """Answers with the mean of what it gets."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, _: object, inputs: dict[str, NDArray[np.uint8]]) -> list[NDArray[np.float64]]:
        self.runs += 1
        return [np.array([inputs["pixels"].mean()])]


def test_a_batch_answers_each_and_runs_the_same_photo_once() -> None:
    looks = object.__new__(Looks)
    looks._session = session = CountingSession()
    photos = [np.full((1, 4, 4, 3), value, np.uint8) for value in (1, 2, 1, 3, 2)]
    assert [float(found[0][0]) for found in looks.look_at_all(photos)] == [1, 2, 1, 3, 2]
    assert session.runs == 3


@pytest.mark.parametrize(
    "error", [ActorDiedError(), DeploymentUnavailableError(DeploymentID("looks", "fovea")), TimeoutError()]
)
def test_a_model_replica_that_is_gone_is_busy_and_not_a_crash(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Response:
        def result(self, timeout_s: float) -> Any:
            raise error

    class Handle:
        def remote(self, _: object) -> Response:
            return Response()

    monkeypatch.setattr("ray.serve.get_deployment_handle", lambda name, app_name: Handle())
    with pytest.raises(Busy) as caught:
        FarSession().run(None, {"pixels": np.zeros(1)})
    assert caught.value.retry_after


def test_cores_of_what_there_always_is() -> None:
    assert Sizes(web=2, looks=1).cores == 2


def test_without_redis_a_cluster_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FOVEA_REDIS_URL", raising=False)
    with pytest.raises(SystemExit):
        main(["cluster"])
    assert "make run-ray" in capsys.readouterr().err


def test_without_ray_a_cluster_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [each for each in sys.modules if each.startswith("app.cluster") or each == "app.commands.clustering"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SystemExit):
        main(["cluster"])
    assert "fovea[ray]" in capsys.readouterr().err
