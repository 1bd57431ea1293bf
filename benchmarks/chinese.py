"""A Chinese sentence on a known photo beside an English one, and what the lexicon costs.

python -m benchmarks.chinese [--rounds 30]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time

from app.samples.examples import CHINESE_EXAMPLES, EXAMPLES
from app.settings import Settings
from benchmarks.bare import milliseconds
from models.engine.attender import OnnxAttender, load_attender
from models.results import PhotoFeatures
from models.text.chinese.lexicon import lexicon
from models.text.words import spelled_words, split_words


def main() -> None:
    """Print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    before, began = peak_megabytes(), time.perf_counter()
    lexicon()
    split_words("一隻貓")
    print(f"lexicon: {len(lexicon())} words, {1000 * (time.perf_counter() - began):.0f} ms once, ", end="")
    print(f"{peak_megabytes() - before:.0f} MB")
    attender = load_attender(Settings().cache_dir)
    ratios = []
    for english, chinese in zip(EXAMPLES, CHINESE_EXAMPLES, strict=True):
        features = attender.look(english.photo.pixels)
        pair = [
            (one(attender, features, english.sentence), one(attender, features, chinese.sentence))
            for _ in range(rounds)
        ]
        own, other = (statistics.median(times) for times in zip(*pair, strict=True))
        ratios.append(other / own)
        print(f"{english.id:12} English {own:6.1f} ms  Chinese {other:6.1f} ms  ratio {other / own:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


def one(attender: OnnxAttender, features: PhotoFeatures, sentence: str) -> float:
    """A sentence that was not cut into words before."""
    spelled_words.cache_clear()
    return milliseconds(lambda: attender.read(features, sentence))


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
