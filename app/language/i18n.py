"""Every word a person reads, looked up in their language. One TOML file a language in app/language/locales/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py  # typeshed lacks it; in the standard library since 2.3
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
FORMS, PLURAL = "one other", "n != 1"  # where a file does not say which forms its counts take
DOUBT = 1e-6  # a probability is shown as at least this far from 0 and from 1


@dataclass(frozen=True)
class Language:
    """A language the page speaks: its tag for the `lang` attribute and its own name."""

    tag: str
    name: str


class Translator:
    """`t("words.match", value="0.93")` -> the sentence in this language, its placeholders filled."""

    def __init__(self, tag: str, messages: Mapping[str, str]) -> None:
        self.tag = tag
        self.messages = messages
        self._forms = messages.get("language.forms", FORMS).split()
        self._form = c2py(messages.get("language.plural", PLURAL))

    def __call__(self, key: str, **values: object) -> str:
        """The message of a dotted key; `key.one`, `key.other`, ... where the key counts something."""
        return self.messages[self._counted(key, values.get("count"))].format_map(values)

    def pattern(self, key: str) -> str:
        """The message with its placeholders open, for a script of the page to fill."""
        return self.messages[key]

    def has(self, key: str) -> bool:
        """Whether there is such a message."""
        return key in self.messages

    def percent(self, share: float) -> str:
        """0.384 -> `38 %` as this language writes it; more than nothing never reads as 0, nor less than all as 100."""
        if 0 < share < 0.005:
            return self("number.percent_below_one")
        return self("number.percent_over_99" if 0.995 <= share < 1 else "number.percent", value=round(share * 100))

    def fine(self, share: float) -> str:
        """A share to a hundredth of a per cent, for tables: no more of it is certain than is written."""
        if 0 < share < 0.00005:
            return self("number.percent_under", value="0.01")
        if 0.99995 <= share < 1:
            return self("number.percent_above", value="99.99")
        return self("number.percent", value=f"{share * 100:.2f}")

    def sure(self, probability: float) -> str:
        """A score or probability in per cent: nothing is ever certain, however near 0 or 1 the number came."""
        return self.percent(min(max(probability, DOUBT), 1 - DOUBT))

    def number(self, value: float, digits: int = 2) -> str:
        """A number with a fixed count of decimals and a real minus; what rounds to nothing is 0 without a sign."""
        return f"{value:z.{digits}f}".replace("-", "−")

    def signed(self, value: float, digits: int = 2) -> str:
        """The same of a difference: `+0.31`, `−0.02`, and `0.00` where it rounds to nothing."""
        text = f"{value:+z.{digits}f}".replace("-", "−")
        return text if float(text.replace("−", "-")) else text[1:]

    def short(self, count: float) -> str:
        """Three digits and the largest unit of this language that fits: `4.65 M`, `465 万`."""
        for unit in self.messages.get("number.units", "").split(", "):
            size, _, name = unit.partition(" ")
            if size and count >= float(size):
                return f"{_three_digits(count / float(size))} {name}"
        return _three_digits(count)

    def grouped(self, count: int) -> str:
        """All digits, in groups of three, where the language counts so; from its unit on as it does: `8.32 万`."""
        whole = float(self.messages.get("number.whole_below", "inf"))
        return f"{count:,}" if count < whole else self.short(count)

    def _counted(self, key: str, count: object) -> str:
        """The key's form for a count, as the language's file says: gettext's plural rules."""
        if key in self.messages or not isinstance(count, int):
            return key
        form = f"{key}.{self._forms[self._form(count)]}"
        return form if form in self.messages else f"{key}.other"


@cache
def languages() -> tuple[Language, ...]:
    """Every language with a file in app/language/locales/, English first."""
    tags = sorted((path.stem for path in LOCALES.glob("*.toml")), key=lambda tag: (tag != DEFAULT, tag))
    return tuple(Language(tag, translator(tag)("language.name")) for tag in tags)


@cache
def translator(tag: str) -> Translator:
    """The translator of a language that exists (see `choose_language`)."""
    return Translator(tag, read_messages(LOCALES / f"{tag}.toml"))


def read_messages(path: Path) -> dict[str, str]:
    """A locale file as {dotted key: message}."""
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def choose_language(wanted: str | None, cookie: str | None = None, accept: str | None = None) -> str:
    """The best language we have: what was asked for in the address, then the cookie, then the browser's own list."""
    for tag in (wanted, cookie, *_accepted(accept or "")):
        if tag and (found := _match(tag)):
            return found
    return DEFAULT


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, str(value))]
    return rows


def _three_digits(number: float) -> str:
    digits = 0 if number >= 99.5 or number == int(number) else 1 if number >= 9.95 else 2
    return f"{number:.{digits}f}"


def _match(tag: str) -> str | None:
    """The language with this tag, or the first that shares its main part (`zh-TW` and `zh` read `zh-CN`)."""
    tags = [language.tag for language in languages()]
    exact = [ours for ours in tags if ours.lower() == tag.lower()]
    related = [ours for ours in tags if ours.lower().split("-")[0] == tag.lower().split("-")[0]]
    return next(iter(exact + related), None)


def _accepted(header: str) -> list[str]:
    """`Accept-Language: zh;q=0.8, en` -> [`en`, `zh`]: what the browser likes most comes first."""
    weighted = [(_quality(parameters), tag.strip()) for tag, _, parameters in (_part(p) for p in header.split(","))]
    return [tag for quality, tag in sorted(weighted, key=lambda row: -row[0]) if tag and quality > 0]


def _part(part: str) -> tuple[str, str, str]:
    return part.partition(";")


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
