"""Tiny checkpoints of the real classes, with random weights and a tokenizer of a few tokens, saved as folders."""

from __future__ import annotations

import importlib
import string
from pathlib import Path
from typing import Any

import torch

SIDE, PATCH = 32, 8  # pixels: 4 x 4 places
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[ENC]", "[DEC]", "a", "cat", "on", "blue", "so", "##fa", "dog",
          "the", "red", "photo", "of", "sits")  # fmt: skip
VISION = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2,
          "image_size": SIDE, "patch_size": PATCH}  # fmt: skip


def save_clip(folder: Path, seed: int = 0, layers: int = 3, side: int = SIDE, cut: int | None = None) -> Path:
    """A CLIPModel with its processor, whose text tower reads 64 tokens."""
    library = _library()
    torch.manual_seed(seed)
    config = library.CLIPConfig(
        text_config={"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
                     "vocab_size": len(_letters()), "max_position_embeddings": 64, "projection_dim": 8,
                     "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1},
        vision_config=VISION | {"image_size": side, "num_hidden_layers": layers, "projection_dim": 8},
        projection_dim=8,
    )  # fmt: skip
    _shaken(library.CLIPModel(config)).save_pretrained(folder)
    cut = cut or side
    square = {"height": cut, "width": cut}
    library.CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size=square).save_pretrained(folder)
    library.CLIPTokenizer(vocab=_letters(), merges=[("a", "t</w>"), ("c", "at</w>")]).save_pretrained(folder)
    return folder


def save_blip(folder: Path, seed: int = 0, kind: str = "BlipForImageTextRetrieval") -> Path:
    """A BLIP of any class, with its processor, whose text stack reads 24 tokens."""
    library = _library()
    torch.manual_seed(seed)
    config = library.BlipConfig(
        text_config={"hidden_size": 16, "encoder_hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 3,
                     "num_attention_heads": 2, "vocab_size": len(PIECES), "max_position_embeddings": 24,
                     "pad_token_id": 0, "bos_token_id": 6, "eos_token_id": 3, "sep_token_id": 3},
        vision_config=VISION,
        image_text_hidden_size=8,
    )  # fmt: skip
    _shaken(getattr(library, kind)(config)).save_pretrained(folder)
    library.BlipImageProcessorPil(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    library.BertTokenizer(vocab={piece: number for number, piece in enumerate(PIECES)}).save_pretrained(folder)
    return folder


def _library() -> Any:
    library: Any = importlib.import_module("transformers")
    library.utils.logging.disable_progress_bar()
    return library


def _shaken(model: Any) -> Any:
    """Weights large enough that attention is not even."""
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() > 1:
                weights.normal_(0, 0.35)
    return model


def _letters() -> dict[str, int]:
    """Every printable byte, alone and at the end of a word, as CLIP's byte-level vocabulary spells them."""
    alone = string.ascii_lowercase + string.digits + string.punctuation
    whole = ["<|startoftext|>", "<|endoftext|>", *alone, *(f"{each}</w>" for each in alone), "at</w>", "cat</w>"]
    return {piece: number for number, piece in enumerate(whole)}
