"""The fusion strategies as they were measured."""

from __future__ import annotations

from models.fusion.baselines import read_baselines
from models.fusion.photo_size import photo_size, places_side
from models.fusion.table import read_table, read_training
from models.statistics import SeedInterval
from scripts.markdown import markdown

HEADS = {
    "en": (
        "strategy",
        "true or swapped",
        "caption → photo @1 / @10",
        "points at words",
        "weights",
        "MACs",
        "time",
        "memory",
    ),
    "zh-CN": ("策略", "真实或调换", "描述→照片 @1 / @10", "指向词", "权重", "乘加", "时间", "内存"),
}
COMMANDS = (
    "`scripts/train-places`, `python -m models.training.fusion_places.ship`; "
    "`python -m benchmarks.fusion`, `pointing_baselines`."
)
NOTES = {
    "en": "Means of {seeds} seeds with 95 % intervals, from one first training at 224 pixels ({first_steps} steps, "
    "{first_captions} captions); {steps} steps at {pixels} pixels, {captions} captions to match and, for those that "
    "attend, {placed} with places, learning rate {rate}. Flickr8k's test split (rank among {gallery} photos, {queries} "
    "captions); {words} caption words of COCO val2017 and VOC2012 photos, of which a random cell hits {random} ± "
    "{spread} % and the middle {centre} %. One pair of {side} x {side} places and 32 tokens; MACs: for all, everything "
    "after EfficientNet's block14 and MiniLM's third layer. {commands}",
    "zh-CN": "{seeds} 个随机种子的平均值与 95 % 区间，都从同一次 224 像素的初训开始"
    "（{first_steps} 步，{first_captions} 条描述）；"
    "{pixels} 像素上 {steps} 步，{captions} 条描述用于匹配，有注意力的策略另见 {placed} 条有位置的描述，学习率 {rate}。"
    "Flickr8k 测试集（在 {gallery} 张照片中排名，{queries} 条描述）；COCO val2017 和 VOC2012 照片的 {words} 个描述词，"
    "其中随机一格命中 {random} ± {spread} %，中央命中 {centre} %。一对：{side} x {side} 个位置，"
    "32 个词元；乘加：九种都计入 EfficientNet 的 block14 和 MiniLM 第三层之后的一切。{commands}",
}
NONE = {"en": "cannot", "zh-CN": "无法"}


def fusion(language: str) -> str:
    """The table in one language, and how it was measured."""
    table = read_table()
    rows = []
    for row in table:
        recalls = dict(row.recalls)
        found = " / ".join(f"{recalls[f'caption_to_photo_{rank}'].mean:.0f}" for rank in (1, 10))
        measured = row.measured
        rows.append(
            (
                f"`{row.name}`",
                interval_text(row.accuracy),
                f"{found} %",
                interval_text(row.pointing) if row.pointing else NONE[language],
                f"{row.parameters / 1e6:.2f} M",
                f"{row.macs / 1e6:.1f} M",
                f"{measured.milliseconds:.2f} ms",
                f"{measured.peak_bytes / 1e6:.1f} MB",
            )
        )
    trained, known = read_training(), read_baselines()
    note = NOTES[language].format(
        seeds=trained.seeds,
        first_steps=f"{trained.first.steps:,}",
        first_captions=f"{trained.first.captions:,}",
        pixels=photo_size(),
        steps=" + ".join(f"{course.steps:,}" for course in trained.courses),
        placed=f"{trained.placed:,}",
        gallery=table[0].gallery,
        captions=f"{trained.captions:,}",
        rate=" + ".join(f"{course.learning_rate:g}" for course in trained.courses),
        queries=table[0].queries,
        side=places_side(),
        words=known.words,
        **known.written,
        commands=COMMANDS,
    )
    return markdown(HEADS[language], rows) + f"\n\n{note}"


def interval_text(each: SeedInterval) -> str:
    """A mean and its interval."""
    return f"{each.mean:.1f} % ({each.low:.1f} to {each.high:.1f})"
