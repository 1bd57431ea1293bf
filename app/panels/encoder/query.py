"""What the address of the encoder panel says: the size of the photo, what lies over it, which other sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.panels.query import PanelQuery, choice, parameter, text, whole
from models.encoder.lesson_results import Goal, Tower
from models.encoder.ribbon import COUNTS
from models.encoder.sizes import SIZES
from models.encoder_results import RegionKind

SENTENCE = 2000  # most characters of another sentence
WORD = 80  # most characters of a word that is looked for
MOST_PHOTOS = 3  # in one ribbon, the page's own among them
GATES = ("0", "0.5", "1", "2")


class Form(StrEnum):
    """In which form the features are drawn over the photo."""

    GRID = "grid"
    SEQUENCE = "sequence"
    REGIONS = "regions"
    POOLED = "pooled"


class Way(StrEnum):
    """How a photo becomes its k tokens."""

    POOLED = "pooled"
    RESAMPLED = "resampled"  # by trained queries that ask all places


def counted(given: str) -> int | None:
    """One of COUNTS."""
    return int(given) if given in map(str, COUNTS) else None


def read_photos(given: str) -> tuple[str, ...] | None:
    """Ids of samples, with commas between."""
    found = tuple(dict.fromkeys(each.strip() for each in given.split(",") if each.strip()))
    return found[: MOST_PHOTOS - 1] or None


@dataclass(frozen=True)
class EncoderQuery(PanelQuery):
    """The panel's state; what cannot be read is at its default."""

    view: str = text("outputs")
    size: str = choice("224", SIZES)
    form: Form = choice(Form.SEQUENCE, Form)
    by: RegionKind | None = choice(None, RegionKind)  # boxes where there are any
    row: int | None = whole()
    col: int | None = whole()
    other: str = text("", SENTENCE)
    word: str = text("", WORD)  # cells that say it are lit
    goal: Goal = choice(Goal.CAPTIONS, Goal)
    tower: Tower = choice(Tower.FROZEN, Tower)
    seed: int = whole(0, high=999)
    photos: tuple[str, ...] = parameter((), read_photos, ",".join)  # samples whose photos stand beside this one's
    count: int = parameter(16, counted, name="k")  # tokens a photo
    way: Way = choice(Way.POOLED, Way)
    gate: str = choice(GATES[0], GATES)
    query: int = whole(0, high=max(COUNTS) - 1)
    strength: int = whole(80, high=100)

    @property
    def pixels(self) -> tuple[int, int]:
        """(height, width) in which the photo is shown."""
        return SIZES[self.size]

    def cell(self, rows: int, cols: int) -> tuple[int, int]:
        """The cell in the address where the grid has it, otherwise one in the middle."""
        row, col = self.row, self.col
        if row is None or col is None or row >= rows or col >= cols:
            return rows // 2, cols // 2
        return row, col
