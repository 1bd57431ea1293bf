"""Build the lexicon of Chinese: models/weights/chinese_words.tsv.

    python -m models.training.chinese_words --photos TRAIN_REAL.tar --captions FLICKR8K_ZH.tar --cedict CEDICT.u8

Words and their frequencies are jieba's. The English of a word comes, in this order, from the classes' names, from the
train split's parallel captions (IBM model 1, where the dictionary agrees or the captions are sure), from
CC-CEDICT, which is CC BY-SA 4.0. No caption is kept. Needs jieba 0.42.1 installed, for its dictionary alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from models.text.chinese.function_words import DIGITS, FUNCTION_WORDS, MEASURES, NEGATIONS, NUMBERS
from models.text.chinese.lexicon import NAME, read_lexicon
from models.text.tokens import token_id
from models.training.chinese_alignment import align
from models.training.chinese_material import (
    HAN,
    Dictionary,
    caption_pairs,
    class_names,
    english_captions,
    read_dictionary,
)
from models.training.manifest import write_row
from models.training.vocabulary import concept
from models.weights import FOLDER, sha256_of

PLACES = "上里下中内外边旁前后"
MEANINGS = 12  # of a word that are weighed
COMMON = 12000  # the text model's vocabulary stands in order of frequency: below it a word is common
CLOSED = MEASURES | FUNCTION_WORDS | NUMBERS | NEGATIONS
# Names that stand for anybody: each half of one is a word too, so that no dictionary is needed to lose them.
ANYBODY = "小明 小刚 小华 小丽 小芳 小军 小强 小王 小李 小张 小刘 老王 老李 老张".split()
CONFIG = Path(__file__).parent / "configs" / "chinese_words.json"


@dataclass(frozen=True)
class Recipe:
    """How the lexicon is chosen."""

    rarest: int  # times that jieba's corpus holds a word without English
    least: float  # captions that hold a word before they are asked what it means
    agreed: float  # probability that is enough where the dictionary gives the word too
    sure: float  # and where it does not
    character: int  # times that a single character is written before it is a word that no caption says
    class_frequency: int  # at least that of a class's name, so that it stays one word
    told: dict[str, str]  # what a reader of both languages put right


def jieba_words() -> dict[str, tuple[int, str]]:
    """Word -> times written, part of speech, from jieba's dictionary; a number never swallows what it counts."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    found = {}
    for line in (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, times, tag = line.split()
        if HAN.fullmatch(word) and not swallows(word, tag):
            found[word] = (int(times), tag)
    return found


def swallows(word: str, tag: str) -> bool:
    """Whether a word is a number with its measure (一只), or a verb with its particle (坐在, 穿着)."""
    if word in CLOSED:
        return False
    counted = tag in ("m", "mq", "t", "r") and word[0] in DIGITS + "这那每第" and not {*word} <= {*DIGITS, "第"}
    marked = tag in ("v", "zg", "d", "i") and len(word) == 2 and word[1] in "着了在过"
    return counted or marked


def loose(word: str) -> bool:
    """Whether a word that no dictionary has is two: a place (桌上), or what is counted (个人, 一男一女)."""
    return len(word) > 1 and (word[-1] in PLACES or word[0] in DIGITS or word[0] in MEASURES)


def choose(made: dict[str, float], meanings: list[str], said: Counter[str], times: float, recipe: Recipe) -> str:
    """The English of one word: what captions make of it, else the dictionary's most usual meaning."""
    known = {root(part) for meaning in meanings for part in meaning.split()}
    by_root: dict[str, float] = defaultdict(float)
    for english, likely in made.items():
        by_root[root(english)] += likely
    for found, likely in sorted(by_root.items(), key=lambda each: -each[1])[:3] if times >= recipe.least else ():
        if likely >= (recipe.agreed if found in known else recipe.sure):
            form = max((each for each in made if root(each) == found), key=lambda each: made[each])
            return whole(found, meanings, said) or form
    ranked = [(-usual(meaning, said), meaning.count(" "), place) for place, meaning in enumerate(meanings[:MEANINGS])]
    return meanings[min(ranked)[2]] if ranked else ""


def whole(found: str, meanings: list[str], said: Counter[str]) -> str:
    """The dictionary's phrase that holds a word, where the word alone is none of its meanings: lot -> parking lot."""
    if any(root(meaning) == found for meaning in meanings if " " not in meaning):
        return ""
    phrases = (meaning.split() for meaning in meanings)
    fits = (each for each in phrases if found in map(root, each) and all(part in said for part in each))
    return " ".join(next(fits, ()))


def usual(meaning: str, said: Counter[str]) -> int:
    """How usual a meaning's rarest word is, in rough steps; its place in the dictionary decides within one."""
    return min(2 * len(str(said[part])) * (said[part] > 0) + (token_id(part) < COMMON) for part in meaning.split())


def root(english: str) -> str:
    """A word without the endings of plurals and verbs: near enough to see that two are one."""
    word = "lie" if english in ("lying", "lies", "laying", "lays", "laid", "lay") else concept(english)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending)
            return word[:-1] if word[-1] == word[-2] else word
    return word.removesuffix("e") if len(word) > 3 else word


