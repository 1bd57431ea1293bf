"""What the template of `famous` reads: a card a published model, and the schemes of all strategies."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.scene import FusionScene
from app.panels.fusion.schemes import scheme
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.famous import FamousModel
from models.fusion.regions.catalogue_names import sibling_of
from models.hub_results import HubKind


@dataclass(frozen=True)
class FamousCard:
    """One published model."""

    model: FamousModel
    label: str  # of `famous`: whether it runs, a sibling of it does, or it is only described
    sibling_href: str | None
    own_href: str | None  # where it runs with weights that a person brings
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


def label_of(model: FamousModel) -> str:
    """What is said of a famous model: `runs`, `sibling`, `gated` or `described`."""
    if model.name in tuple(HubKind):
        return "runs"
    return "sibling" if sibling_of(model.name) else "gated" if model.gated else "described"


def sibling_href(model: FamousModel, scene: FusionScene) -> str | None:
    """Where its small sibling runs, in this panel or in the encoder's."""
    if model.gated:
        return f"{scene.scene.address('encoder')}?view=flamingo"
    return scene.href(view="siblings") if sibling_of(model.name) else None


def famous_page(models: tuple[FamousModel, ...], scene: FusionScene) -> FamousPage:
    """Cards."""
    t = scene.t
    return FamousPage(
        tuple(
            FamousCard(
                each,
                label_of(each),
                sibling_href(each, scene),
                scene.href(view="hub") if each.name in tuple(HubKind) else None,
                scheme(each.strategy, t),
                scene.href(view="compare", name=each.strategy),
            )
            for each in models
        ),
        tuple(SchemeCard(name, scheme(name, t), scene.href(view="compare", name=name)) for name in STRATEGY_SHAPES),
    )
