"""Where well-known image-text models stand among the strategies of the fusion lab.

Facts are from the papers named. `strategy` names the one of this project that works that way; those that read boxes
have a small sibling too (models/fusion/regions/catalogue_names.py), and one has it between the layers of a language
model (models/captioner/gated).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FamousModel:
    """One published model; texts are locale keys (famous.models.NAME)."""

    name: str
    title: str
    year: int
    strategy: str
    paper: str  # arXiv identifier
    authors: str
    gated: bool = False  # its sibling is made of gated layers, in the encoder panel

    @property
    def address(self) -> str:
        """Of the paper."""
        return f"https://arxiv.org/abs/{self.paper}"


FAMOUS: tuple[FamousModel, ...] = (
    FamousModel("vl_bert", "VL-BERT", 2019, "multimodal", "1908.08530", "Su et al."),
    FamousModel("lxmert", "LXMERT", 2019, "co_attention", "1908.07490", "Tan & Bansal"),
    FamousModel("uniter", "UNITER", 2019, "multimodal", "1909.11740", "Chen et al."),
    FamousModel("oscar", "Oscar", 2020, "multimodal", "2004.06165", "Li et al."),
    FamousModel("clip", "CLIP", 2021, "late_dual", "2103.00020", "Radford et al."),
    FamousModel("blip", "BLIP", 2022, "cross_words", "2201.12086", "Li et al."),
    FamousModel("flamingo", "Flamingo", 2022, "multi_scale", "2204.14198", "Alayrac et al.", gated=True),
)
