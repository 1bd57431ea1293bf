"""Keep once what several exported graphs hold: MiniLM lies in four of them, EfficientNet-Lite0 and NanoDet in three.

For a folder that goes into a wheel or an image. Large constants leave their graphs for ``tensors.bin`` of the folder,
unless another folder has the same bytes already; models/engine/tensors.py finds them again. The notes of the folders
name every file that is read, so that a changed byte is noticed wherever it lies.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, external_data_helper, numpy_helper

from models.engine.exports.note import NOTE, Note, read_note, write_note
from models.engine.tensors import HALF, TENSORS, Place, places_file, places_of, write_places
from models.weights import sha256_of

LARGE = 65_536  # bytes
ALIGNMENT = 4096
Index = dict[tuple[str, str, tuple[int, ...]], Place]  # digest, type, shape


def pack(root: Path) -> Index:
    """Every exported folder below `root`; where each large constant lies. Folders that are packed stay as they are."""
    folders = sorted(path.parent for path in root.rglob(NOTE))
    index: Index = {}
    for folder in folders:
        index |= _indexed(_kept_outside(folder))
    for folder in folders:
        index |= _indexed(place for place in _packed_places(folder) if place.scales is None)
    for folder in folders:
        _pack_folder(folder, index)
    return index


def hollow(root: Path) -> list[Path]:
    """Exported folders with constants in a file that is gone: packed with an export that newer code has replaced."""
    folders = sorted(path.parent for path in root.rglob(NOTE))
    return [each for each in folders if not all(place.file.exists() for place in _packed_places(each))]


def _kept_outside(folder: Path) -> Iterator[Place]:
    """Constants of graphs that lay beside them from the first, as the lab's do."""
    for graph in sorted(folder.rglob("*.onnx")):
        if not places_file(graph).exists():
            for stored in onnx.load(graph, load_external_data=False).graph.initializer:
                if external_data_helper.uses_external_data(stored):
                    where = {each.key: each.value for each in stored.external_data}
                    file = (graph.parent / where["location"]).resolve()
                    yield Place(file, int(where.get("offset", 0)), _dtype(stored), tuple(stored.dims))


def _packed_places(folder: Path) -> Iterator[Place]:
    """Where everything lies that no file of the folder holds itself."""
    for file in sorted(each for pattern in ("*.onnx", "*.npz") for each in folder.rglob(pattern)):
        yield from places_of(file).values()


def _indexed(places: Iterable[Place]) -> Index:
    return {key_of(place.read()): place for place in set(places)}


def key_of(values: NDArray[Any]) -> tuple[str, str, tuple[int, ...]]:
    """What two constants have in common that are the same."""
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest(), str(values.dtype), values.shape


def _dtype(stored: TensorProto) -> str:
    return str(onnx.helper.tensor_dtype_to_np_dtype(stored.data_type))


def _pack_folder(folder: Path, index: Index) -> None:
    graphs = [graph for graph in sorted(folder.rglob("*.onnx")) if not places_file(graph).exists()]
    for graph in graphs:
        _pack_graph(graph, folder, index)
    for arrays in sorted(folder.rglob("*.npz")):
        _pack_arrays(arrays, index)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    elsewhere = {place.file for place in _packed_places(folder)}
    files |= {Path(os.path.relpath(path, folder.resolve())).as_posix(): path for path in elsewhere}
    note = read_note(folder) or Note()
    noted = {name: sha256_of(path) for name, path in files.items() if path.stat().st_size and path.name != NOTE}
    write_note(folder, Note(noted, note.libraries))


def _pack_graph(graph: Path, folder: Path, index: Index) -> None:
    model = onnx.load(graph, load_external_data=False)
    places: dict[str, Place] = {}
    for stored in model.graph.initializer:
        if external_data_helper.uses_external_data(stored) or len(stored.raw_data) < LARGE:
            continue
        places[stored.name] = _placed(stored, folder, index)
        move_out(stored)
    if places:
        graph.write_bytes(model.SerializeToString())
        write_places(graph, places)


def _pack_arrays(path: Path, index: Index) -> None:
    """Take out of a file of arrays those that a graph holds, too."""
    if places_file(path).exists():
        return
    with np.load(path) as stored:
        arrays = dict(stored)
    places = {
        name: index[key_of(each)] for name, each in arrays.items() if each.nbytes >= LARGE and key_of(each) in index
    }
    if places:
        np.savez(path, allow_pickle=False, **{name: each for name, each in arrays.items() if name not in places})
        write_places(path, places)


def _placed(stored: TensorProto, folder: Path, index: Index) -> Place:
    """Where the same bytes lie already, or where they are written now."""
    values = np.ascontiguousarray(numpy_helper.to_array(stored))
    key = key_of(values)
    if key not in index:
        path, narrow = (folder / TENSORS).resolve(), halved(values)
        with path.open("ab") as file:
            file.write(bytes(-file.tell() % ALIGNMENT))
            dtype = str(values.dtype) if narrow is values else HALF
            index[key] = Place(path, file.tell(), dtype, values.shape)
            file.write(narrow.tobytes())
    return index[key]


def halved(values: NDArray[Any]) -> NDArray[Any]:
    """As float16 where that loses nothing: our own weights are kept so, and exported as float32."""
    if values.dtype != np.float32:
        return values
    with np.errstate(over="ignore", under="ignore"):
        narrow = values.astype(np.float16)
    return narrow if narrow.astype(np.float32).tobytes() == values.tobytes() else values


def move_out(stored: TensorProto) -> None:
    """Say that it lies elsewhere; onnxruntime is given it when the session is opened and never looks for the file."""
    stored.ClearField("raw_data")
    stored.data_location = TensorProto.EXTERNAL
    stored.external_data.add(key="location", value=TENSORS)
