"""Who may delete a sample: whoever made it. The maker's browser keeps a key; the link alone only shows.

The key of a sample is made from its id and the store's secret, so nothing is kept beside the sample.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from models.errors import InvalidArgument


def delete_key(secret: bytes, sample_id: str) -> str:
    """128 bits that only this store can make."""
    digest = hmac.new(secret, sample_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def opens(secret: bytes, sample_id: str, key: str) -> bool:
    """Whether this is the sample's key."""
    return hmac.compare_digest(delete_key(secret, sample_id).encode(), key.encode())


def not_yours() -> InvalidArgument:
    """The error of somebody who has the link only."""
    hint = "Use the browser in which it was made, or the delete link that was kept there."
    return InvalidArgument("Only who made this sample can delete it.", code="not_yours", hint=hint, argument="key")
