"""What each kind of pooling does, in words and with the numbers of its filter and of this map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.language.i18n import Translator
from models.pooling import aliasing
from models.shift_results import PoolingKind, PoolingReport


def say_of(each: PoolingReport, signed: bool, t: Translator) -> Iterator[str]:
    """Sentences about one kind; `signed` says whether the map has values of both signs."""
    l2 = each.kind is PoolingKind.L2
    yield t("shift.pooling.say.l2_signed" if l2 and signed else f"shift.pooling.say.{each.kind.value}")
    if each.kind is PoolingKind.BLUR:
        yield t("shift.pooling.blur_same") if each.kernel == 2 else t("shift.pooling.blur_less")
    if each.aliasing is not None:
        plain = aliasing(PoolingKind.STRIDED, each.kernel, each.stride) or 0.0
        key = "aliasing_plain" if each.kind is PoolingKind.STRIDED else "aliasing"
        numbers = {"share": t.percent(each.aliasing)} | ({} if key == "aliasing_plain" else {"plain": t.percent(plain)})
        yield t(f"shift.pooling.{key}", **numbers)
    if each.cropped is not None:
        yield t("shift.pooling.cropped", error=t.number(each.cropped, 3))


def cause_of(reports: Sequence[PoolingReport], t: Translator) -> str | None:
    """Which operation breaks moving along, and what pooling is for; None until every kind is there."""
    if len(reports) < len(PoolingKind):
        return None
    changes = {each.kind.value: t.number(one_cell(each)) for each in reports}
    kept = {name: changes[name] for name in ("strided", "max", "average", "global")}
    return t("shift.pooling.cause", stride=reports[0].stride, **kept)


def one_cell(each: PoolingReport) -> float:
    """Change of the output when the map moves by one cell, the mean of both directions."""
    return float(each.change[abs(each.shifts) == 1].mean())
