"""How often cells say what they show, as `python -m benchmarks.visual_words` measured it."""

from __future__ import annotations

from models.encoder.visual_words_table import Share, VisualWordsTable, visual_words_table
from scripts.markdown import markdown

HEADS = {
    "en": ("words by", "hit@1", "hit@5", "people, hit@5", "other things, hit@5"),
    "zh-CN": ("词来自", "hit@1", "hit@5", "人，hit@5", "其他，hit@5"),
}
WAYS = {
    "en": {
        "trained": "trained projector",
        "classifier": "the classifier's own words",
        "untrained": "untrained projector",
        "chance": "chance: words of other photos",
    },
    "zh-CN": {
        "trained": "训练过的投影层",
        "classifier": "分类器自己的词",
        "untrained": "没训练的投影层",
        "chance": "偶然：别的照片的词",
    },
}
COMMAND = "`python -m benchmarks.visual_words ../shared/data/eval_dev.tar`"
UNMEASURED = {
    "en": f"These weights have not been measured yet: {COMMAND}, then `make bench-record`.",
    "zh-CN": f"这些权重还没有测量：{COMMAND}，然后 `make bench-record`。",
}
NOTES = {
    "en": "{cells:,} cells (of 14 x 14 at 448 px) of {photos} COCO val2017 and VOC2012 photos, each at least half "
    "inside the boxes of one label; a hit is a word of a written list of synonyms; 95 % intervals by drawing photos "
    "anew. Hit@5 of each trained seed: {seeds} %. {clear:.0f} % of these cells are near enough to a "
    "word to say it; of those {right:.0f} % hit, of the others {wrong:.0f} % would. {command}.",
    "zh-CN": "{photos} 张 COCO val2017 和 VOC2012 照片的 {cells:,} 个格子（448 像素时 14 x 14 个），"
    "每个至少有一半在某一个标签的框内；写好的同义词表里的词算说对；95 % 区间由重抽照片得到。"
    "各个种子训练出来的 hit@5：{seeds} %。这些格子中 {clear:.0f} % 离某个词足够近而说出它，"
    "其中 {right:.0f} % 说对，其余的若开口 {wrong:.0f} % 说对。{command}。",
}


def visual_words(language: str) -> str:
    """The table in one language, and how it was measured."""
    table = visual_words_table()
    if table is None:
        return UNMEASURED[language]
    rows = [
        (
            WAYS[language][row.way],
            _share(row.at_1["all"]),
            f"{_share(row.at_5['all'])} ({_per_cent(row.at_5['all'].low)} to {_per_cent(row.at_5['all'].high)})",
            _share(row.at_5["people"]),
            _share(row.at_5["not_people"]),
        )
        for row in table.rows
    ]
    return markdown(HEADS[language], rows) + f"\n\n{_note(table, language)}"


def _note(table: VisualWordsTable, language: str) -> str:
    return NOTES[language].format(
        command=COMMAND,
        cells=table.cells["all"],
        photos=table.photos,
        seeds=", ".join(_per_cent(seed) for seed in table.seeds),
        clear=100 * table.clear,
        right=100 * table.clear_at_5,
        wrong=100 * table.unclear_at_5,
    )


def _per_cent(share: float) -> str:
    return f"{100 * share:.1f}"


def _share(share: Share) -> str:
    return f"{_per_cent(share.value)} %"
