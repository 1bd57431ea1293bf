"""What several exported graphs hold is kept once: smaller, the same to the bit, and checked wherever it lies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.engine.exports.note import is_whole, note_folder
from models.engine.exports.pack import hollow, key_of, pack
from models.engine.session import open_session
from models.engine.tensors import HALF, TENSORS, places_of, read_npz

SIDE = 160  # 102,400 bytes: large enough to be shared
SHARED: NDArray[np.float32] = np.random.default_rng(0).standard_normal((SIDE, SIDE)).astype(np.float32)
OWN: NDArray[np.float32] = np.random.default_rng(1).standard_normal((SIDE, SIDE)).astype(np.float32)
PHOTO: NDArray[np.float32] = np.random.default_rng(2).standard_normal((3, SIDE)).astype(np.float32)


def write_graph(path: Path, *weights: NDArray[Any], outside: bool = False) -> None:
    """A product with each of the matrices in turn, and a small sum; `outside`: as the lab keeps its weights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [f"w{index}" for index in range(len(weights))]
    values = ["x", *(f"v{index}" for index in range(len(weights)))]
    nodes = [helper.make_node("MatMul", [values[i], name], [values[i + 1]]) for i, name in enumerate(names)]
    nodes.append(helper.make_node("Add", [values[-1], "small"], ["y"]))
    stored = [numpy_helper.from_array(each, name) for name, each in zip(names, weights, strict=True)]
    stored.append(numpy_helper.from_array(np.ones(1, np.float32), "small"))
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, SIDE]) for name in "xy"]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, path, save_as_external_data=outside, location="weights.bin" if outside else None)


def answers(path: Path) -> NDArray[np.float32]:
    found: NDArray[np.float32] = open_session(path).run(None, {"x": PHOTO})[0]
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three exported folders: two whole graphs that share a matrix with one whose weights lie beside it."""
    write_graph(tmp_path / "lab" / "net-1" / "trained" / "stages.onnx", SHARED, outside=True)
    write_graph(tmp_path / "look-1" / "look.onnx", SHARED, OWN)
    write_graph(tmp_path / "read-1" / "read.onnx", OWN, SHARED)
    for folder in folders(tmp_path):
        note_folder(folder)
    return tmp_path


def folders(root: Path) -> list[Path]:
    return [root / "lab" / "net-1", root / "look-1", root / "read-1"]


def size_of(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())


def test_packed_graphs_answer_the_same_and_take_less(root: Path) -> None:
    graphs = sorted(root.rglob("*.onnx"))
    before, large = [answers(graph) for graph in graphs], size_of(root)
    pack(root)
    assert size_of(root) < large - 3 * SHARED.nbytes + 20_000  # of five matrices two are left
    assert all(np.array_equal(answers(graph), was) for graph, was in zip(graphs, before, strict=True))
    assert all(is_whole(folder) for folder in folders(root))


def test_a_constant_is_found_where_it_lies(root: Path) -> None:
    index = pack(root)
    assert np.array_equal(index[key_of(SHARED)].read(), SHARED)
    assert index[key_of(SHARED)].file.name == "weights.bin"
    assert index[key_of(OWN)].file == (root / "look-1" / TENSORS).resolve()
    assert [place.file.parent.name for place in places_of(root / "read-1" / "read.onnx").values()] == [
        "look-1",
        "trained",
    ]


def test_what_half_precision_holds_exactly_is_kept_in_half(tmp_path: Path) -> None:
    rounded = OWN.astype(np.float16).astype(np.float32)
    write_graph(tmp_path / "read-1" / "read.onnx", rounded, SHARED)
    note_folder(tmp_path / "read-1")
    before = answers(tmp_path / "read-1" / "read.onnx")
    index = pack(tmp_path)
    assert (index[key_of(rounded)].dtype, index[key_of(SHARED)].dtype) == (HALF, "float32")
    assert np.array_equal(index[key_of(rounded)].read(), rounded)
    assert np.array_equal(answers(tmp_path / "read-1" / "read.onnx"), before)
    assert (tmp_path / "read-1" / TENSORS).stat().st_size < 1.6 * SHARED.nbytes


def test_arrays_that_a_graph_holds_are_kept_once(root: Path) -> None:
    arrays = {"weight": SHARED, "bias": OWN[0]}
    np.savez(root / "look-1" / "classifier.npz", allow_pickle=False, **arrays)
    note_folder(root / "look-1")
    pack(root)
    assert (root / "look-1" / "classifier.npz").stat().st_size < 2_000
    found = read_npz(root / "look-1" / "classifier.npz")
    assert found.keys() == arrays.keys()
    assert all(np.array_equal(found[name], each) for name, each in arrays.items())
    assert is_whole(root / "look-1")


def test_packing_twice_changes_nothing(root: Path) -> None:
    pack(root)
    once = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    pack(root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == once


@pytest.mark.parametrize(
    ("file", "hit"),
    [
        ("lab/net-1/trained/weights.bin", ["net-1", "look-1", "read-1"]),
        (f"look-1/{TENSORS}", ["look-1", "read-1"]),
        ("read-1/read.onnx.json", ["read-1"]),
    ],
)
def test_a_changed_byte_is_noticed_by_all_who_read_it(root: Path, file: str, hit: list[str]) -> None:
    pack(root)
    content = bytearray((root / file).read_bytes())
    content[len(content) // 2] ^= 1
    (root / file).write_bytes(content)
    assert [folder.name for folder in folders(root) if not is_whole(folder)] == hit


def test_a_folder_is_hollow_when_what_it_was_packed_with_is_gone(root: Path) -> None:
    pack(root)
    assert hollow(root) == []
    shutil.rmtree(root / "look-1")  # as newer code's export of it does
    assert hollow(root) == [root / "read-1"]
