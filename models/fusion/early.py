"""Early fusion: CNN places and word embeddings, before any text layer, as one sequence into one Transformer encoder."""

from __future__ import annotations

from models.fusion.joint import JointEncoder
from models.fusion.streams import EMBEDDING


class Early(JointEncoder):
    """The text stream gives only its input embeddings; everything else is learned by the joint encoder."""

    name = "early"
    depths = (EMBEDDING,)
