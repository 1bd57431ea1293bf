"""What a browser does when a sentence is sent: one multipart POST over a kept connection, the fragment back."""

from __future__ import annotations

import secrets
from http.client import HTTPConnection


class Browser:
    """One connection to the server that posts the page's form as htmx does."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, sentence: str, *, image: bytes | None = None, sample: str | None = None) -> str:
        """Post a photo's bytes, or the id of a sample whose photo to keep; returns the new sample's id."""
        boundary = secrets.token_hex(16)
        body = _field(boundary, "sentence", sentence.encode())
        body += _field(boundary, "image", image, "photo.jpg") if image is not None else b""
        body += _field(boundary, "sample", sample.encode()) if sample is not None else b""
        body += f"--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "HX-Request": "true"}
        self.connection.request("POST", "/s", body, headers)
        answer = self.connection.getresponse()
        fragment = answer.read().decode()
        address = answer.headers.get("HX-Push-Url", "")
        if answer.status >= 300 or "/s/" not in address:
            raise RuntimeError(f"POST /s answered {answer.status}: {fragment[:500]}")
        return address.split("/s/")[1].split("?")[0].split("/")[0]


def _field(boundary: str, name: str, value: bytes, filename: str = "") -> bytes:
    file = f'; filename="{filename}"\r\nContent-Type: image/jpeg' if filename else ""
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + value + b"\r\n"
