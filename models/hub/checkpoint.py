"""Loading a checkpoint through transformers: nothing but its own files, no code of its own, every weight there."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from models.errors import BrokenInstall, FoveaError
from models.hub.claim import CLASSES, claim_of
from models.hub.finite import check_weights
from models.hub.frame import InputSquare
from models.hub.names import DOWNLOADS, HubName, Source, missing_hub
from models.hub.refusals import broken_model, check_claim, check_source, lacking_weights
from models.hub_results import HubKind
from models.preprocessing import Preprocessing

# The PIL processors: the others need torchvision. They are read for their numbers only (see models/hub/frame.py).
PROCESSORS = {HubKind.CLIP: "CLIPImageProcessorPil", HubKind.BLIP: "BlipImageProcessorPil"}
ATTENTION = "eager"  # whatever a config asks for: the only kind that is there for both and that returns its weights


@dataclass(frozen=True)
class Checkpoint:
    """A model in evaluation mode, float32, whose weights take no gradient; its tokenizer; its processor's numbers."""

    name: HubName
    model: Any
    tokenizer: Any
    square: InputSquare


def load_checkpoint(source: Source, root: Path) -> Checkpoint:
    """Read it. `root` keeps what is downloaded.

    Raises BrokenInstall (``missing_hub``, ``broken_hub_model``, ``hub_fetch_failed``), InvalidArgument
    (``other_hub_family``, ``wrong_hub_model``, ``lacking_hub_weights``, ``hub_not_finite``).
    """
    library = _library()
    name = source.name
    options: dict[str, Any] = {"local_files_only": source.local, "trust_remote_code": False}
    check_source(source)
    if not source.local:
        options["cache_dir"] = str(root / DOWNLOADS)
    try:
        config = library.AutoConfig.from_pretrained(source.where, **options)
        check_claim(name, claim_of(config.model_type, config.architectures))
        tokenizer = library.AutoTokenizer.from_pretrained(source.where, **options)
        processor = getattr(library, PROCESSORS[name.kind]).from_pretrained(source.where, **options)
        model, loading = getattr(library, CLASSES[name.kind]).from_pretrained(
            source.where, **options, output_loading_info=True, dtype="float32", attn_implementation=ATTENTION
        )
    except FoveaError:
        raise
    except Exception as error:
        raise _unreadable(source, error) from error
    if loading["missing_keys"] or loading["mismatched_keys"]:
        raise lacking_weights(name, sorted(map(str, [*loading["missing_keys"], *loading["mismatched_keys"]])))
    check_weights(name, model)
    _check_tokenizer(name, tokenizer, int(model.config.text_config.vocab_size))
    return Checkpoint(name, model.eval().requires_grad_(False), tokenizer, _square(name, model, processor))


def _check_tokenizer(name: HubName, tokenizer: Any, known: int) -> None:
    """Where a folder has no vocabulary, transformers makes an empty tokenizer and says nothing."""
    if not known / 2 < len(tokenizer) <= known:
        raise broken_model(name, f"its tokenizer has {len(tokenizer)} tokens, the model {known}")
    if not tokenizer.is_fast:
        raise broken_model(name, "its tokenizer cannot say which characters a token stands for")


def _library() -> Any:
    try:
        library = importlib.import_module("transformers")
        library.utils.logging.disable_progress_bar()
        library.CLIPModel, library.BlipForImageTextRetrieval  # noqa: B018 (lazy: fails here without a fitting torch)
    except (ImportError, RuntimeError, AttributeError) as error:
        raise missing_hub(str(error).splitlines()[0]) from error
    return library


def _unreadable(source: Source, error: Exception) -> BrokenInstall:
    why = str(error).strip().splitlines() or [type(error).__name__]
    if source.local:
        return broken_model(source.name, why[0].replace(source.where, source.name.path)[:200].rstrip("."))
    return BrokenInstall(
        f"The weights of {source.name.path} cannot be fetched ({type(error).__name__}).",
        code="hub_fetch_failed",
        argument="model",
        hint="Put the checkpoint into a folder below FOVEA_HUB_DIR, or connect to the internet once.",
        name=source.name.path,
    )


def _square(name: HubName, model: Any, processor: Any) -> InputSquare:
    """The processor's numbers; the side of the square is the model's own."""
    size = int(model.config.vision_config.image_size)
    shortest = processor.size.get("shortest_edge") if processor.do_resize else None
    if shortest is not None and (int(processor.crop_size["height"]), int(processor.crop_size["width"])) != (size, size):
        raise broken_model(name, f"its processor cuts another size than the model's {size} pixels")
    mean, std = (processor.image_mean, processor.image_std) if processor.do_normalize else ((0.0,) * 3, (1.0,) * 3)
    red, green, blue = (255 * float(value) for value in mean)
    spread = tuple(255 * float(value) for value in std)
    preprocessing = Preprocessing(size, (red, green, blue), (spread[0], spread[1], spread[2]))
    return InputSquare(preprocessing, None if shortest is None else int(shortest), Image.Resampling(processor.resample))
