"""Whose request is being answered, for whatever is shared out among clients."""

from __future__ import annotations

import ipaddress
from contextvars import ContextVar

# Set by a middleware for the time of a request; empty for work that nobody in particular asked for.
client_name: ContextVar[str] = ContextVar("client_name", default="")


def name_of(address: str | None) -> str:
    """Who counts as one client: an IPv4 address, or the /64 of an IPv6 one, which one household has all of."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
