"""How well the maps point and the scores refuse (as `make evaluate` last measured), and how weights were trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.markdown import markdown

ROOT = Path(__file__).parents[1]
EVALUATION = ROOT / "benchmarks" / "accuracy.json"
MANIFEST = ROOT / "models" / "weights" / "manifest.json"
METHODS = {
    "en": {
        "evidence": "evidence",
        "attention": "attention",
        "class activation": "the CNN's class activation map",
        "centre": "the photo's centre",
    },
    "zh-CN": {
        "evidence": "证据",
        "attention": "注意力",
        "class activation": "CNN 的类激活图",
        "centre": "照片中心",
    },
}
HEADS = {
    "en": ("where a word looks", "points inside, all words", "not people", "share inside the boxes"),
    "zh-CN": ("词看向哪里", "指向框内，所有词", "非人物", "框内的份额"),
}
NOTES = {
    "en": "`make evaluate`: {words} caption words with boxes on {photos} COCO val2017 and VOC2012 photos, none of them "
    "trained on. Words of the captions tried on photos that lack them: {refused} refused at the shipped threshold, "
    "where {accepted} of the right words are accepted (precision {precision}, AUC {auc:.3f}).",
    "zh-CN": "`make evaluate`：{photos} 张 COCO val2017 和 VOC2012 照片上的 {words} 个带框的词，均未用于训练。"
    "把词放到没有该物体的照片上：在所用阈值下 {refused} 被拒绝，而正确的词 {accepted} 被接受"
    "（精确率 {precision}，AUC {auc:.3f}）。",
}
MISSING = {"en": "Not measured yet: `make evaluate`.", "zh-CN": "尚未测量：`make evaluate`。"}


def accuracy(language: str) -> str:
    """The table in one language, and what it was measured on."""
    if not EVALUATION.exists():
        return MISSING[language]
    report = json.loads(EVALUATION.read_text())
    rows = [(name, *_cells(report["pointing"][method])) for method, name in METHODS[language].items()]
    refusal = report["refusal"]["all"]
    shares = {name: percent(refusal[name]) for name in ("refused", "accepted", "precision")}
    note = NOTES[language].format(words=report["words"], photos=report["photos"], auc=refusal["auc"], **shares)
    return f"{markdown(HEADS[language], rows)}\n\n{note}"


def _cells(groups: dict[str, dict[str, float]]) -> tuple[str, str, str]:
    hits = (groups[group]["pointing"] for group in ("all", "not_person"))
    first, second = (percent(value) for value in hits)
    return first, second, percent(groups["all"]["share"])


def percent(share: float) -> str:
    """0.8123 -> `81.2 %`."""
    return f"{100 * share:.1f} %"


def training(_language: str) -> str:
    """Configuration and captions' metrics of the trained weights, from their manifest."""
    row = json.loads(MANIFEST.read_text())["weights"]["cross_attention"]
    told = [(name, row[name]) for name in ("data", "licence", "script") if name in row]
    told += [(name, _pairs(row[key])) for name, key in (("network", "config"), ("training", "training")) if key in row]
    told += [(name.replace("_", " "), _pairs(metrics)) for name, metrics in row["metrics"].items()]
    return markdown(("", ""), told)


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
