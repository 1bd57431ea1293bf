"""Ask a running Fovea for a word's map over HTTP, and fail unless it is one.

python -m scripts.docker_ask http://127.0.0.1:7860
"""

from __future__ import annotations

import sys
import time
from io import BytesIO

import httpx
import numpy as np
from PIL import Image
from skimage import data as pictures

from app.panels import PANELS

SENTENCE = "A cat rests on a blanket"


def wait_until_ready(client: httpx.Client, seconds: float = 90) -> float:
    """Seconds until /readyz answered 200; raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if client.get("/readyz").status_code == 200:
                return time.monotonic() - began
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"not ready after {seconds:.0f} s")


def ask(client: httpx.Client) -> None:
    """Upload a cat, read the map of "cat", delete the sample."""
    file = BytesIO()
    Image.fromarray(pictures.chelsea()).resize((1353, 900)).save(file, "BMP")  # 3.6 MB: too much to wait in memory
    form = {"image": ("cat.bmp", file.getvalue(), "image/bmp")}
    sample = client.post("/api/v1/samples", files=form, data={"sentence": SENTENCE}).raise_for_status().json()
    answer = client.get(f"/api/v1/samples/{sample['id']}/attention").raise_for_status().json()
    word = next(word for word in answer["words"] if word["text"] == "cat")
    evidence = np.array(word["evidence"])
    rows, cols = answer["grid"]
    if evidence.shape != (rows, cols) or not evidence.max() > 0 or not word["found"]:
        raise ValueError(f"no map: {evidence.shape} for a grid of {rows} x {cols}, found: {word['found']}")
    page = client.get(f"/s/{sample['id']}").raise_for_status().text
    if "cat" not in page:
        raise ValueError("the sample's page does not show its sentence")
    client.delete(sample["links"]["delete"]).raise_for_status()
    row, col = np.unravel_index(evidence.argmax(), evidence.shape)
    print(f"'cat': score {word['score']:.2f}, brightest at row {row} of {rows}, column {col} of {cols}")


def look_around(client: httpx.Client) -> None:
    """Open every view of every tab; nothing may have to be exported, or fail."""
    views = [(panel.name, view) for panel in PANELS for view in getattr(panel, "views", ()) or ("",)]
    for panel, view in views:
        client.get(f"/s/chelsea/{panel}", params={"view": view} if view else {}).raise_for_status()
    print(f"{len(views)} of {len(views)} views answered")


def main() -> None:
    """Wait, ask, look around, say so."""
    with httpx.Client(base_url=sys.argv[1], timeout=30, trust_env=False) as client:
        print(f"ready after {wait_until_ready(client):.1f} s")
        ask(client)
        look_around(client)


if __name__ == "__main__":
    main()
