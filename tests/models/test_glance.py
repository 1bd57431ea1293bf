"""What a file's first bytes say, without torch."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.backbones.glance import glance_at
from models.errors import InvalidArgument

STATE = {"weight": torch.arange(6.0).reshape(2, 3), "bias": torch.zeros(2)}


def header(content: object) -> bytes:
    text = json.dumps(content).encode()
    return len(text).to_bytes(8, "little") + text


@pytest.mark.parametrize("kind", ["zip", "pickle", "safetensors", "with metadata"])
def test_weights_as_they_are_saved_pass(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("own.pth" if kind in {"zip", "pickle"} else "own.safetensors")
    if path.suffix == ".pth":
        torch.save(STATE, path, _use_new_zipfile_serialization=kind == "zip")
    else:
        save_file(STATE, path, {"format": "pt"} if kind == "with metadata" else None)
    glance_at(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.pth", b""),
        ("own.pth", b"no weights"),
        ("own.pth", b"PK\x03\x04 and then nothing"),
        ("own.pth", pickle.dumps([1], protocol=0)),
        ("own.safetensors", b""),
        ("own.safetensors", b"short"),
        ("own.safetensors", b"\xff" * 100),
        ("own.safetensors", header([1, 2])),
        ("own.safetensors", header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}) + b"1234"),
        ("own.safetensors", header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}) + bytes(12)),
    ],
)
def test_what_can_be_no_weights_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidArgument, match="cannot be read as weights") as caught:
        glance_at(tmp_path / name)
    assert caught.value.code == "unreadable_weights"


@pytest.mark.parametrize("ending", [".pth", ".safetensors"])
def test_a_file_that_was_cut_short_is_refused(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"own{ending}"
    torch.save(STATE, path) if ending == ".pth" else save_file(STATE, path)
    path.write_bytes(path.read_bytes()[: -1500 if ending == ".pth" else -1])
    with pytest.raises(InvalidArgument):
        glance_at(path)
