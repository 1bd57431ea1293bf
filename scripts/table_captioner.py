"""Whether the language model looks at the photo, as `python -m benchmarks.captioner` measured it."""

from __future__ import annotations

from models.captioner.table import PAIRS, SWAPS, WAYS, CaptionerTable, Mean, captioner_table
from scripts.markdown import markdown

HEADS = {"en": ("measured", "nats", "95 % interval"), "zh-CN": ("测量", "nat", "95 % 区间")}
NAMES = {
    "en": {
        "own": "loss of a token after its own photo",
        "without": "after no photo (the mean of what 500 training photos become)",
        "another": "after another photo",
        "words": "after the prompt's words alone, untrained",
        "without_own": "no photo less own photo",
        "another_own": "another photo less own photo",
        "another_without": "another photo less no photo",
    },
    "zh-CN": {
        "own": "自己的照片之后，每个词元的损失",
        "without": "没有照片（500 张训练照片变成的向量的平均）",
        "another": "另一张照片之后",
        "words": "只有提示里的词，没有训练",
        "without_own": "没有照片减去自己的照片",
        "another_own": "另一张照片减去自己的照片",
        "another_without": "另一张照片减去没有照片",
    },
}
SWAP_NAMES = {
    "en": {
        "own": '"dog" and "cat" exchanged: a caption loses more, with its photo',
        "without": "the same without the photo",
        "more": "the first less the second",
    },
    "zh-CN": {"own": "“dog”和“cat”对调：有照片时一句图说多损失", "without": "没有照片时", "more": "前者减去后者"},
}
COMMAND = "`python -m benchmarks.captioner ../shared/data/train_real.tar`"
UNMEASURED = {
    "en": f"These weights have not been measured yet: {COMMAND}, then `make bench-record`.",
    "zh-CN": f"这些权重还没有测量：{COMMAND}，然后 `make bench-record`。",
}
NOTES = {
    "en": "{photos} photos of Flickr8k's test split, one caption each; {swapped} of these captions have a dog or a "
    "cat; 95 % intervals by drawing photos anew, differences photo by photo. The photo lowers the loss of "
    "{better:.0f} % of the captions. Of the nouns that it writes for {written} of the photos, {own:.0f} % "
    "({low:.0f} to {high:.0f}) are in what five people said of the photo, {other:.0f} % in what they said of another "
    'one. Of a grey photo it writes: "{grey}". {command}.',
    "zh-CN": "Flickr8k 测试集的 {photos} 张照片，每张一句图说，其中 {swapped} 句里有狗或猫；95 % 区间由重抽照片得到，"
    "差值逐张计算。{better:.0f} % 的图说因照片而损失变小。它为其中 {written} 张照片写的名词里，"
    "{own:.0f} %（{low:.0f} 到 {high:.0f}）出现在五个人对这张照片的描述中，{other:.0f} % 出现在对另一张照片的描述中。"
    "对着一张灰色的照片，它写：“{grey}”。{command}。",
}


def captioner(language: str) -> str:
    """The table in one language, and how it was measured."""
    table = captioner_table()
    if table is None:
        return UNMEASURED[language]
    rows = [_row(NAMES[language][name], table.losses[name]) for name in WAYS]
    rows += [_row(NAMES[language][name], table.pairs[name]) for name in PAIRS]
    rows += [_row(SWAP_NAMES[language][name], table.swaps[name]) for name in SWAPS]
    return markdown(HEADS[language], rows) + f"\n\n{_note(table, language)}"


def _row(name: str, mean: Mean) -> tuple[str, str, str]:
    return name, f"{mean.value:.2f}", f"{mean.low:.2f} to {mean.high:.2f}"


def _note(table: CaptionerTable, language: str) -> str:
    nouns = table.nouns
    return NOTES[language].format(
        command=COMMAND,
        photos=table.photos,
        swapped=table.swapped,
        better=100 * table.better,
        written=table.written,
        own=100 * nouns.value,
        low=100 * nouns.low,
        high=100 * nouns.high,
        other=100 * table.nouns_other.value,
        grey=table.grey,
    )
