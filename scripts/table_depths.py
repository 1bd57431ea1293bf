"""A Transformer inside the CNN at three depths as it was measured."""

from __future__ import annotations

from models.fusion.baselines import read_baselines
from models.fusion.depths.catalogue_names import SIZE
from models.fusion.depths.table import read_depth_table
from models.fusion.streams import STRIDES
from scripts.markdown import markdown
from scripts.table_fusion import interval_text

HEADS = {
    "en": ("after", "stride", "true or swapped", "points at words", "weights", "runs again for each sentence"),
    "zh-CN": ("在其后", "步长", "真实或调换", "指向词", "权重", "每个句子重算"),
}
COMMANDS = "`python -m models.training.fusion_depths`, `.report`, `.ship`."
NOTES = {
    "en": "Means of {seeds} seeds with 95 % intervals; {steps} steps, {captions} captions, {pixels} pixels, from "
    "random weights. Flickr8k's test split; {words} caption words of COCO val2017 and VOC2012 photos, of which a "
    "random cell hits {random} ± {spread} % and the middle {centre} %. Multiply-accumulates of a pair after the stage. "
    "{commands}",
    "zh-CN": "{seeds} 个随机种子的平均值与 95 % 区间；从随机权重开始，{steps} 步，{captions} 条描述，{pixels} 像素。"
    "Flickr8k 测试集；COCO val2017 和 VOC2012 照片的 {words} 个描述词，其中随机一格命中 {random} ± {spread} %，"
    "中央命中 {centre} %。乘加是该阶段之后一对的次数。{commands}",
}


def depths(language: str) -> str:
    """The table in one language, and how it was measured."""
    table, known = read_depth_table(), read_baselines()
    rows = [
        (
            f"`{row.stage}`",
            str(STRIDES[row.stage]),
            interval_text(row.accuracy),
            interval_text(row.pointing),
            f"{row.parameters / 1e6:.2f} M",
            f"{row.macs / 1e6:.1f} M",
        )
        for row in table.rows
    ]
    note = NOTES[language].format(
        seeds=table.seeds,
        steps=f"{table.steps:,}",
        captions=f"{table.captions:,}",
        pixels=SIZE,
        words=known.words,
        commands=COMMANDS,
        **known.written,
    )
    return markdown(HEADS[language], rows) + f"\n\n{note}"
