"""Timings as `make bench` last measured them."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.markdown import markdown

LATEST = Path(__file__).parents[1] / "benchmarks" / "latest.json"
HEADS = {
    "en": ("what is waited for", "median", "90 %", "bare onnxruntime", "ratio"),
    "zh-CN": ("等待的内容", "中位数", "90 %", "仅 onnxruntime", "比值"),
}
JOBS = {
    "new photo (1024 x 768) and sentence": "新照片（1024 x 768）和句子",
    "new sentence on a known photo": "已知照片上的新句子",
    "new phone photo (4000 x 3000) and sentence": "新的手机照片（4000 x 3000）和句子",
    "all stages of EfficientNet-Lite0, as numbers": "EfficientNet-Lite0 全部阶段的数值",
    "65 shifts x all stages of EfficientNet-Lite0": "65 个平移 x EfficientNet-Lite0 全部阶段",
    "a mosaic of 320 channels": "320 个通道的拼图",
}
NOTES = {
    "en": "`make bench` on {cores} cores ({processor}), onnxruntime {onnxruntime}. "
    "Peak memory of the server: {peak} MB.",
    "zh-CN": "`make bench`，{cores} 个核心（{processor}），onnxruntime {onnxruntime}。服务进程的内存峰值：{peak} MB。",
}
MISSING = {"en": "Not measured yet: `make bench`.", "zh-CN": "尚未测量：`make bench`。"}


def speed(language: str) -> str:
    """The table in one language, and what it was measured on."""
    if not LATEST.exists():
        return MISSING[language]
    report = json.loads(LATEST.read_text())
    rows = [
        (
            t["job"] if language == "en" else JOBS[t["job"]],
            *(_milliseconds(t[name]) for name in ("median_ms", "p90_ms", "bare_ms")),
            "" if t["ratio"] is None else f"{t['ratio']:.2f}",
        )
        for t in report["timings"]
    ]
    return f"{markdown(HEADS[language], rows)}\n\n{NOTES[language].format(**report['machine'], peak=report['peak_mb'])}"


def _milliseconds(time: float | None) -> str:
    if time is None:
        return ""
    return f"{time:.0f} ms" if time >= 10 else f"{time:.1f} ms"
