"""How well the maps point and the scores refuse, as `make evaluate` last measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.evaluation.report import TITLES, percent
from scripts.markdown import markdown

EVALUATION = Path(__file__).parents[1] / "benchmarks" / "accuracy.json"
CHINESE = {
    "pointing_all": "最亮处在框内：所有词",
    "pointing_people": "最亮处在框内：人物",
    "pointing_things": "最亮处在框内：非人物",
    "inside_all": "框内的证据份额：所有词",
    "inside_people": "框内的证据份额：人物",
    "inside_things": "框内的证据份额：非人物",
    "two_things_own": "“a A and a B”：最亮处在自己的物体上",
    "two_things_other": "“a A and a B”：最亮处在另一物体上",
    "parts": "部位：最亮处在该部位上",
    "large_missed": "照片中很大却未找到",
    "right_accepted": "正确的词被接受",
    "absent_refused": "不存在的词被拒绝",
    "separation": "正确的词高于不存在的词（AUC）",
    "nonsense_all": "无意义和抽象的词被找到",
    "nonsense_letters": "其中：字母",
    "nonsense_keyboard": "其中：键盘上的一排键",
    "nonsense_invented": "其中：杜撰的词",
    "nonsense_abstract": "其中：抽象名词",
    "nonsense_function-like": "其中：类似虚词的词",
    "colour_above": "颜色被换：真实颜色得分更高",
    "colour_true_found": "颜色被换：真实颜色被找到",
    "colour_still_found": "颜色被换：换上的颜色仍被找到",
    "action_above": "动作被换：真实动作得分更高",
    "action_true_found": "动作被换：真实动作被找到",
    "action_still_found": "动作被换：换上的动作仍被找到",
    "mirrored_same": "镜像照片：最亮处不变",
    "half_size_same": "缩小一半的照片：最亮处不变",
    "caption_words_all": "标题中的词：真实高于不存在（AUC）",
    "caption_words_covered": "其中：属于检测器的 80 类",
    "caption_words_uncovered": "其中：不属于任何一类",
    "caption_words_scene": "其中的物：草、雪、衬衫、帽子……",
    "chinese_pointing_all": "中文：最亮处在框内：所有词",
    "english_pointing_all": "同样的词，英文",
    "chinese_pointing_things": "中文：最亮处在框内：非人物",
    "english_pointing_things": "同样的词，英文",
    "chinese_right_accepted": "中文：正确的词被接受",
    "english_right_accepted": "同样的词，英文",
    "chinese_absent_refused": "中文：不存在的词被拒绝",
    "english_absent_refused": "同样的词，英文",
    "chinese_above_swapped": "中文：自己的说明高于别的照片的说明",
    "english_above_swapped": "同样的照片，英文",
}
WAYS = {
    "attention": "注意力",
    "class activation": "CNN 的类激活图",
    "centre": "照片中心",
    "random": "随机",
    "anywhere on the thing": "物体上任意处",
}
HEADS = {
    "en": ("measured", "here", "95 % interval", "tried", "simpler ways"),
    "zh-CN": ("测量项", "本项目", "95 % 区间", "次数", "更简单的办法"),
}
NOTES = {
    "en": "`make evaluate`: {photos} COCO val2017 and VOC2012 photos with {words} caption words that have boxes, and "
    "(caption words) Flickr8k's test split; none of them trained on. Intervals by drawing photos anew.",
    "zh-CN": "`make evaluate`：{photos} 张 COCO val2017 和 VOC2012 照片，{words} 个带框的标题词；标题词一项用 "
    "Flickr8k 测试集；均未用于训练。区间由对照片重新抽样得出。",
}
MISSING = {"en": "Not measured yet: `make evaluate`.", "zh-CN": "尚未测量：`make evaluate`。"}


def accuracy(language: str) -> str:
    """The table in one language, and what it was measured on."""
    if not EVALUATION.exists():
        return MISSING[language]
    report = json.loads(EVALUATION.read_text())
    titles = TITLES if language == "en" else CHINESE
    lines = [(titles[name].strip(), *_cells(row, language)) for name, row in report["rows"].items()]
    note = NOTES[language].format(words=report["words"], photos=report["photos"])
    return f"{markdown(HEADS[language], lines)}\n\n{note}"


def _cells(row: dict[str, Any], language: str) -> tuple[str, str, str, str]:
    measure = row["measure"]
    ways = {name: name if language == "en" else WAYS.get(name, name) for name in row["baselines"]}
    others = ", ".join(f"{ways[name]} {percent(one['value'])}" for name, one in row["baselines"].items())
    interval = f"{100 * measure['low']:.1f} to {100 * measure['high']:.1f}"
    if language != "en":
        others = others.replace(", ", "，")
    return percent(measure["value"]), interval, f"{measure['trials']:,}", others
