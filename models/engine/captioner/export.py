"""Write the language model of the extra `llm` as ONNX graphs, once: cut where gated layers may stand.

    python -m models.engine.captioner.export --out FOLDER

In a process of its own (cache.ensure_captioner): its memory goes with it. 0.2 GB, half of it the table of words.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from models.captioner.cuts import parts
from models.captioner.package import QuantisedTensor, model_file, open_file, read_sizes, tensors, vocabulary
from models.captioner.tokens import make_tokenizer
from models.engine.captioner.files import SIZES, TOKENIZER, WORDS, read_graph
from models.engine.captioner.graph import LlamaGraph

TABLE = "token_embd.weight"


def main() -> None:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    folder.mkdir(parents=True)
    reader = open_file(model_file())
    sizes, found = read_sizes(reader), dict(tensors(reader))
    weights = {name: each for name, each in found.items() if isinstance(each, QuantisedTensor)}
    norms = {name: each for name, each in found.items() if not isinstance(each, QuantisedTensor)}
    np.save(folder / WORDS, norms.pop(TABLE))
    for number, blocks in enumerate(parts(sizes.layers)):
        graph = LlamaGraph(sizes, norms, weights).build(blocks)
        read_graph(folder, number).write_bytes(graph.SerializeToString())
    make_tokenizer(*vocabulary(reader)).save(str(folder / TOKENIZER))
    stored = {"layers": sizes.layers, "groups": sizes.groups, "head_width": sizes.head_width}
    (folder / SIZES).write_text(json.dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
