"""The ribbon to scale, and each photo's tokens as pictures."""

from __future__ import annotations

from html import escape

import numpy as np

from app.panels.encoder.query import EncoderQuery, Way
from app.panels.encoder.ribbon.result import RibbonPhoto, RibbonResult
from app.render.chart import unit
from app.render.handover import cells_uri, row_uri
from app.render.heatmap import heat_png
from app.render.png import data_uri
from models.encoder.ribbon import pooled_tokens
from models.feature_maps import channel_colours
from models.results import FloatArray

_HIGH, _LONG = 40, 600  # units of the drawing


def ribbon_svg(result: RibbonResult, title: str) -> str:
    """Every token one step wide, in order: separators, photos' tokens in their colours, the sentence's pieces."""
    step, at, drawn = _LONG / result.total, 0.0, []
    for photo in result.photos:
        for kind, colours in (("sep", [None]), ("photo", token_colours(photo)), ("sep", [None])):
            for colour in colours:
                drawn.append(_token(at, step, kind, colour))
                at += step
    for _ in result.pieces:
        drawn.append(_token(at, step, "word", None))
        at += step
    frame = f'viewBox="0 0 {_LONG} {_HIGH}" width="{_LONG}" height="{_HIGH}" preserveAspectRatio="none"'
    return f'<svg class="ribbon" {frame} role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'


def _token(at: float, step: float, kind: str, colour: FloatArray | None) -> str:
    fill = "" if colour is None else f' fill="#{"".join(f"{round(255 * float(part)):02x}" for part in colour)}"'
    top, high = (0, _HIGH) if kind != "sep" else (8, _HIGH - 16)
    wide = max(step * 0.9, step - 0.6)
    return f'<rect class="token is-{kind}" x="{unit(at)}" y="{top}" width="{unit(wide)}" height="{high}"{fill}/>'


def token_colours(photo: RibbonPhoto) -> FloatArray:
    """A colour a token (k, 3): pooled ones are means of cells; others their own three main directions."""
    if photo.attention is None:
        planes = np.ascontiguousarray(channel_colours(photo.grid).rgb.transpose(2, 0, 1))
        return pooled_tokens(planes, len(photo.tokens))
    return np.asarray(channel_colours(np.ascontiguousarray(photo.tokens.T)[:, None]).rgb[0], np.float32)


def tokens_uri(photo: RibbonPhoto) -> str:
    """A photo's tokens by themselves: a square where they were pooled from squares, a row otherwise."""
    colours = token_colours(photo)
    if photo.attention is not None:
        return row_uri(colours)
    side = round(len(colours) ** 0.5)
    return cells_uri(colours.reshape(side, side, 3))


def over_picture(photo: RibbonPhoto, query: EncoderQuery) -> tuple[str, float] | None:
    """One query's attention over the photo, and its peak as so many times an even spread; None where pooled."""
    if query.way is Way.POOLED or photo.attention is None:
        return None
    rows, cols = photo.grid.shape[1:]
    one = photo.attention[min(query.query, len(photo.attention) - 1)].reshape(rows, cols)
    peak = float(one.max())
    return data_uri(heat_png(one, peak, photo.sample.width, photo.sample.height)), peak * rows * cols
