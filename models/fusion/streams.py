"""What fusion strategies know of the frozen streams they stand on. Imports no torch.

EfficientNet-Lite0's stages by name, and MiniLM's depths: 0 is the embedding, 6 its last layer.
"""

from __future__ import annotations

STAGE_CHANNELS = {"block4": 40, "block10": 112, "block14": 192, "head": 1280}
STRIDES = {"block4": 8, "block10": 16, "block14": 32, "head": 32}  # input pixels per cell
COARSEST = 32
TEXT_WIDTH = 384
WIDTH = 128  # of what strategies make of both streams
EMBEDDING, MIDDLE, LAST = DEPTHS = (0, 3, 6)
