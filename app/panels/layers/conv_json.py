"""A convolution for programs."""

from __future__ import annotations

from typing import Any

from app.panels.layers.conv_result import ConvResult


def conv_json(result: ConvResult, output: bool = False) -> dict[str, Any]:
    """The kernel, and the sum at one place; `output` adds the sums of all places."""
    kernel, patch, window = result.kernel, result.patch, result.kernel.window
    channels, rows, cols = result.planes.shape
    return {
        "kernel": {
            "name": kernel.name,
            "weights": kernel.weights.tolist(),
            "bias": kernel.bias,
            "stride": list(window.stride),
            "padding": [list(around) for around in window.padding],
        },
        "input": {"channels": channels, "rows": rows, "cols": cols},
        "reads": "colours" if kernel.learned else "brightness",
        "grid": list(result.output.shape),
        "row": patch.row,
        "col": patch.col,
        "box": list(patch.box),
        "patch": patch.patch.tolist(),
        "products": patch.products.tolist(),
        "total": patch.total,
        **({"output": result.output.tolist()} if output else {}),
    }
