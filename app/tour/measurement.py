"""A number of this photo that the tour and the three questions tell: the view that shows it, and how it is read there.

The view finds it (`Panel.examine`), as for its page and its JSON; nothing is computed a second way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.engines import Engines
from app.language.i18n import Translator
from app.panels import find_panel
from app.panels.panel import Findings
from app.samples.sample import Sample
from models.errors import Busy


@dataclass(frozen=True)
class Reading:
    """What was measured: `values` fill the sentences of the locale, `right` names the guess that they prove."""

    values: Mapping[str, object]
    right: str = ""


@dataclass(frozen=True)
class Measurement:
    """One number, and the address of the view that shows it."""

    name: str  # of its sentences in the locale
    panel: str
    read: Callable[[Any, Translator], Reading]
    address: Mapping[str, str] = field(default_factory=dict)

    def href(self, root: str, sample: Sample, **more: object) -> str:
        """Where it is seen."""
        query = urlencode({**self.address, **more}, safe=":,;")
        return f"{root}/s/{sample.id}/{self.panel}{'?' if query else ''}{query}"


async def measure(measurement: Measurement, sample: Sample, engines: Engines, t: Translator) -> Reading:
    """Find what the view shows, all of it, and read the number; raises FoveaError where the view cannot say."""
    panel = find_panel(measurement.panel)
    query = panel.read_query({**measurement.address, "wait": "1"}, sample)
    found = await panel.examine(sample, query, engines)
    if isinstance(found, Findings):
        if found.error:
            raise found.error
        found = found.found
    if found is None:
        hint = "Ask again in some seconds."
        raise Busy("The network is being prepared.", code="preparing_view", hint=hint, retry_after=5)
    return measurement.read(found, t)


def bucket(value: float, *bounds: tuple[str, float]) -> str:
    """The name of the first bound that the value lies below; of the last one where it lies below none."""
    return next((name for name, bound in bounds if value < bound), bounds[-1][0])
