"""What fusion strategies know of the frozen streams they stand on. Imports no torch.

EfficientNet-Lite0's stages by name, and MiniLM's depths: 0 is the embedding, 6 its last layer.
"""

from __future__ import annotations

PATCHES, PATCH = "patches", 16  # raw pixels in place of a stage: a cell is a patch of so many pixels a side
STAGE_CHANNELS = {"block4": 40, "block10": 112, "block14": 192, "head": 1280}
CHANNELS = {**STAGE_CHANNELS, PATCHES: PATCH * PATCH * 3}
STRIDES = {"block4": 8, "block10": 16, "block14": 32, "head": 32, PATCHES: 32}  # input pixels per cell
COARSEST = 32
TEXT_WIDTH = 384
WIDTH = 128  # of what strategies make of both streams
EMBEDDING, MIDDLE, LAST = DEPTHS = (0, 3, 6)
