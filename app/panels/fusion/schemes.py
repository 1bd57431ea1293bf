"""A strategy's scheme with what enters it."""

from __future__ import annotations

from app.language.i18n import Translator
from app.render.scheme import scheme_svg
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.streams import EMBEDDING, PATCHES

CNN, TEXT = "CNN", "MiniLM"  # the same in every language


def scheme(name: str, t: Translator) -> str:
    """The picture of a strategy; what each stream gives it stands in the lowest boxes."""
    shape = STRATEGY_SHAPES[name]
    photo = t("fusion.stream.pixels") if PATCHES in shape.stages else CNN
    words = t("fusion.stream.pieces") if shape.depths == (EMBEDDING,) else TEXT
    return scheme_svg(name, t(f"fusion.names.{name}"), (photo, words))
