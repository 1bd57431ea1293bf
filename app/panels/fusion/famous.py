"""The sub-view `famous`: published models in the scheme of this panel."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.render.scheme import scheme_svg
from app.samples.sample import Sample
from app.work.sweeps import Work
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


class FamousView(FusionSubView):
    """Which strategy, what queries what, which losses."""

    name = "famous"
    template = "panels/fusion/_famous.html"
    needs_models = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """None."""
        return ()

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> bool:
        """Nothing runs."""
        return True

    def draw(self, result: bool, scene: FusionScene) -> FamousPage:
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
