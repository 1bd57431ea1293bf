"""The documents' tables, written from what they tell of: settings, metrics, timings.

    python -m scripts.tables            # make docs
    python -m scripts.tables --check    # fails when a document differs

A table stands between `<!-- table: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.table_accuracy import accuracy
from scripts.table_captioner import captioner
from scripts.table_depths import depths
from scripts.table_flamingo import flamingo
from scripts.table_fusion import fusion
from scripts.table_growth import growth
from scripts.table_pooling import pooling
from scripts.table_settings import settings
from scripts.table_siblings import siblings
from scripts.table_speed import speed
from scripts.table_training import training
from scripts.table_visual_words import visual_words

ROOT = Path(__file__).parents[1]
DOCUMENTS = {"README.md": "en", "README.zh-CN.md": "zh-CN", "MODEL_CARD.md": "en"}
TABLES: dict[str, Callable[[str], str]] = {
    "settings": settings,
    "accuracy": accuracy,
    "training": training,
    "speed": speed,
    "growth": growth,
    "pooling": pooling,
    "fusion": fusion,
    "depths": depths,
    "siblings": siblings,
    "visual_words": visual_words,
    "captioner": captioner,
    "flamingo": flamingo,
}
BLOCK = re.compile(r"(?P<open><!-- table: (?P<name>\w+) -->\n).*?(?P<close><!-- end -->)", re.DOTALL)
RANGE, TO = re.compile(r"(?<=\d) to (?=[\d-])"), {"zh-CN": " 至 "}


def filled(text: str, language: str) -> str:
    """A document with every table written anew, from one number to another in its own language."""

    def written(found: re.Match[str]) -> str:
        table = RANGE.sub(TO.get(language, " to "), TABLES[found["name"]](language))
        return f"{found['open']}{table}\n{found['close']}"

    return BLOCK.sub(written, text)


def outdated() -> list[str]:
    """Names of the documents whose tables differ from what they tell of."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
    return [name for name, text in texts.items() if filled(text, DOCUMENTS[name]) != text]


def main(arguments: Sequence[str]) -> int:
    """Write the documents, or say which differ."""
    names = outdated()
    if "--check" in arguments:
        print("\n".join(f"{name} has an old table: make docs" for name in names) or "all tables are up to date")
        return len(names)
    for name in names:
        path = ROOT / name
        path.write_text(filled(path.read_text(encoding="utf-8"), DOCUMENTS[name]), encoding="utf-8")
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
