"""What a way costs beside the dictionary: milliseconds a sentence on a known photo, memory, megabytes to ship.

    python -m models.training.chinese_ways.costs WAY --ways CACHE/ways

Runs in a process of its own, so that the memory is that way's alone. All ways run in plain torch on one core, fusion
included, with sentences that were not read before; the lexicon, which cuts the words, is there before the memory is
counted.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import statistics
import time
from pathlib import Path

import torch

from models.engine.graphs import load_fusion
from models.fusion.cross_attention import CrossAttention
from models.text.chinese.lexicon import lexicon
from models.text.minilm import load as load_minilm
from models.text.words import spelled_words, split_words
from models.training.chinese_ways.e5 import load as load_e5
from models.training.chinese_ways.e5_file import package_path
from models.training.chinese_ways.lessons import Caption
from models.training.chinese_ways.ways import DictionaryWay, E5Way, OwnWay, Way

ENGLISH, DICTIONARY, E5_WAY, OWN = "english", "dictionary", "e5", "own"
SENTENCES = {
    True: ("一只狗在草地上奔跑", "一个穿红色衬衫的男人在街上骑自行车", "两个孩子在沙滩上玩球", "一只黑猫坐在沙发上"),
    False: (
        "a dog runs on the grass",
        "a man in a red shirt rides a bicycle on the street",
        "two children play with a ball on the beach",
        "a black cat sits on the sofa",
    ),
}
ROUNDS = 10
HALF = 2  # bytes of a weight as it would ship


def open_way(name: str, ways: Path) -> Way:
    """A way as it was taught."""
    if name in (ENGLISH, DICTIONARY):
        return DictionaryWay(load_minilm())
    taught = pickle.loads((ways / f"{name}.pkl").read_bytes())
    return E5Way(load_e5(package_path()), taught) if name == E5_WAY else OwnWay(taught)


def megabytes_shipped(name: str, ways: Path) -> float:
    """What the image grows by, weights of our own in half precision."""
    if name in (ENGLISH, DICTIONARY):
        return 0.0
    taught = pickle.loads((ways / f"{name}.pkl").read_bytes())
    if name == E5_WAY:
        return (package_path().stat().st_size + HALF * taught.numbers) / 1e6
    return HALF * sum(each.numel() for each in taught.parameters()) / 1e6


def one(way: Way, fusion: CrossAttention, sentence: str, photo: tuple[torch.Tensor, ...]) -> float:
    """Milliseconds of a sentence, from its text to every word's map."""
    spelled_words.cache_clear()
    began = time.perf_counter()
    caption = Caption("", 0, True, sentence, split_words(sentence))
    with torch.inference_mode():
        fusion(torch.from_numpy(way.states([caption])[0]), *photo)
    return 1000 * (time.perf_counter() - began)


def costs(name: str, ways: Path) -> dict[str, float]:
    """Of one way, in this process."""
    torch.set_num_threads(1)
    lexicon()
    split_words("一隻貓")
    fusion = load_fusion()
    heads, width = fusion.config.heads, fusion.config.width
    keys = torch.nn.functional.normalize(torch.randn(heads, 784, width // heads), dim=-1)
    photo = (keys, keys.clone(), torch.full((80, 784), 0.1))
    before = resident_megabytes()
    way = open_way(name, ways)
    times = [one(way, fusion, each, photo) for _ in range(ROUNDS) for each in SENTENCES[name != ENGLISH]]
    return {
        "milliseconds": statistics.median(times[len(SENTENCES[True]) :]),
        "memory_megabytes": resident_megabytes() - before,
        "image_megabytes": megabytes_shipped(name, ways),
    }


def resident_megabytes() -> float:
    """The memory that this process holds now; Linux alone tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Print the costs of one way as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=(ENGLISH, DICTIONARY, E5_WAY, OWN))
    parser.add_argument("--ways", type=Path, required=True)
    args = parser.parse_args()
    print(json.dumps(costs(args.way, args.ways)))


if __name__ == "__main__":
    main()
