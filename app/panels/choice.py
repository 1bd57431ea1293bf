"""Choices that several panels offer: one of several ways, and the networks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One of several ways, as a link."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class NetChoice:
    """One network of the chooser."""

    name: str
    title: str
    href: str
    current: bool
