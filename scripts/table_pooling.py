"""The four small CNNs as their training left them."""

from __future__ import annotations

from typing import Any

from models.registry import SMALL
from models.weights import entry
from scripts.markdown import markdown

HEADS = {
    "en": ("pooling", "accuracy", "consistency, real content", "consistency, wrapped"),
    "zh-CN": ("池化", "准确率", "一致性（移入真实内容）", "一致性（首尾相接）"),
}
COMMANDS = "`python -m models.training.small_cnns`, `ship_small`."
NOTES = {
    "en": "Caltech-101's test split, {photos:,} photos; {pairs:,} pairs of shifts, up to 16 of 64 pixels; 95 % "
    "intervals. {parameters:,} weights each. {commands}",
    "zh-CN": "Caltech-101 测试集 {photos:,} 张照片；{pairs:,} 对平移，64 像素中最多 16；95 % 区间。"
    "每个网络 {parameters:,} 个权重。{commands}",
}


def pooling(language: str) -> str:
    """The table in one language, and how it was measured."""
    rows = []
    for name in SMALL:
        metrics = entry(name).metrics
        shares = (metrics[key] for key in ("accuracy", "consistency_crop", "consistency_circular"))
        rows.append((name.removeprefix("small_"), *(_share(each) for each in shares)))
    metrics = entry("small_max").metrics
    note = NOTES[language].format(
        photos=metrics["accuracy"]["photos"],
        pairs=metrics["consistency_crop"]["pairs"],
        parameters=metrics["parameters"],
        commands=COMMANDS,
    )
    return markdown(HEADS[language], rows) + f"\n\n{note}"


def _share(metric: dict[str, Any]) -> str:
    value, low, high = (100 * metric[key] for key in ("value", "low", "high"))
    return f"{value:.1f} % ({low:.1f} to {high:.1f})"
