"""A small archive with answers that are known: bright things on dark photos."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.evaluation.archive import Archive

SIZE = 112


def photo_bytes(box: tuple[int, int, int, int]) -> bytes:
    pixels = np.full((SIZE, SIZE, 3), 20, np.uint8)
    left, top, right, bottom = box
    pixels[top:bottom, left:right] = 250
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def write_tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


PHOTOS: list[dict[str, Any]] = [
    {"label": "cat", "box": (8, 8, 72, 72), "caption": "cat sitting on a red sofa"},
    {"label": "dog", "box": (56, 56, 104, 104), "caption": "dog running on green grass"},
]


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    annotations, pairs, members = [], [], {}
    for photo in PHOTOS:
        name, caption, label = f"{photo['label']}.png", photo["caption"], photo["label"]
        members[f"set/images/{name}"] = photo_bytes(photo["box"])
        small = {"label": "cup", "box": [80, 0, 104, 24]}
        annotations.append(
            {
                "image": name,
                "width": SIZE,
                "height": SIZE,
                "dataset": "coco",
                "objects": [{"label": label, "box": list(photo["box"])}, small],
                "captions": [caption],
            }
        )
        pairs.append({"image": name, "caption_index": 0, "word": label, "span": [0, len(label)], "label": label})
    members["set/annotations.json"] = json.dumps(annotations).encode()
    members["set/caption_word_pairs.json"] = json.dumps(pairs).encode()
    return write_tar(tmp_path / "set.tar", members)


@pytest.fixture
def archive(archive_path: Path) -> Archive:
    return Archive(archive_path)


@pytest.fixture
def captions_path(tmp_path: Path) -> Path:
    rows = [
        {"image": f"{n}.png", "captions": [text] * 5, "dataset": "flickr8k", "split": split}
        for n, (text, split) in enumerate(
            [("a dog on snow", "test"), ("a man in a hat", "test"), ("a boy at the beach", "test"), ("x", "train")]
        )
    ]
    members = {f"set/images/{row['image']}": photo_bytes((n * 20, 10, n * 20 + 30, 60)) for n, row in enumerate(rows)}
    return write_tar(tmp_path / "captions.tar", members | {"set/captions.json": json.dumps(rows).encode()})
