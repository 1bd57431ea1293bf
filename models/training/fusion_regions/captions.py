"""The text stream's states of the captions of those photos, computed once.

    python -m models.training.fusion_regions.captions --cache CACHE [--each 3]

After models.training.fusion_regions.cache. Of a photo that is only measured on comes its first caption alone. Writes
CACHE/depthN.npy (tokens, 384) and CACHE/index.npz, as models/training/fusion_data does.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from models.text.tokens import tokenise
from models.training.fusion_data import write_states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    sources = pickle.loads((arguments.cache / "photos.pkl").read_bytes())
    split, photos = np.array([source.split for source in sources]), np.arange(len(sources))
    captions = [
        (photo, caption)
        for photo, source in enumerate(sources)
        for caption in source.captions[: arguments.each if source.split == "train" else 1]
    ]
    first, vectors = write_states([tokenise(caption) for _, caption in captions], arguments.cache)
    np.savez(
        arguments.cache / "index.npz",
        photo_rows=np.stack([2 * photos, np.where(split == "train", 2 * photos + 1, -1)], 1),
        split=split,
        caption_photo=np.array([photo for photo, _ in captions]),
        first=first,
        vectors=vectors,
    )
    print(f"{len(captions)} captions of {len(sources)} photos", flush=True)


if __name__ == "__main__":
    main()
