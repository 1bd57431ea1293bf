"""The language model as an ONNX graph, in the 4 bits that its file has: nothing is widened, nothing is lost.

A block of 32 weights of the file is scale x q + least, q of 4 bits (Q4_1). onnxruntime multiplies by scale x (q - 8)
from 4 bits (MatMulNBits); what is missing, (least + 8 scale) times the sum of the block's inputs, is one narrow product
more. Queries and keys are rotated in halves instead of in neighbours: their rows are put in that order here, which
changes no product of a query with a key. Needs onnx; models/captioner/llama.py is the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.captioner.package import BLOCK, QuantisedTensor, Sizes
from models.engine.captioner.files import INPUTS, OUTPUTS
from models.results import FloatArray

OPSET, CONTRIB, IR = 20, "com.microsoft", 10
ZERO = 8  # what MatMulNBits takes from every q


class Graph:
    """Nodes and constants under names of their own."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: Sequence[str], count: int = 1, **attributes: Any) -> str:
        """One node's (first) output; several are NAME_0, NAME_1, ..."""
        name = f"n{len(self.nodes)}"
        outputs = [name] if count == 1 else [f"{name}_{index}" for index in range(count)]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name, **attributes))
        return name

    def constant(self, values: NDArray[np.generic]) -> str:
        """Its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, *values: int) -> str:
        """A constant of whole numbers."""
        return self.constant(np.array(values, np.int64))

    def number(self, value: float) -> str:
        """A constant of one float."""
        return self.constant(np.array(value, np.float32))


class LlamaGraph(Graph):
    """Blocks of a Llama that follow each other."""

    def __init__(self, sizes: Sizes, norms: dict[str, FloatArray], weights: dict[str, QuantisedTensor]) -> None:
        super().__init__()
        self.sizes, self._norms, self._weights = sizes, norms, weights
        self._shared = sizes.heads // sizes.groups
        self._sums: dict[str, str] = {}  # of an input's blocks, made once for all weights that read it
        self._scale, self._epsilon = self.number(sizes.head_width**-0.5), self.number(sizes.epsilon)

    def build(self, blocks: range | None = None) -> onnx.ModelProto:
        """Some blocks, all unless told otherwise; the last of all is followed by the norm of the states.

        Vectors (B, T, D), places (B, T), bias (B, 1, T, S), past (L, 2, B, G, P, d) -> states (B, T, D), kept; L is
        the number of these blocks.
        """
        blocks = blocks or range(self.sizes.layers)
        vectors, places, bias, past = INPUTS
        turns, layers = self._turns(places), len(blocks)
        wide = self.node("Unsqueeze", [bias, self.numbers(1)])
        pasts = [past]
        if layers > 1:
            split = self.node("Split", [past], layers, axis=0, num_outputs=layers)
            pasts = [f"{split}_{number}" for number in range(layers)]
        stream, kept = vectors, []
        for layer, before in zip(blocks, pasts, strict=True):
            stream, keys_values = self._block(f"blk.{layer}", stream, turns, wide, before)
            kept.append(keys_values)
        states = self._norm("output_norm", stream) if blocks.stop == self.sizes.layers else stream
        for name, made in zip(OUTPUTS, (states, self.node("Concat", kept, axis=0)), strict=True):
            self.nodes.append(helper.make_node("Identity", [made], [name]))
        return self._model(layers)

    def _block(self, name: str, stream: str, turns: tuple[str, str], bias: str, past: str) -> tuple[str, str]:
        seen = self._norm(f"{name}.attn_norm", stream)
        query = self._turned(self._heads(self._linear(f"{name}.attn_q", seen), self.sizes.heads), turns)
        key = self._turned(self._heads(self._linear(f"{name}.attn_k", seen), self.sizes.groups), turns)
        value = self._heads(self._linear(f"{name}.attn_v", seen), self.sizes.groups)
        new = self.node("Concat", [self._lifted(key), self._lifted(value)], axis=1)
        kept = self.node("Concat", [past, new], axis=4)  # (1, 2, B, G, P + T, d)
        both = self.node("Split", [kept], 2, axis=1, num_outputs=2)
        stream = self.node("Add", [stream, self._attended(name, query, f"{both}_0", f"{both}_1", bias)])
        seen = self._norm(f"{name}.ffn_norm", stream)
        gate = self._linear(f"{name}.ffn_gate", seen)
        opened = self.node("Mul", [gate, self.node("Sigmoid", [gate])])
        hidden = self.node("Mul", [opened, self._linear(f"{name}.ffn_up", seen)])
        return self.node("Add", [stream, self._linear(f"{name}.ffn_down", hidden)]), kept

    def _attended(self, name: str, query: str, keys: str, values: str, bias: str) -> str:
        """Queries (B, H, T, d) in groups that share a key; keys and values (1, 1, B, G, S, d) -> (B, T, D)."""
        sizes = self.sizes
        grouped = self.node("Reshape", [query, self.numbers(0, sizes.groups, self._shared, -1, sizes.head_width)])
        key, value = (self._dropped(each) for each in (keys, values))  # (B, G, 1, S, d)
        logits = self.node("MatMul", [grouped, self.node("Transpose", [key], perm=(0, 1, 2, 4, 3))])
        weights = self.node("Softmax", [self.node("Add", [self.node("Mul", [logits, self._scale]), bias])], axis=-1)
        heard = self.node("Transpose", [self.node("MatMul", [weights, value])], perm=(0, 3, 1, 2, 4))
        return self._linear(f"{name}.attn_output", self.node("Reshape", [heard, self.numbers(0, 0, sizes.width)]))

    def _heads(self, stream: str, heads: int) -> str:
        """(B, T, H d) -> (B, H, T, d)."""
        split = self.node("Reshape", [stream, self.numbers(0, 0, heads, self.sizes.head_width)])
        return self.node("Transpose", [split], perm=(0, 2, 1, 3))

    def _lifted(self, heads: str) -> str:
        """(B, G, T, d) -> (1, 1, B, G, T, d)."""
        return self.node("Unsqueeze", [heads, self.numbers(0, 1)])

    def _dropped(self, kept: str) -> str:
        """(1, 1, B, G, S, d) -> (B, G, 1, S, d)."""
        flat = self.node("Squeeze", [kept, self.numbers(0, 1)])
        return self.node("Unsqueeze", [flat, self.numbers(2)])

    def _turns(self, places: str) -> tuple[str, str]:
        """Cosines and sines (B, 1, T, d / 2)."""
        half = np.arange(0, self.sizes.head_width, 2, dtype=np.float32) / np.float32(self.sizes.head_width)
        rates = self.constant(np.float32(self.sizes.rope_base) ** -half)
        at = self.node("Unsqueeze", [self.node("Cast", [places], to=TensorProto.FLOAT), self.numbers(1, 3)])
        angles = self.node("Mul", [at, rates])
        return self.node("Cos", [angles]), self.node("Sin", [angles])

    def _turned(self, heads: str, turns: tuple[str, str]) -> str:
        """Each first half with its second half by its place's angle."""
        halves = self.node("Split", [heads], 2, axis=-1, num_outputs=2)
        first, second, (cosine, sine) = f"{halves}_0", f"{halves}_1", turns
        left = self.node("Sub", [self.node("Mul", [first, cosine]), self.node("Mul", [second, sine])])
        right = self.node("Add", [self.node("Mul", [first, sine]), self.node("Mul", [second, cosine])])
        return self.node("Concat", [left, right], axis=-1)

    def _norm(self, name: str, stream: str) -> str:
        mean = self.node("ReduceMean", [self.node("Mul", [stream, stream]), self.numbers(-1)])
        length = self.node("Sqrt", [self.node("Add", [mean, self._epsilon])])
        return self.node("Mul", [self.node("Div", [stream, length]), self.constant(self._norms[f"{name}.weight"])])

    def _linear(self, name: str, inputs: str) -> str:
        """(..., K) -> (..., N) from 4 bits."""
        weight = self._weights[f"{name}.weight"]
        if name.endswith(("attn_q", "attn_k")):
            weight = weight.rows(halves_first(len(weight.scales), self.sizes.head_width))
        count, blocks = weight.scales.shape
        packed = self.constant(weight.codes[..., 0::2] | weight.codes[..., 1::2] << 4)
        attributes: dict[str, Any] = {
            "K": blocks * BLOCK,
            "N": count,
            "bits": 4,
            "block_size": BLOCK,
            "domain": CONTRIB,
        }
        most = self.node("MatMulNBits", [inputs, packed, self.constant(weight.scales.reshape(-1))], **attributes)
        rest = self.constant((weight.least + np.float32(ZERO) * weight.scales).T)
        return self.node("Add", [most, self.node("MatMul", [self._block_sums(inputs, blocks), rest])])

    def _block_sums(self, inputs: str, blocks: int) -> str:
        """(B, T, K) -> (B, T, K / BLOCK)."""
        if inputs not in self._sums:
            apart = self.node("Reshape", [inputs, self.numbers(0, 0, blocks, BLOCK)])
            self._sums[inputs] = self.node("ReduceSum", [apart, self.numbers(-1)], keepdims=0)
        return self._sums[inputs]

    def _model(self, layers: int) -> onnx.ModelProto:
        sizes, floats = self.sizes, TensorProto.FLOAT
        kept = (layers, 2, "rows", sizes.groups, "past", sizes.head_width)
        shapes = (("rows", "new", sizes.width), ("rows", "new"), ("rows", 1, "new", "all"), kept)
        kinds = (floats, TensorProto.INT64, floats, floats)
        inputs = [helper.make_tensor_value_info(*each) for each in zip(INPUTS, kinds, shapes, strict=True)]
        outs = (("rows", "new", sizes.width), (*kept[:4], "all", sizes.head_width))
        outputs = [
            helper.make_tensor_value_info(name, floats, shape) for name, shape in zip(OUTPUTS, outs, strict=True)
        ]
        graph = helper.make_graph(self.nodes, "llama", inputs, outputs, self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR)


def halves_first(rows: int, head_width: int) -> NDArray[np.intp]:
    """Rows of each head: those that stand first in their pair, then those that stand second."""
    order = np.arange(rows).reshape(-1, head_width // 2, 2)
    return np.ascontiguousarray(order.transpose(0, 2, 1)).reshape(-1)
