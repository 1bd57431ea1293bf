"""Multimodal encoder: contextual tokens and photo places, with segment and position codes, in one self-attention stack.

As in UNITER (Chen et al. 2020, arXiv:1909.11740) and VL-BERT (Su et al. 2020, arXiv:1908.08530), whose encoders start
from a pretrained BERT; here the tokens come out of the pretrained text stream instead.
"""

from __future__ import annotations

from models.fusion.joint import JointEncoder
from models.fusion.streams import LAST


class Multimodal(JointEncoder):
    """Tokens are those of the text stream's last layer."""

    name = "multimodal"
    depths = (LAST,)
    segments = True
