"""Large numbers as people say them: exact while they are short, then with a prefix."""

from __future__ import annotations

_PREFIXES = ("", " k", " M", " G", " T", " P", " E")
EXACT = 100_000  # below, every digit is written


def amount(value: float) -> str:
    """864 -> `864`, 10838016 -> `10.8 M`, 60424192000 -> `60.4 G`."""
    return f"{value:,.0f}" if value < EXACT else _scaled(value)


def memory(count: float) -> str:
    """Bytes: 3456 -> `3.46 kB`, 43352064 -> `43.4 MB`."""
    return f"{count:.0f} B" if count < 1000 else f"{_scaled(count)}B"


def multiple(ratio: float) -> str:
    """A ratio: 12544 -> `12,544`, 1.333 -> `1.33`."""
    return f"{ratio:,.0f}" if 100 <= ratio < EXACT else _scaled(ratio)


def _scaled(value: float) -> str:
    power = 0
    while value >= 999.5 and power < len(_PREFIXES) - 1:
        value, power = value / 1000, power + 1
    digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    text = f"{value:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}{_PREFIXES[power]}"
