"""A strategy as a picture: the photo's stream on the left, the sentence's on the right, and where they meet.

Bottom is the input, and the lowest boxes say what it is. Attributes and classes only; colours come from
static/css/panels/fusion/fusion.css.
"""

from __future__ import annotations

from html import escape

WIDTH, HEIGHT = 132, 84
_LEFT, _RIGHT, _BOX, _TALL = 8, 76, 48, 14
_LEVELS = (64, 38, 12)  # tops of the boxes, from the input up
Part = tuple[str, int]  # lane (photo, words, both), level

_BOXES: dict[str, tuple[Part, ...]] = {
    "late_dual": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1)),
    "late_concat": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1), ("both", 2)),
    "early": (("photo", 0), ("words", 0), ("both", 1), ("both", 2)),
    "multi_scale": (("photo", 0), ("photo", 1), ("photo", 2), ("words", 0), ("words", 1), ("words", 2)),
    "inside_cnn": (("photo", 0), ("met", 1), ("photo", 2), ("words", 0)),
    "cross_words": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1), ("met_words", 2)),
    "cross_places": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1), ("met", 2)),
    "co_attention": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1), ("met", 2), ("met_words", 2)),
    "multimodal": (("photo", 0), ("photo", 1), ("words", 0), ("words", 1), ("both", 2)),
}
# From (lane, level) to (lane, level); lanes: p photo, w words.
_ARROWS: dict[str, tuple[str, ...]] = {
    "late_dual": ("p0p1", "w0w1"),
    "late_concat": ("p0p1", "w0w1", "p1p2", "w1w2"),
    "early": ("p0p1", "w0w1", "p1p2", "w1w2"),
    "multi_scale": ("p0p1", "p1p2", "w0w1", "w1w2", "p0w0", "p1w1", "p2w2"),
    "inside_cnn": ("p0p1", "p1p2", "w0p1"),
    "cross_words": ("p0p1", "w0w1", "w1w2", "p1w2"),
    "cross_places": ("p0p1", "w0w1", "p1p2", "w1p2"),
    "co_attention": ("p0p1", "w0w1", "p1p2", "w1w2", "p1w2", "w1p2"),
    "multimodal": ("p0p1", "w0w1", "p1p2", "w1w2"),
}


def scheme_svg(name: str, title: str, streams: tuple[str, str]) -> str:
    """The picture of a strategy; `title` is what those hear who do not look, `streams` what photo and words come as."""
    boxes = "".join(_box(lane, level) for lane, level in _BOXES[name])
    arrows = "".join(_arrow(arrow) for arrow in _ARROWS[name])
    dot = _dot() if name == "late_dual" else ""
    labels = "".join(_label(end, text) for end, text in zip(("p0", "w0"), streams, strict=True))
    return (
        f'<svg class="scheme" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        f' aria-label="{escape(title)}">{arrows}{boxes}{dot}{labels}</svg>'
    )


def _box(lane: str, level: int) -> str:
    x = _RIGHT if lane in ("words", "met_words") else _LEFT
    width = _RIGHT + _BOX - _LEFT if lane == "both" else _BOX
    kind = "both" if lane.startswith("met") else lane
    return f'<rect class="scheme-box is-{kind}" x="{x}" y="{_LEVELS[level]}" width="{width}" height="{_TALL}" rx="3"/>'


def _label(end: str, text: str) -> str:
    x, y = _middle(end)
    return f'<text class="scheme-label" x="{x:g}" y="{y + _TALL / 4:g}" text-anchor="middle">{escape(text)}</text>'


def _arrow(arrow: str) -> str:
    x0, y0, x1, y1 = *_middle(arrow[:2]), *_middle(arrow[2:])
    if y0 == y1:
        return f'<path class="scheme-arrow is-cross" d="M{_LEFT + _BOX} {y0}H{_RIGHT}"/>'
    crossing = " is-cross" if arrow[0] != arrow[2] else ""
    return f'<path class="scheme-arrow{crossing}" d="M{x0} {y0 - _TALL / 2:g}L{x1} {y1 + _TALL / 2:g}"/>'


def _middle(end: str) -> tuple[float, float]:
    x = (_LEFT if end[0] == "p" else _RIGHT) + _BOX / 2
    return x, _LEVELS[int(end[1])] + _TALL / 2


def _dot() -> str:
    x, y = WIDTH / 2, _LEVELS[2] + _TALL / 2
    ends = (_middle("p1"), _middle("w1"))
    lines = "".join(f"M{a:g} {b - _TALL / 2:g}L{x:g} {y:g}" for a, b in ends)
    return f'<path class="scheme-arrow" d="{lines}"/><circle class="scheme-box is-both" cx="{x:g}" cy="{y:g}" r="6"/>'
