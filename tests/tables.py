"""The charts of a page and the tables beside them, read as a browser reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class ReadTable:
    """Caption, heads of columns, and rows with their own heads."""

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)


@dataclass
class ReadChart:
    """A drawing of numbers: its label, how many points each line has, and the table that follows, if any."""

    label: str
    kind: str  # chart or squares
    points: list[int] = field(default_factory=list)
    bands: int = 0
    bars: int = 0
    table: ReadTable | None = None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.charts: list[ReadChart] = []
        self.tables: list[ReadTable] = []
        self._chart: ReadChart | None = None
        self._table: ReadTable | None = None
        self._text: list[str] | None = None
        self._follows = False  # whether nothing came between the last drawing and here

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        kinds = named.get("class", "").split()
        if tag == "svg" and kinds and kinds[0] in ("chart", "squares"):
            self._chart = ReadChart(named["aria-label"], kinds[0])
            self.charts.append(self._chart)
        elif self._chart:
            self._drawn(tag, named, kinds)
        elif tag == "details" and self._follows and "chart-table" in kinds:
            self._table = ReadTable()
            self.charts[-1].table = self._table
            self.tables.append(self._table)
        if self._table and tag in ("caption", "th", "td"):
            self._text = []
            self._table.scopes += [named["scope"]] if "scope" in named else []
        if self._table and tag == "tr" and self._table.heads:
            self._table.rows.append([])
        self._follows = False

    def _drawn(self, tag: str, named: dict[str, str], kinds: list[str]) -> None:
        assert self._chart is not None
        if "chart-line" in kinds:
            self._chart.points.append(named["d"].count("L") + 1)
        self._chart.bands += "chart-band" in kinds
        self._chart.bars += tag == "rect" and bool({"chart-bar"} & set(kinds))

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self._chart:
            self._chart, self._follows = None, True
        elif tag == "details":
            self._table = None
        elif self._table and self._text is not None and tag in ("caption", "th", "td"):
            self._keep(tag, "".join(self._text).strip())
            self._text = None

    def _keep(self, tag: str, text: str) -> None:
        assert self._table is not None
        if tag == "caption":
            self._table.caption = text
        elif self._table.rows:
            self._table.rows[-1].append(text)
        else:
            self._table.heads.append(text)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def read_tables(html: str) -> list[ReadTable]:
    """Tables that directly follow a drawing."""
    return _read(html).tables


def read_charts(html: str) -> list[ReadChart]:
    """Drawings of numbers, each with the table that directly follows it."""
    return _read(html).charts


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def number(text: str) -> float:
    """`−0.25` -> -0.25, `12.50 %` -> 0.125."""
    plain = text.replace("−", "-").replace("> ", "").replace("< ", "")
    return float(plain.removesuffix(" %")) / 100 if plain.endswith(" %") else float(plain)
