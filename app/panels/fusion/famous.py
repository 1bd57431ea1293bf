"""The sub-view `famous`: published models in the scheme of this panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.layers.overlay import Overlay
from app.panels.working import Work
from app.render.scheme import scheme_svg
from app.samples.sample import Sample
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.famous import FAMOUS, FamousModel


@dataclass(frozen=True)
class FamousCard:
    """One published model."""

    model: FamousModel
    scheme: str
    href: str


@dataclass(frozen=True)
class SchemeCard:
    """One strategy of this project."""

    name: str
    scheme: str
    href: str


@dataclass(frozen=True)
class FamousPage:
    """What the template reads."""

    models: tuple[FamousCard, ...]
    strategies: tuple[SchemeCard, ...]


@dataclass(frozen=True)
class FamousView:
    """Which strategy, what queries what, which losses."""

    name: str = "famous"
    template: str = "panels/fusion/_famous.html"
    needs_models: bool = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """None."""
        return ()

    async def run(self, sample: Sample, query: FusionQuery, engines: Engines, grown: dict[str, Any]) -> bool:
        """Nothing runs."""
        return True

    def view(self, result: bool, scene: FusionScene) -> FamousPage:
        """Cards."""
        t = scene.t
        return FamousPage(
            tuple(
                FamousCard(
                    each,
                    scheme_svg(each.strategy, t(f"fusion.names.{each.strategy}")),
                    scene.href(view="compare", name=each.strategy),
                )
                for each in FAMOUS
            ),
            tuple(
                SchemeCard(name, scheme_svg(name, t(f"fusion.names.{name}")), scene.href(view="compare", name=name))
                for name in STRATEGY_SHAPES
            ),
        )

    def overlay(self, result: bool, scene: FusionScene) -> Overlay | None:
        """The photo stays as it is."""
