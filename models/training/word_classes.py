"""Write models/weights/imagenet_words.json: for each English name, the ImageNet classes it is a name or hypernym of.

python -m models.training.word_classes --data DATA
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from models.training.photos import read_sources
from models.training.wordnet import class_wnids, nodes_above
from models.weights import FOLDER


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    nodes = nodes_above(class_wnids(read_sources(parser.parse_args().data)))
    words: dict[str, set[int]] = {}
    for node in nodes:
        for name in node.names:
            words.setdefault(name.lower(), set()).update(node.classes)
    table = {name: sorted(classes) for name, classes in sorted(words.items())}
    (FOLDER / "imagenet_words.json").write_text(json.dumps(table, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
