"""Whether the gated layers look at the photo, as `python -m benchmarks.flamingo` measured it."""

from __future__ import annotations

from models.captioner.gated.table import PAIRS, WAYS, GatedTable, gated_table
from models.captioner.table import Mean
from scripts.markdown import markdown

HEADS = {"en": ("behind the gates", "nats a token", "95 % interval", "perplexity"),
         "zh-CN": ("门控后面", "每个词元的 nat", "95 % 区间", "困惑度")}  # fmt: skip
NAMES = {
    "en": {
        "own": "its own photo",
        "mean": "the mean photo, gates open",
        "another": "other photos",
        "shut": "gates shut: the untouched language model",
        "another_own": "other photos less own photo",
        "mean_own": "mean photo less own photo: what the photo tells",
        "shut_mean": "gates shut less mean photo: how captions sound",
        "shut_own": "gates shut less own photo",
    },
    "zh-CN": {
        "own": "自己的照片",
        "mean": "平均照片，门控打开",
        "another": "其他照片",
        "shut": "门控关上：原封不动的语言模型",
        "another_own": "其他照片减去自己的照片",
        "mean_own": "平均照片减去自己的照片：照片说了多少",
        "shut_mean": "门控关上减去平均照片：图说惯常的写法",
        "shut_own": "门控关上减去自己的照片",
    },
}
COMMAND = "`python -m benchmarks.flamingo ../shared/data/train_real.tar`"
UNMEASURED = {
    "en": f"These weights have not been measured yet: {COMMAND}, then `make bench-record`.",
    "zh-CN": f"这些权重还没有测量：{COMMAND}，然后 `make bench-record`。",
}
NOTES = {
    "en": "{photos} photos of Flickr8k's test split, one caption each; one seed; 95 % intervals by drawing photos "
    "anew, differences photo by photo. Over {swaps} random swaps of the photos the mean loss with another photo lies "
    "between {low:.2f} and {high:.2f}; with its own photo a caption loses less for {least:.0f} to {most:.0f} % of the "
    "photos. Of the nouns that it writes for {written} of the photos, {own:.0f} % ({own_low:.0f} to {own_high:.0f}) "
    "are in what five people said of the photo, {other:.0f} % in what they said of another one. {command}.",
    "zh-CN": "Flickr8k 测试集的 {photos} 张照片，每张一句图说；一个种子；95 % 区间由重抽照片得到，差值逐张计算。"
    "把照片随机互换 {swaps} 次，看着别的照片时平均损失在 {low:.2f} 与 {high:.2f} 之间；"
    "{least:.0f} 到 {most:.0f} % 的照片让自己的图说损失更小。它为其中 {written} 张照片写的名词里，"
    "{own:.0f} %（{own_low:.0f} 到 {own_high:.0f}）出现在五个人对这张照片的描述中，"
    "{other:.0f} % 出现在对另一张照片的描述中。{command}。",
}


def flamingo(language: str) -> str:
    """The table in one language, and how it was measured."""
    table = gated_table()
    if table is None:
        return UNMEASURED[language]
    names = NAMES[language]
    rows = [_row(names[name], table.losses[name], f"{table.perplexity(name).value:.1f}") for name in WAYS]
    rows += [_row(names[name], table.pairs[name], "") for name in PAIRS]
    return markdown(HEADS[language], rows) + f"\n\n{_note(table, language)}"


def _row(name: str, mean: Mean, perplexity: str) -> tuple[str, str, str, str]:
    return name, f"{mean.value:.2f}", f"{mean.low:.2f} to {mean.high:.2f}", perplexity


def _note(table: GatedTable, language: str) -> str:
    nouns = table.nouns
    return NOTES[language].format(
        command=COMMAND,
        photos=table.photos,
        swaps=len(table.each),
        low=min(table.each),
        high=max(table.each),
        least=100 * min(table.better),
        most=100 * max(table.better),
        written=table.written,
        own=100 * nouns.value,
        own_low=100 * nouns.low,
        own_high=100 * nouns.high,
        other=100 * table.nouns_other.value,
    )
