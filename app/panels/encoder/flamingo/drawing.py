"""The language model's blocks in a row, and the gated layers between them as high as their gates are open.

Heights are told of the widest gate: gates that let a tenth pass already change much, and would hardly be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.encoder.flamingo.result import BLOCKS, GatedFacts

WIDE, HIGH, FLOOR = 600.0, 96.0, 64.0  # units of the drawing; where the blocks' row begins
BAR, AIR = 7.0, 2.0  # width of a bar, between two


@dataclass(frozen=True)
class GateBar:
    """One gate: what passes as it stands, inside an outline of what passes as learnt."""

    kind: str  # `ask` or `feed`
    x: float
    width: float
    learnt: float  # heights
    now: float


@dataclass(frozen=True)
class BlockBox:
    """One block of the language model."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class GatesDrawing:
    """Everything in one drawing of WIDE x HIGH."""

    width: float
    height: float
    floor: float
    top: float  # what passes the widest gate as learnt: the height `floor`
    blocks: tuple[BlockBox, ...]
    bars: tuple[GateBar, ...]


def gates_drawing(facts: GatedFacts, share: float) -> GatesDrawing:
    """A gap before each block that a gated layer stands before; its two bars stand over the gap."""
    gap = 2 * BAR + 3 * AIR
    step = (WIDE - gap * len(facts.before)) / BLOCKS
    top = max(abs(value) for passes in facts.passes for value in passes) or 1.0
    blocks, bars, at = list[BlockBox](), list[GateBar](), 0.0
    for block in range(BLOCKS):
        if block in facts.before:
            bars += _bars(at + AIR, facts.passes[facts.before.index(block)], share, FLOOR / top)
            at += gap
        blocks.append(BlockBox(round(at + 1, 2), FLOOR + 6, round(step - 2, 2), HIGH - FLOOR - 6))
        at += step
    return GatesDrawing(WIDE, HIGH, FLOOR, top, tuple(blocks), tuple(bars))


def _bars(left: float, passes: tuple[float, float], share: float, unit: float) -> list[GateBar]:
    return [
        GateBar(
            kind,
            round(left + number * (BAR + AIR), 2),
            BAR,
            round(abs(value) * unit, 2),
            round(abs(value) * share * unit, 2),
        )
        for number, (kind, value) in enumerate(zip(("ask", "feed"), passes, strict=True))
    ]
