"""The sub-views of the layers panel, in the order of its switch. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from app.panels.layers.classes import ClassView
from app.panels.layers.conv import ConvView
from app.panels.layers.cost import CostView
from app.panels.layers.field import FieldView
from app.panels.layers.maps import MapsView
from app.panels.layers.nets import NetsView
from app.panels.layers.query import LayersQuery, read_layers_query
from app.panels.layers.subview import SubView
from app.panels.layers.trust import TrustView
from app.samples.sample import Sample

SUBVIEWS: tuple[SubView, ...] = (
    MapsView(),
    FieldView(),
    ConvView(),
    CostView(),
    ClassView(),
    TrustView(),
    NetsView(),
)
VIEWS = tuple(subview.name for subview in SUBVIEWS)
OWN = frozenset().union(*(subview.own for subview in SUBVIEWS))


def read_query(query: Mapping[str, str], sample: Sample) -> LayersQuery:
    """The panel's state in a query string."""
    return read_layers_query(query, VIEWS, OWN, sample.height / sample.width)


def subview_of(name: str) -> SubView:
    """The sub-view of this name; it exists, for the query was read against them."""
    return next(subview for subview in SUBVIEWS if subview.name == name)
