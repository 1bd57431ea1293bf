"""All siblings, in the order in which they are shown, with their frozen parts filled in."""

from __future__ import annotations

from models.fusion.regions.cross import RegionsCross
from models.fusion.regions.inputs import read_class_names
from models.fusion.regions.joint import JointRegions, RegionsSingle, RegionsTags
from models.fusion.strategy import FusionStrategy

SIBLINGS: tuple[type[FusionStrategy], ...] = (RegionsSingle, RegionsCross, RegionsTags)


def build_sibling(name: str) -> FusionStrategy:
    """A sibling with random weights of its own, and the text stream's states of the class names where it reads them.

    Raises KeyError for an unknown name.
    """
    sibling = {each.name: each for each in SIBLINGS}[name]()
    if isinstance(sibling, JointRegions) and sibling.tags:
        sibling.frozen.states.copy_(read_class_names())
    return sibling
