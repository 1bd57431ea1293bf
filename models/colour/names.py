"""Which words of a sentence name a colour, and which one: English, and Chinese through the English it is read as.

Rare names count as the common colour that they are a kind of. What paints nothing is left out: "colourful", "dark".
"""

from __future__ import annotations

from models.results import Word, WordKind

COLOURS = (
    "black", "white", "red", "blue", "green", "yellow", "brown", "orange", "gray", "pink", "purple", "tan", "golden",
)  # fmt: skip
_KINDS_OF = {
    "gray": "grey silver greyish grayish",
    "red": "maroon crimson scarlet reddish",
    "blue": "navy teal turquoise azure aqua cyan bluish",
    "green": "olive emerald greenish",
    "purple": "violet lavender lilac magenta",
    "yellow": "yellowish",
    "brown": "brownish",
    "pink": "pinkish fuchsia",
    "tan": "beige cream khaki",
    "golden": "gold blond blonde",
    "white": "whitish",
}
NUMBERS = {name: number for number, name in enumerate(COLOURS)} | {
    kind: COLOURS.index(name) for name, kinds in _KINDS_OF.items() for kind in kinds.split()
}
# These name a thing more often than its colour where no noun follows: "a bowl of cream", "an orange", "gold".
THINGS = frozenset(("orange", "cream", "gold", "olive", "silver", "violet", "lavender", "emerald", "blonde", "blond"))
# Chinese that is one English colour and means more than that, or no colour at all; 米 alone is rice, 金 a name.
_OTHER_CHINESE = frozenset(
    "黑白 相间 白人 红眼 红脸 涨红 发红 通红 晒黑 勃然大怒 皑皑 米 素 粉 金 金子 白金 白银 谭 卢 戈瑞 戈雷 丹".split()
)


def english(word: Word) -> str:
    """A word as it is read, in small letters."""
    return (word.read_as or word.text).lower()


def colour_of(word: Word) -> int | None:
    """The number in COLOURS of the colour that a word names ("light-blue" is blue); None where it names none."""
    if word.kind is not WordKind.CONTENT or word.text in _OTHER_CHINESE:
        return None
    first, _, last = english(word).replace("-", " ").rpartition(" ")
    return None if " and" in f" {first}" else NUMBERS.get(last)


def names_a_thing(word: Word) -> bool:
    """Whether a colour's word without a noun after it is more likely a thing: "an orange"; 橙子, but not 橙色."""
    return not word.text.endswith("色") and english(word) in THINGS
