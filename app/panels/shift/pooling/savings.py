"""What the network's own poolings and strides save, as bars and in words."""

from __future__ import annotations

from app.language.i18n import Translator
from app.render.chart import Bar, log_bars
from models.network import NetworkPlan
from models.pooling_savings import Shrinking, shrinkings


def savings_chart(plan: NetworkPlan, t: Translator) -> str:
    """A bar per number of shrinkings that are kept, on a logarithmic scale."""
    steps = shrinkings(plan)
    bars = [
        Bar(
            "map" if each is steps[-1] else "random",
            _label(place, each, steps, t),
            each.macs / 1e6,
            millions(each.macs),
        )
        for place, each in enumerate(steps)
    ]
    return log_bars(bars, max(bar.value for bar in bars), t("shift.pooling.savings.chart"), t)


def savings_told(plan: NetworkPlan, t: Translator) -> str:
    """All of them together; that there is nothing to tell where there is none."""
    steps = shrinkings(plan)
    if len(steps) == 1:
        return t("shift.pooling.savings.none")
    return t(
        "shift.pooling.savings.told",
        count=len(steps) - 1,
        side=steps[0].side,
        last=steps[-1].side,
        without=millions(steps[0].macs),
        macs=millions(steps[-1].macs),
        times=t.number(steps[0].macs / steps[-1].macs, 0),
    )


def millions(count: int) -> str:
    """Multiply-accumulates: `385 M`, `12.4 G`."""
    return f"{count / 1e9:.1f} G" if count >= 1e9 else f"{count / 1e6:.1f} M" if count < 1e8 else f"{count / 1e6:.0f} M"


def _label(place: int, each: Shrinking, steps: tuple[Shrinking, ...], t: Translator) -> str:
    if not each.stage:
        return t("shift.pooling.savings.without", side=each.side)
    times = t.number(steps[place - 1].macs / each.macs, 1)
    return t("shift.pooling.savings.step", stage=each.stage, before=steps[place - 1].side, side=each.side, times=times)
