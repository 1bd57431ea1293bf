"""What whoever made a sample has, and others have not: the key that deletes it."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def delete_key_of(client: TestClient, sample_id: str) -> str:
    """The key in the form of the sample's page."""
    (key,) = re.findall(r'name="key" value="([^"]+)"', client.get(f"/s/{sample_id}").text)
    return str(key)


def delete(client: TestClient, sample_id: str) -> int:
    """Delete it as its maker does; the status of the answer."""
    return client.post(f"/s/{sample_id}/delete", data={"key": delete_key_of(client, sample_id)}).status_code
