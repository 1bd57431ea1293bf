"""A packed e5 file of one layer, with random weights and a dozen pieces."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
PIECES += [("\u2581", -2.0), ("\u2581query:", -3.0), ("狗", -3.0), ("草", -4.0), ("地", -4.0), ("草地", -5.0)]
PIECES += [("\u2581cat", -4.0)]
WIDTH, FEED_FORWARD, POSITIONS = 384, 1536, 32


def pack(weights: np.ndarray) -> bytes:
    """Weights of whole blocks, each a multiple of its block's step from -8 to 7."""
    blocks = weights.reshape(-1, 32)
    step = np.abs(blocks).max(1, keepdims=True) / 7
    nibbles = np.clip(np.round(blocks / step) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return np.concatenate([step.astype(np.float16).view(np.uint8), packed], 1).tobytes()


def write_tiny(path: Path) -> Path:
    """Write the file; returns its path."""
    rng = np.random.default_rng(0)
    shapes = {"emb.word": (len(PIECES), WIDTH)}
    shapes |= {f"l0.{name}.w": (WIDTH, WIDTH) for name in ("q", "k", "v", "ao")}
    shapes |= {"l0.fi.w": (FEED_FORWARD, WIDTH), "l0.fo.w": (WIDTH, FEED_FORWARD)}
    plain: dict[str, tuple[int, ...]] = {"emb.pos": (POSITIONS, WIDTH), "emb.type": (2, WIDTH)}
    plain |= {f"l0.{name}.b": (FEED_FORWARD if name == "fi" else WIDTH,) for name in ("q", "k", "v", "ao", "fi", "fo")}
    norms = [f"{name}.{part}" for name in ("emb.ln", "l0.aln", "l0.oln") for part in "wb"]
    held = {name: (1, pack(rng.normal(0, 0.1, shape))) for name, shape in shapes.items()}
    held |= {name: (0, rng.normal(0, 0.1, shape).astype(np.float32).tobytes()) for name, shape in plain.items()}
    held |= {name: (0, np.full(WIDTH, float(name[-1] == "w"), np.float32).tobytes()) for name in norms}
    head = b"E5S1" + struct.pack("<i", 1)
    head += struct.pack("<7ifi", WIDTH, 1, 12, FEED_FORWARD, len(PIECES), POSITIONS, 2, 1e-12, 32)
    texts = [text.encode() for text, _ in PIECES]
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head += np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.uint32).tobytes()
    head += np.array([score for _, score in PIECES], np.float32).tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("犬"), 1, ord("狗"))
    first = len(head) + 4 + sum(2 + len(name) + 21 for name in held)
    directory = struct.pack("<i", len(held))
    for name, (kind, content) in held.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, 0 if kind else len(content) // 4, first, len(content))
        first += len(content)
    path.write_bytes(head + directory + b"".join(content for _, content in held.values()))
    return path
