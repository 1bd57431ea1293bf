"""The siblings of the famous models as they were measured."""

from __future__ import annotations

from models.fusion.baselines import read_baselines
from models.fusion.regions.table import SiblingTable, read_sibling_table
from scripts.markdown import markdown
from scripts.table_fusion import interval_text

HEADS = {
    "en": ("sibling", "of", "true or swapped", "points at words", "people left out", "weights"),
    "zh-CN": ("同类", "属于", "真实或调换", "指向词", "不含人", "权重"),
}
OF = {"regions_single": "VL-BERT, UNITER", "regions_cross": "LXMERT", "regions_tags": "Oscar"}
POINTERS = {
    "en": (("any_box", "any box at all"), ("surest_box", "the surest box"), ("random_box", "a random box")),
    "zh-CN": (("any_box", "任何方框"), ("surest_box", "最有把握的方框"), ("random_box", "随机方框")),
}
COMMANDS = "`python -m models.training.fusion_regions.cache`, `.captions`, `fusion_regions`, `.report`, `.ship`."
NOTES = {
    "en": "Means of {seeds} seeds with 95 % intervals; {steps} steps of 16 captions from what the first training, at "
    "224 pixels, made of `multimodal` and `co_attention`, which all seeds share. Flickr8k's test split; {words} "
    "caption words of COCO val2017 and VOC2012 photos: the centre of the heaviest box lies in a box of the word. A "
    "random cell hits {random} ± {spread} %, the middle {centre} %. Boxes of NanoDet-g of a score of at least {floor}: "
    "{boxes:.1f} a photo of the data on average, {without:.1f} % have none. {commands}",
    "zh-CN": "{seeds} 个随机种子的平均值与 95 % 区间；"
    "从 `multimodal` 和 `co_attention` 在 224 像素上的初训结果开始（各种子相同）"
    "训练 {steps} 步，每步 16 条描述。Flickr8k 测试集；"
    "COCO val2017 和 VOC2012 照片的 {words} 个描述词：权重最大的方框的中心落在该词的框内。"
    "随机一格命中 {random} ± {spread} %，中央命中 {centre} %。NanoDet-g 得分至少 {floor} 的方框："
    "数据中的照片平均 {boxes:.1f} 个，{without:.1f} % 没有。{commands}",
}


def siblings(language: str) -> str:
    """The table in one language, and how it was measured."""
    table, known = read_sibling_table(), read_baselines()
    note = NOTES[language].format(
        seeds=table.seeds,
        steps=f"{table.steps:,}",
        words=table.baselines.words,
        floor=f"{table.floor:g}",
        boxes=table.baselines.boxes,
        without=table.baselines.without,
        commands=COMMANDS,
        **known.written,
    )
    return markdown(HEADS[language], [*_measured(table), *_pointers(table, language)]) + f"\n\n{note}"


def _measured(table: SiblingTable) -> list[tuple[str, ...]]:
    rows = []
    for row in table.rows:
        pointing = dict(row.pointing)
        parts = (interval_text(each) for each in (row.accuracy, pointing["all"], pointing["not_person"]))
        rows.append((f"`{row.name}`", OF[row.name], *parts, f"{row.parameters / 1e6:.2f} M"))
    return rows


def _pointers(table: SiblingTable, language: str) -> list[tuple[str, ...]]:
    """What points without reading the word."""
    rows: list[tuple[str, ...]] = []
    for name, title in POINTERS[language]:
        found = getattr(table.baselines, name)
        rows.append((title, "", "", f"{found['all']:.1f} %", f"{found['not_person']:.1f} %", ""))
    return rows
