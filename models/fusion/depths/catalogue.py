"""All depths, from early to late, with the CNN's own stages filled in.

As for convolutional stages below Transformer stages (CoAtNet, Dai et al. 2021, arXiv:2106.04803), here with the words
in the sequence and the CNN going on afterwards.
"""

from __future__ import annotations

from models.fusion.catalogue import fill_cnn
from models.fusion.inside_cnn import InsideCnn


class InsideBlock4(InsideCnn):
    """At stride 8: a place is the mean of 4 x 4 cells."""

    name = "inside_block4"
    stages = ("block4",)


class InsideBlock10(InsideCnn):
    """At stride 16: a place is the mean of 2 x 2 cells."""

    name = "inside_block10"
    stages = ("block10",)


class InsideBlock14(InsideCnn):
    """At stride 32, as `inside_cnn`: a place is a cell."""

    name = "inside_block14"


DEPTHS: tuple[type[InsideCnn], ...] = (InsideBlock4, InsideBlock10, InsideBlock14)


def build_depth(name: str) -> InsideCnn:
    """A depth with random weights of its own; raises KeyError for an unknown name."""
    depth = {each.name: each for each in DEPTHS}[name]()
    fill_cnn(depth)
    return depth
