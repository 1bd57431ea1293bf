"""Three things that a CNN is trained for, side by side, and what studies found. The words are in the locales."""

from __future__ import annotations

from dataclasses import dataclass

PARADIGMS = (
    "end",
    "contrastive",
    "multimodal",
)  # an end model, an encoder beside a text tower, one before a language model
ASPECTS = ("goal", "input", "output", "data", "supervision", "optimised")


@dataclass(frozen=True)
class Study:
    """What one paper found."""

    name: str
    title: str
    authors: str
    year: int
    paper: str  # its number on arXiv

    @property
    def address(self) -> str:
        """Where it can be read."""
        return f"https://arxiv.org/abs/{self.paper}"


STUDIES = (
    Study("clip", "CLIP", "Radford et al.", 2021, "2103.00020"),
    Study("lit", "LiT", "Zhai et al.", 2022, "2111.07991"),
    Study("flamingo", "Flamingo", "Alayrac et al.", 2022, "2204.14198"),
    Study("llava", "LLaVA", "Liu et al.", 2023, "2304.08485"),
    Study("idefics2", "Idefics2", "Laurençon et al.", 2024, "2405.02246"),
    Study("latentlens", "LatentLens", "Krojer et al.", 2026, "2602.00462"),
)
