from __future__ import annotations

import io

import numpy as np
from PIL import Image
from starlette.testclient import TestClient

from tests.photographs import scene


def test_a_photo_is_served_as_it_is_kept_and_may_be_kept_for_ever(client: TestClient, made: str) -> None:
    answer = client.get(client.get(f"/api/v1/samples/{made}").json()["links"]["photo"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)))
    assert np.abs(pixels.astype(int) - scene().astype(int)).mean() < 4


def test_static_files_are_served_under_their_hash_only(client: TestClient) -> None:
    assets = client.app.state.assets  # type: ignore[attr-defined]
    address = assets.url("css/base.css")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/css/base.css").status_code == 404
    assert client.get(address.replace(assets.hash, "0" * len(assets.hash))).status_code == 404


def test_scripts_are_served_as_scripts(client: TestClient) -> None:
    address = client.app.state.assets.url("js/main.js")  # type: ignore[attr-defined]
    assert "javascript" in client.get(address).headers["content-type"]


def test_nothing_outside_the_static_folder_is_served(client: TestClient) -> None:
    prefix = f"/static/{client.app.state.assets.hash}"  # type: ignore[attr-defined]
    for path in ("/../pyproject.toml", "/%2e%2e/pyproject.toml", "/css/../../pyproject.toml", "//etc/passwd", "/"):
        assert client.get(prefix + path).status_code == 404
