"""How cost grows, as `python -m benchmarks.growth` last measured it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scripts.markdown import markdown

KEPT = Path(__file__).parents[1] / "benchmarks" / "growth.json"
HEADS = {"en": ("what grows", "what it costs", "measured"), "zh-CN": ("什么在增长", "代价", "测得")}
GROWS = {
    "people": {
        "en": "people at once, each with new sentences on a known photo of their own",
        "zh-CN": "同时在线的人，各自在自己的已知照片上输入新句子",
    },
    "words": {"en": "words of a new sentence on a known photo", "zh-CN": "已知照片上新句子的词数"},
    "photos": {"en": "megapixels of a new JPEG", "zh-CN": "新 JPEG 的百万像素数"},
    "samples": {"en": "samples in the store", "zh-CN": "存储中的样本数"},
}
COSTS = {
    "median_ms": {"en": "median, ms", "zh-CN": "中位数，毫秒"},
    "p95_ms": {"en": "95 of 100 within, ms", "zh-CN": "95% 不超过，毫秒"},
    "per_second": {"en": "answers a second", "zh-CN": "每秒回答数"},
    "refused": {"en": "refused (503) in 10 s", "zh-CN": "10 秒内被拒绝（503）"},
    "add_ms": {"en": "adding one, ms", "zh-CN": "添加一个，毫秒"},
    "read_ms": {"en": "reading one, ms", "zh-CN": "读取一个，毫秒"},
    "delete_ms": {"en": "deleting one, ms", "zh-CN": "删除一个，毫秒"},
}
NOTES = {
    "en": "`python -m benchmarks.growth` on {cores} cores ({processor}), one worker.",
    "zh-CN": "`python -m benchmarks.growth`，{cores} 个核心（{processor}），一个工作进程。",
}


def growth(language: str) -> str:
    """The table in one language, a row for each cost, and what it was measured on."""
    report = json.loads(KEPT.read_text(encoding="utf-8"))
    rows = [row for part in GROWS for row in _rows(part, report[part]["points"], language)]
    return f"{markdown(HEADS[language], rows)}\n\n{NOTES[language].format(**report['machine'])}"


def _rows(part: str, points: list[dict[str, float]], language: str) -> Iterator[tuple[str, str, str]]:
    """One for each cost of what grows."""
    at = " · ".join(f"{point['at']:,g}" for point in points)
    for cost, names in COSTS.items():
        if cost in points[0]:
            yield f"{GROWS[part][language]}: {at}", names[language], _series([point[cost] for point in points])


def _series(values: list[float]) -> str:
    return " · ".join(f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.2g}" for value in values)
