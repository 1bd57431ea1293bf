"""Any convolutional classifier as a staged backbone, by its data flow.

The network is traced once (torch.fx). Where exactly one feature map carries everything onwards, it can be cut; it is
cut at such places between blocks, so that a residual block stays whole, and before layers that look at neighbours, so
that norm and activation stay with their convolution. What comes after the last feature map is the tail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.fx.passes.shape_prop import ShapeProp

from models.backbone import Backbone, StageInfo, freeze
from models.errors import InvalidArgument
from models.preprocessing import Preprocessing

POINTWISE_MODULES = (
    nn.BatchNorm2d, nn.ReLU, nn.ReLU6, nn.SiLU, nn.Hardswish, nn.Hardsigmoid, nn.GELU, nn.LeakyReLU, nn.ELU, nn.Sigmoid,
    nn.Dropout, nn.Dropout2d, nn.Identity,
)  # fmt: skip
POINTWISE_FUNCTIONS = frozenset(
    ("relu", "relu_", "relu6", "silu", "hardswish", "batch_norm", "dropout", "contiguous", "hardtanh")
)
CONTAINERS = (nn.Sequential, nn.ModuleList)
TOLERANCE = 1e-4
MOST_OPAQUE = 200  # modules that may branch on what they see
TRACE_ERRORS = (TypeError, RuntimeError, ValueError, AttributeError, NameError, fx.proxy.TraceError)


class DataflowBackbone(Backbone):
    """A traced classifier: its stages, and its own tail instead of global mean pooling and a linear layer."""

    def __init__(
        self,
        name: str,
        stages: Sequence[tuple[StageInfo, nn.Module]],
        rest: nn.Module,
        classifier: nn.Linear,
        preprocessing: Preprocessing,
    ) -> None:
        super().__init__(name, stages, classifier, preprocessing)
        self.rest = rest
        self.exact_cam = False

    @property
    def tail(self) -> nn.Module:
        """Everything after the last stage."""
        return self.rest

    def classify(self, last: Tensor) -> Tensor:
        """Logits from the last stage: (N, C, H, W) -> (N, classes)."""
        logits: Tensor = self.rest(last)
        return logits


def stage_by_dataflow(name: str, model: nn.Module, preprocessing: Preprocessing) -> DataflowBackbone:
    """The same function as `model`, in stages; frozen, in evaluation mode.

    Raises InvalidArgument for a network that cannot be traced, has no feature maps or does not end in a linear layer.
    """
    freeze(model)
    pixels = torch.rand(1, 3, preprocessing.size, preprocessing.size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits = model(pixels)
    plain_means(model)
    traced = _trace(name, model, pixels)
    cuts = find_cuts(traced, dict(model.named_modules()))
    if not cuts:
        raise _unsupported(name, "it has no feature maps of rows and columns")
    pieces = _pieces(traced, cuts)
    linear = [module for module in pieces[-1].modules() if isinstance(module, nn.Linear)]
    if not linear:
        raise _unsupported(name, "it does not end in a linear layer")
    blocks = {path for path, module in model.named_modules() if path and not isinstance(module, CONTAINERS)}
    stages = [(_info(cut, piece, blocks, preprocessing.size), piece) for cut, piece in zip(cuts, pieces, strict=False)]
    backbone = DataflowBackbone(name, stages, pieces[-1], linear[-1], preprocessing)
    _check(backbone, pixels, logits)
    freeze(backbone)
    return backbone


class BlockTracer(fx.Tracer):
    """Traces down to modules without children, and no further than into modules that could not be traced before."""

    def __init__(self, opaque: set[str]) -> None:
        super().__init__()
        self.opaque = opaque
        self.blamed = False

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Whether a module becomes one node."""
        alone = isinstance(m, nn.BatchNorm2d) or not any(True for _ in m.children())
        return alone or module_qualified_name in self.opaque

    def call_module(self, m: nn.Module, forward: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """As torch has it; the innermost module that fails is remembered."""
        try:
            return super().call_module(m, forward, args, kwargs)
        except TRACE_ERRORS:
            if not self.blamed:
                self.opaque.add(self.path_of_module(m))
                self.blamed = True
            raise


def _trace(name: str, model: nn.Module, pixels: Tensor) -> fx.GraphModule:
    """The graph with the shape of every value; modules that branch on what they see become single nodes."""
    opaque: set[str] = set()
    for _ in range(MOST_OPAQUE):
        tracer = BlockTracer(opaque)
        try:
            traced = fx.GraphModule(model, tracer.trace(model))
            with torch.no_grad():
                ShapeProp(traced).propagate(pixels)
        except TRACE_ERRORS as error:
            cause = error
            if not tracer.blamed:
                break
        else:
            return traced
    raise _unsupported(name, f"it cannot be traced ({type(cause).__name__})") from cause


class GlobalMean(nn.Module):
    """Adaptive pooling to one place, as a plain mean."""

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, 1, 1)."""
        return features.mean((2, 3), keepdim=True)


def plain_means(model: nn.Module) -> None:
    """Replace adaptive pooling to one place, for which the exporter writes a dozen nodes that gather by strides."""
    for module in list(model.modules()):
        for child_name, child in module.named_children():
            if isinstance(child, nn.AdaptiveAvgPool2d) and child.output_size in (1, (1, 1)):
                setattr(module, child_name, GlobalMean())


def _check(backbone: DataflowBackbone, pixels: Tensor, logits: Tensor) -> None:
    """The stages must compute what the model does; and see whether the tail is pooling and one linear layer."""
    with torch.no_grad():
        last = backbone.forward_stages(pixels)[-1]
        if not torch.allclose(backbone.classify(last), logits, rtol=TOLERANCE, atol=TOLERANCE):
            raise _unsupported(backbone.name, "its stages do not compute the same")
        if backbone.classifier.in_features == last.shape[1]:
            noise = torch.rand(last.shape, generator=torch.Generator().manual_seed(1))
            plain = Backbone.classify(backbone, noise)
            backbone.exact_cam = torch.allclose(plain, backbone.classify(noise), rtol=TOLERANCE, atol=TOLERANCE)


def find_cuts(traced: fx.GraphModule, modules: dict[str, nn.Module]) -> list[fx.Node]:
    """Nodes whose feature map alone carries everything onwards, between blocks; in running order."""
    nodes = [node for node in traced.graph.nodes if node.op not in ("placeholder", "get_attr", "output")]
    position = {node: index for index, node in enumerate(nodes)}
    last_use = {node: max((position.get(user, len(nodes)) for user in node.users), default=-1) for node in nodes}
    cuts: list[fx.Node] = []
    reach = -1  # the furthest use of any value before this node
    for index, node in enumerate(nodes[:-1]):
        if (
            reach <= index
            and _is_map(node)
            and last_use[node] > index
            and _between_blocks(modules, node, nodes[index + 1])
        ):
            cuts.append(node)
        reach = max(reach, last_use[node])
    return cuts


def _is_map(node: fx.Node) -> bool:
    meta = node.meta.get("tensor_meta")
    shape = tuple(getattr(meta, "shape", ()))
    return len(shape) == 4 and min(shape[2:]) > 1


def _between_blocks(modules: dict[str, nn.Module], node: fx.Node, following: fx.Node) -> bool:
    """Whether a stage may end after `node`: no block goes on, and no norm or activation of its own follows."""
    shared = (set(_ancestors(node)) & set(_ancestors(following))) - {""}
    return not _is_pointwise(modules, following) and all(isinstance(modules[path], CONTAINERS) for path in shared)


def _ancestors(node: fx.Node) -> list[str]:
    """Paths of the modules around a node, its own left out."""
    stack = [path for path, _ in node.meta.get("nn_module_stack", {}).values()]
    return [path for path in stack if path != node.target]


def _is_pointwise(modules: dict[str, nn.Module], node: fx.Node) -> bool:
    if node.op == "call_module":
        return isinstance(modules[str(node.target)], POINTWISE_MODULES)
    return getattr(node.target, "__name__", str(node.target)) in POINTWISE_FUNCTIONS


def _pieces(traced: fx.GraphModule, cuts: list[fx.Node]) -> list[fx.GraphModule]:
    """One module per stage, then the tail."""
    nodes = list(traced.graph.nodes)
    sources = [next(node for node in nodes if node.op == "placeholder"), *cuts]
    result = next(node for node in nodes if node.op == "output").args[0]
    assert isinstance(result, fx.Node)
    return [_piece(traced, nodes, source, sink) for source, sink in zip(sources, [*cuts, result], strict=True)]


def _piece(traced: fx.GraphModule, nodes: list[fx.Node], source: fx.Node, sink: fx.Node) -> fx.GraphModule:
    """The nodes after `source` up to `sink`, as a module from one to the other."""
    graph = fx.Graph()
    copies = {source: graph.placeholder("features")}

    def copy(node: fx.Node) -> fx.Node:
        if node not in copies:
            copies[node] = graph.node_copy(node, copy)
        return copies[node]

    for node in nodes[nodes.index(source) + 1 : nodes.index(sink) + 1]:
        copy(node)
    graph.output(copies[sink])
    return fx.GraphModule(traced, graph)


def _info(cut: fx.Node, piece: fx.GraphModule, blocks: set[str], size: int) -> StageInfo:
    """Named for the block that ends here, such as layer1.0; otherwise for a block inside, or its first layer.

    A DenseNet's stage ends with a convolution after its dense block, whose norm and activation belong to it.
    """
    _, channels, rows, _ = cut.meta["tensor_meta"].shape
    around, inside = ([path for path in paths if path in blocks] for paths in (_ancestors(cut), _around(piece)))
    layers = [str(node.target) for node in piece.graph.nodes if node.op == "call_module"]
    name = (around or inside or layers or [cut.name])[0]
    return StageInfo(name, channels, round(size / rows))


def _around(piece: fx.GraphModule) -> list[str]:
    """Paths of the modules around any node of a piece, in running order."""
    return [path for node in piece.graph.nodes for path in _ancestors(node)]


def _unsupported(name: str, why: str) -> InvalidArgument:
    return InvalidArgument(
        f"{name} cannot be shown in stages: {why}.",
        code="unsupported_backbone",
        argument="backbone",
        hint="Choose a convolutional classifier, such as torchvision:resnet18 or timm:mobilenetv2_100.",
    )
