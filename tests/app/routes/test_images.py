from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.samples.examples import EXAMPLES
from tests.maker import delete
from tests.photographs import scene


def test_a_photo_is_served_as_it_is_kept_and_may_be_kept_for_ever(client: TestClient, made: str) -> None:
    answer = client.get(client.get(f"/api/v1/samples/{made}").json()["links"]["photo"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)))
    assert np.abs(pixels.astype(int) - scene().astype(int)).mean() < 4


def test_links_show_a_small_picture_of_the_same_frame(client: TestClient) -> None:
    page = client.get("/").text
    small = re.findall(r'<img src="([^"]+)" width="44"', page)
    assert len(small) == sum(not example.fails for example in EXAMPLES)
    for address, example in zip(small, (each for each in EXAMPLES if not each.fails), strict=True):
        answer = client.get(address)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert len(answer.content) < 6000
        picture = Image.open(io.BytesIO(answer.content))
        assert min(picture.size) == 88
        assert picture.width / picture.height == pytest.approx(example.sample.width / example.sample.height, rel=0.02)


def test_an_example_is_shown_with_fewer_bytes_and_no_other_pixels_to_speak_of(client: TestClient) -> None:
    for example in EXAMPLES:
        page = client.get(f"/s/{example.id}").text
        address = next(iter(re.findall(r'<image id="photo" href="([^"]+)"', page)))
        shown = client.get(address).content
        assert len(shown) < 0.45 * len(example.photo.kept)
        pixels = np.asarray(Image.open(io.BytesIO(shown)))
        assert pixels.shape == example.photo.pixels.shape
        assert np.abs(pixels.astype(int) - example.photo.pixels.astype(int)).mean() < 6


def test_a_small_picture_shows_the_photo_and_goes_with_it(client: TestClient, made: str) -> None:
    address = client.get(f"/api/v1/samples/{made}").json()["links"]["photo"].replace(".jpg", "-small.webp")
    pixels = np.asarray(Image.open(io.BytesIO(client.get(address).content)))
    assert pixels.shape == scene().shape  # smaller than a thumbnail: never enlarged
    assert np.abs(pixels.astype(int) - scene().astype(int)).mean() < 12
    assert delete(client, made) == 303
    assert client.get(address).status_code == 404


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
