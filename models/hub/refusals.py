"""Why a checkpoint is not read: the errors, and the look at its config that comes before anything is loaded."""

from __future__ import annotations

from pathlib import Path

from models.errors import BrokenInstall, InvalidArgument
from models.hub.claim import CLASSES, CONFIG, Claim, read_claim
from models.hub.names import HubName, Source
from models.hub_results import HubKind


def check_source(source: Source) -> None:
    """A folder's config; of the hub nothing is known yet. Raises as `check_claim` does."""
    if source.local:
        check_claim(source.name, read_claim(Path(source.where) / CONFIG))


def check_claim(name: HubName, claim: Claim) -> None:
    """Raises InvalidArgument (``other_hub_family``, ``wrong_hub_model``) where a config is of another class."""
    if claim.family not in tuple(HubKind):
        raise _other_family(name, claim.family[:40] or "?")
    if claim.kind is not name.kind:
        raise _wrong_model(name, ", ".join(claim.classes)[:80] or claim.family)


def lacking_weights(name: HubName, lacking: list[str]) -> InvalidArgument:
    """The error for a checkpoint that has not every weight of its class."""
    wanted, more = CLASSES[name.kind], len(lacking) - 1
    return InvalidArgument(
        f"{name.path} is no whole {wanted}: it holds no weights for {lacking[0]} and {more} more.",
        code="lacking_hub_weights",
        argument="model",
        hint=f"Name a checkpoint of the class {wanted}.",
        name=name.path,
        wanted=wanted,
        found=lacking[0],
        more=more,
    )


def not_finite(name: str, where: str) -> InvalidArgument:
    """The error for a checkpoint whose weights, or whose answers, are not numbers."""
    return InvalidArgument(
        f"{name} computes with NaN or infinity: {where}.",
        code="hub_not_finite",
        argument="model",
        hint="Its weights are damaged, or were saved in a type too small for them. Save them again, in float32.",
        name=name,
        where=where,
    )


def broken_model(name: HubName, why: str) -> BrokenInstall:
    """The error for a checkpoint that cannot be read."""
    return BrokenInstall(
        f"{name.path} cannot be read: {why}.",
        code="broken_hub_model",
        argument="model",
        hint="Save the model and its processor into the folder once more (save_pretrained of both).",
        name=name.path,
        why=why,
    )


def _other_family(name: HubName, found: str) -> InvalidArgument:
    return InvalidArgument(
        f"{name.path} is a {found} model; only CLIP and BLIP image-text matching are read here.",
        code="other_hub_family",
        argument="model",
        hint="Choose a checkpoint of the class CLIPModel or BlipForImageTextRetrieval.",
        name=name.path,
        found=found,
    )


def _wrong_model(name: HubName, found: str) -> InvalidArgument:
    wanted = CLASSES[name.kind]
    return InvalidArgument(
        f"{name.path} holds no {wanted}, but {found}.",
        code="wrong_hub_model",
        argument="model",
        hint="Only CLIPModel (as clip:NAME) and BlipForImageTextRetrieval (as blip:NAME) are read here.",
        name=name.path,
        wanted=wanted,
        found=found,
    )
