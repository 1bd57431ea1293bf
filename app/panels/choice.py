"""Choices that several panels offer: the networks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NetChoice:
    """One network of the chooser."""

    name: str
    title: str
    href: str
    current: bool
