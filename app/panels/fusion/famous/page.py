"""What the template of `famous` reads: a card a published model, and the schemes of all strategies."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.scene import FusionScene
from app.render.scheme import scheme_svg
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.famous import FamousModel
from models.hub_results import HubKind


@dataclass(frozen=True)
class FamousCard:
    """One published model."""

    model: FamousModel
    runs: bool  # with weights that a person brings; the others are only described
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


def famous_page(models: tuple[FamousModel, ...], scene: FusionScene) -> FamousPage:
    """Cards."""
    t = scene.t
    return FamousPage(
        tuple(
            FamousCard(
                each,
                each.name in tuple(HubKind),
                scheme_svg(each.strategy, t(f"fusion.names.{each.strategy}")),
                scene.href(view="compare", name=each.strategy),
            )
            for each in models
        ),
        tuple(
            SchemeCard(name, scheme_svg(name, t(f"fusion.names.{name}")), scene.href(view="compare", name=name))
            for name in STRATEGY_SHAPES
        ),
    )
