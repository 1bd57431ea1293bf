"""Chinese words of captions, of a dictionary, and of the classes' names: what the lexicon is made from."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.results import WordKind
from models.text.chinese.lexicon import Lexicon
from models.text.chinese.segment import most_probable
from models.text.words import split_words
from models.training.chinese_alignment import Pair

HAN = re.compile(r"[\u3400-\u9fff]+")
_LINE = re.compile(r"^(?P<image>.+?)\.jpg#zh\w+#(?P<number>\d+)\s*(?P<text>.*)$")
MACHINE, PEOPLE = "flickr8kzhb.caption.txt", "flickr8kzhc.caption.txt"
LOOSE = 0.3  # weight of a caption beside all five English ones of its photo
NAMES = ("caltech", "coco")  # later ones win


def english_captions(train_real: Path) -> dict[str, list[str]]:
    """Photos of Flickr8k's train split, by their names in the Chinese files, to their English captions."""
    with tarfile.open(train_real) as tar:
        opened = tar.extractfile("train_real/captions.json")
        rows = json.loads(opened.read()) if opened is not None else []
    return {
        row["image"].removeprefix("flickr8k_").removesuffix(".webp"): row["captions"]
        for row in rows
        if row["dataset"] == "flickr8k" and row["split"] == "train"
    }


def chinese_captions(tar: Path, name: str) -> Iterator[tuple[str, int, str]]:
    """(photo, number of the caption, text) of a file of the Chinese captions."""
    with tarfile.open(tar) as opened:
        member = opened.extractfile(f"flickr8k_zh/{name}")
        assert member is not None
        for line in io.TextIOWrapper(member, "utf-8"):
            if found := _LINE.match(line.rstrip("\n")):
                yield found["image"], int(found["number"]), found["text"]


def caption_pairs(english: dict[str, list[str]], tar: Path, known: Lexicon) -> list[Pair]:
    """Machine translations beside their English, and people's captions beside all five of the photo."""
    words = {text: content_words(text) for captions in english.values() for text in captions}
    pairs = []
    for image, number, text in chinese_captions(tar, MACHINE):
        if number < len(english.get(image, ())):
            pairs.append(Pair(cut(text, known), words[english[image][number]]))
    for image, _, text in chinese_captions(tar, PEOPLE):
        if image in english:
            said = {word for caption in english[image] for word in words[caption]}
            pairs.append(Pair(cut(text, known), tuple(sorted(said)), LOOSE))
    return pairs


def cut(text: str, known: Lexicon) -> tuple[str, ...]:
    """The Chinese words of a text."""
    return tuple(word for run in HAN.findall(text) for word in most_probable(run, known))


def content_words(text: str) -> tuple[str, ...]:
    """The English words that can be asked of a photo, in lower case."""
    return tuple(word.text.lower() for word in split_words(text) if word.kind is WordKind.CONTENT)


def class_names(folder: Path, sources: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Chinese names of the classes to the English ones."""
    found = {}
    for source in sources:
        files = (folder / f"{source}_names" / name for name in ("zh-CN.txt", "en.txt"))
        for chinese, english in zip(*(file.read_text(encoding="utf-8").splitlines() for file in files), strict=True):
            if HAN.fullmatch(chinese):
                found[chinese] = english.split(",")[0].strip()
    return found


_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOISE = re.compile(
    r"surname|variant of|classifier|abbr\.|see also|^see |CL:|Taiwan pr|old name|used in|particle|suffix"
)
_MEANING = re.compile(r"[a-zA-Z'-]+( [a-zA-Z'-]+){0,2}")
_LEADING = re.compile(r"^(to be |to |a |an |the |be )")


@dataclass(frozen=True)
class Dictionary:
    """A dictionary's words: what they mean, and those that are names."""

    meanings: dict[str, list[str]]  # English of at most three words, as it is ordered there
    names: frozenset[str]


def read_dictionary(cedict: Path) -> Dictionary:
    """CC-CEDICT by its simplified words.

    The file's lines are `TRADITIONAL SIMPLIFIED [pinyin] /meaning/meaning/`; a name's pinyin has a capital.
    """
    meanings: dict[str, list[str]] = defaultdict(list)
    names = set()
    for line in cedict.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.endswith("/"):
            continue
        head, _, told = line.rstrip("/").partition("] /")
        word, pinyin = head.split(" ")[1], head.partition("[")[2]
        if pinyin[:1].isupper():
            names.add(word)
        else:
            meanings[word] += [plain for meaning in re.split(r"[/;]", told) if (plain := _plain(meaning))]
    return Dictionary(dict(meanings), frozenset(names - {*meanings}))


def _plain(meaning: str) -> str:
    """A meaning without asides and articles; empty where it explains more than it says."""
    plain = _LEADING.sub("", _ASIDE.sub("", meaning).strip()).strip()
    return plain.lower() if _MEANING.fullmatch(plain) and not _NOISE.search(meaning) else ""
