"""Cut a staged graph into the graphs that the lab runs, all of them sharing one file of weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, ValueInfoProto, helper

from models.backbone import Backbone
from models.engine.lab import files as lab_files
from models.engine.lab.files import SEED, gradient_of
from models.engine.lab.network_graph import constants, shapes
from models.engine.lab.reverse import reverse
from models.engine.lab.reverse_graph import tensor, value
from models.engine.lab.staged_graph import output_names, parts, reads
from models.engine.lab.twin_weights import twin_scales
from models.engine.tensors import Place, write_places
from models.network import PIXELS

SMALL = 1024  # bytes; smaller constants stay inside the graph
ALIGNMENT = 4096
SCALES = "scales.bin"
Arrays = dict[str, NDArray[Any]]
Made = dict[str, tuple[Place, NDArray[Any]]]  # of what, and with which scales


class GraphFolder:
    """Graphs in one folder over one file of weights."""

    def __init__(self, folder: Path, weights: Arrays, made_of: Made | None = None) -> None:
        self.folder, self.weights, self.made_of = folder, weights, made_of or {}
        folder.mkdir(parents=True)
        kept = {name: values for name, values in weights.items() if name not in self.made_of}
        scales = {name: scales for name, (_, scales) in self.made_of.items()}
        self.places = _write_weights(folder / lab_files.WEIGHTS, kept)
        self.places |= _write_weights(folder / SCALES, scales, smallest=0) if scales else {}

    def write(
        self, path: Path, nodes: Iterable[NodeProto], inputs: list[ValueInfoProto], outputs: list[ValueInfoProto],
        extra: Arrays | None = None,
    ) -> None:  # fmt: skip
        """Save a graph; its constants are those of the weights that its nodes name, and `extra`."""
        nodes = list(nodes)
        named = {name for node in nodes for name in node.input}
        kept = [self._stored(name) for name in self.weights if name in named]
        kept += [tensor(name, values) for name, values in (extra or {}).items() if name in named]
        graph = helper.make_graph(nodes, path.stem, inputs, outputs, kept)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), path)
        made = {name: self._made(name) for name in self.made_of if name in named}
        if made:
            write_places(path, made)

    def _made(self, name: str) -> Place:
        """Of a trained constant, and the scales that are kept in its stead."""
        source, scales = self.made_of[name]
        own = Place((self.folder / SCALES).resolve(), self.places[name][0], "float32", scales.shape)
        return replace(source, scales=own)

    def place(self, name: str) -> Place:
        """Where one of the large constants lies."""
        values = self.weights[name]
        file = (self.folder / lab_files.WEIGHTS).resolve()
        return Place(file, self.places[name][0], str(values.dtype), values.shape)

    def _stored(self, name: str) -> TensorProto:
        if name not in self.places:
            return tensor(name, self.weights[name])
        offset, length = self.places[name]
        stored = TensorProto(name=name, data_location=TensorProto.EXTERNAL)
        stored.data_type = helper.np_dtype_to_tensor_dtype(self.weights[name].dtype)
        stored.dims.extend(self.weights[name].shape)
        if name in self.made_of:  # the session is given it and looks for no file
            stored.external_data.add(key="location", value=SCALES)
            return stored
        for key, setting in (("location", lab_files.WEIGHTS), ("offset", offset), ("length", length)):
            stored.external_data.add(key=key, value=str(setting))
        return stored


def _write_weights(path: Path, weights: Arrays, smallest: int = SMALL) -> dict[str, tuple[int, int]]:
    """Large constants one after another; where each one lies (offset, length)."""
    places: dict[str, tuple[int, int]] = {}
    with path.open("wb") as file:
        for name, values in weights.items():
            if values.nbytes >= smallest:
                file.seek(-(-file.tell() // ALIGNMENT) * ALIGNMENT)
                places[name] = (file.tell(), values.nbytes)
                file.write(np.ascontiguousarray(values).tobytes())
    return places


def write_graphs(model: onnx.ModelProto, twin: onnx.ModelProto, folder: Path, backbone: Backbone) -> GraphFolder:
    """Everything under trained/, which is given back, and, from the twin with random weights, random/.

    Raises NoReverse where a part cannot run backward.
    """
    trained = GraphFolder(folder / lab_files.TRAINED, constants(model))
    pixels, outputs = list(model.graph.input), list(model.graph.output)
    trained.write(lab_files.stages_graph(folder), model.graph.node, pixels, outputs)
    trained.write(lab_files.scores_graph(folder), model.graph.node, pixels, outputs[-1:])
    write_parts(model, trained, forward=False)
    write_steps(model, trained, folder)
    scales = twin_scales(trained.weights, constants(twin), backbone)
    made_of = {name: (trained.place(name), each) for name, each in scales.items()}
    write_parts(twin, GraphFolder(folder / lab_files.RANDOM, constants(twin), made_of), forward=True)
    return trained


def write_steps(model: onnx.ModelProto, graphs: GraphFolder, folder: Path) -> None:
    """Each stage as a graph that gives every value on the way, so that one number can be followed through it."""
    known, names = shapes(model), output_names(model)
    for index, part in enumerate(parts(model)[:-1]):
        befores = reads(part, [PIXELS, *names[:index]])
        varying = set(befores)
        outputs = []
        for node in part:
            if varying.intersection(node.input):
                varying.update(node.output)
                outputs += [value(name, known[name], 1) for name in node.output if all(known.get(name, (0,)))]
        enters = [value(name, known[name], 1) for name in befores]
        graphs.write(lab_files.steps_graph(folder, index), part, enters, outputs)


def write_parts(model: onnx.ModelProto, graphs: GraphFolder, forward: bool) -> None:
    """One reverse graph per part, and its forward graph when asked for."""
    known, names = shapes(model), output_names(model)
    for index, (part, after) in enumerate(zip(parts(model), names, strict=True)):
        befores = reads(part, [PIXELS, *names[:index]])
        enters, leaves = [value(name, known[name], 1) for name in befores], value(after, known[after], 1)
        if forward:
            graphs.write(lab_files.forward_graph(graphs.folder, index), part, enters, [leaves])
        nodes, extra = reverse(part, befores, after, known, graphs.weights)
        gradients = [value(gradient_of(name), known[name], "seeds") for name in befores]
        path = lab_files.reverse_graph(graphs.folder, index)
        graphs.write(path, nodes, [*enters, value(SEED, known[after], "seeds")], gradients, extra)


def first_layer(model: onnx.ModelProto) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Kernels (K, 3, k, k) and biases (K,) of the convolution that reads the pixels; None where something else does."""
    reads = [node for node in model.graph.node if PIXELS in node.input]
    if len(reads) != 1 or reads[0].op_type != "Conv":
        return None
    stored = constants(model)
    kernels = stored[reads[0].input[1]]
    biases = stored[reads[0].input[2]] if len(reads[0].input) > 2 else np.zeros(len(kernels), np.float32)
    return kernels, biases