def all_words(cedict: Dictionary, names: Iterable[str], recipe: Recipe) -> dict[str, tuple[int, str]]:
    """Every word that may enter, with the times it is written and its part of speech."""
    listed = {**cedict.meanings, **dict.fromkeys(cedict.names)}
    words = {word: row for word, row in jieba_words().items() if word in listed or not loose(word)}
    for word in listed:
        if HAN.fullmatch(word) and word not in words and not swallows(word, "v") and not swallows(word, "m"):
            words[word] = (3, "nr" if word in cedict.names else "n")
    for name in names:
        words[name] = (max(words.get(name, (0, "n"))[0], recipe.class_frequency), "n")
    for word in CLOSED:
        words.setdefault(word, (50, "u"))
    for word in ANYBODY:
        words[word] = (50, "nr")
    return words


def build(photos: Path, captions: Path, cedict: Path, recipe: Recipe) -> str:
    """The lexicon's text."""
    found, folder = read_dictionary(cedict), Path(__file__).parents[1]
    names, also = class_names(folder), class_names(folder, ("imagenet",))
    words = all_words(found, [*names, *also], recipe)
    first = read_lexicon(_table({word: (times, tag, "") for word, (times, tag) in words.items()}))
    pairs = caption_pairs(english_captions(photos), captions, first)
    said = Counter(word for pair in pairs if pair.weight == 1 for word in pair.english)
    times_said = Counter(word for pair in pairs for word in set(pair.chinese))
    made = align(pairs)
    english = {
        word: recipe.told.get(word)
        or names.get(word)
        or choose(made.get(word, {}), found.meanings.get(word, []), said, times_said[word], recipe)
        or also.get(word, "")
        for word in words
    }
    rows = {
        word: (max(times, times_said[word]), tag, english[word] if reads(word, tag, times, times_said, recipe) else "")
        for word, (times, tag) in words.items()
    }
    listed = {*names, *also, *found.meanings, *recipe.told}
    return _table({word: row for word, row in rows.items() if enters(word, row, english, times_said, listed, recipe)})


def reads(word: str, tag: str, times: int, times_said: Counter[str], recipe: Recipe) -> bool:
    """Whether a word has a meaning of its own: single characters mostly stand in longer words and in names."""
    own = tag.startswith(("n", "v", "a")) and times >= recipe.character
    return len(word) > 1 or own or times_said[word] >= recipe.least


def enters(
    word: str,
    row: tuple[int, str, str],
    english: dict[str, str],
    times_said: Counter[str],
    listed: set[str],
    recipe: Recipe,
) -> bool:
    """Whether a word is kept: one that nobody lists only where it is no two words that captions say."""
    times, tag, meaning = row
    if word in listed or word in CLOSED or word in ANYBODY or len(word) == 1:
        return bool(meaning) or tag.startswith("nr") or times >= recipe.rarest or word in CLOSED or len(word) == 1
    halves = [(word[:cut], word[cut:]) for cut in range(1, len(word))]
    often = recipe.least if meaning or (tag.startswith("nr") and len(word) > 2) else 1  # 皮卡丘 is no pickup on a mound
    two = [pair for pair in halves if all(english.get(half) and times_said[half] >= often for half in pair)]
    if meaning:  # a single character at its end may be what makes it a word: 滑雪者, but not 白衬衫
        return not any(len(pair[1]) > 1 for pair in two)
    return (tag.startswith("nr") or times >= recipe.rarest) and not two


def _table(rows: dict[str, tuple[int, str, str]]) -> str:
    return "".join(f"{word}\t{times}\t{tag}\t{english}\n" for word, (times, tag, english) in sorted(rows.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--cedict", type=Path, required=True)
    args = parser.parse_args()
    recipe = Recipe(**json.loads(CONFIG.read_text()))
    text = build(args.photos, args.captions, args.cedict, recipe)
    path = FOLDER / f"{NAME}.tsv"
    path.write_text(text, encoding="utf-8")
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "CC BY-SA 4.0, as CC-CEDICT, which its English is from; words and frequencies: jieba (MIT)",
        "script": "python -m models.training.chinese_words",
        "data": "Flickr8k's train split: 30,000 English captions with their machine translations (Flickr8K-CN) and "
        "people's Chinese captions of the same photos, none of which is included",
        "config": {},
        "training": asdict(recipe),
        "metrics": {"words": text.count("\n"), "with_english": len(re.findall(r"\t[^\t\n]+\n", text))},
    }
    write_row(NAME, row)
    print(json.dumps(row["metrics"]))


if __name__ == "__main__":
    main()
