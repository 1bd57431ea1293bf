"""Photos to upload: dark, with one bright square in a known place."""

from __future__ import annotations

import base64
import io
from typing import Any, cast

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Page

SIZE = (420, 280)
BRIGHT = (0.75, 0.25)  # centre of the square, as fractions of width and height


def photo_bytes(size: tuple[int, int] = SIZE, kind: str = "PNG") -> bytes:
    pixels = np.full((size[1], size[0], 3), 40, np.uint8)
    x, y, half = int(size[0] * BRIGHT[0]), int(size[1] * BRIGHT[1]), min(size) // 12
    pixels[y - half : y + half, x - half : x + half] = 250
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def photo_file(name: str = "square.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": photo_bytes()}


def posted(page: Page, size: tuple[int, int]) -> str:
    """The id of a sample of such a photo."""
    file = {"name": "square.png", "mimeType": "image/png", "buffer": photo_bytes(size)}
    told = page.request.post("/api/v1/samples", multipart={"image": cast(Any, file), "sentence": "a square"}).json()
    return cast(str, told["id"])


def hand_over(page: Page, event: str) -> None:
    """Drop or paste the photo onto the page, as a browser would."""
    page.evaluate(
        """([event, encoded]) => {
            const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "square.png", { type: "image/png" }));
            const happening = event === "paste"
                ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
                : new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
            document.querySelector("#explore").dispatchEvent(happening);
        }""",
        [event, base64.b64encode(photo_bytes()).decode()],
    )
