"""Teach which of the detector's classes a word means (models/fusion/word_classes.py), from text alone.

A word of a caption or a template means a class where it is one of its names, or where WordNet's first sense of it lies
below the class ("poodle", "goalie"); a word for several ("animal", "vehicle") means each; every other word means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.class_names import coco_names
from models.fusion.word_classes import CLASSES, WordClasses
from models.results import WordKind
from models.training.textbank import TextBank
from models.training.vocabulary import LABEL_NAMES, PEOPLE, singular
from models.training.wordnet import DATABASE, read_synsets

# Words above several classes.
GROUPS: dict[str, tuple[str, ...]] = {
    "animal": ("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"),
    "vehicle": ("car", "bus", "truck", "motorcycle", "train"),
    "pet": ("cat", "dog"),
    "fruit": ("banana", "apple", "orange"),
    "vegetable": ("broccoli", "carrot"),
    "food": ("sandwich", "hot dog", "pizza", "donut", "cake", "banana", "apple", "orange", "broccoli", "carrot"),
    "bag": ("handbag", "backpack", "suitcase"),
    "luggage": ("suitcase", "backpack"),
    "glass": ("wine glass", "cup"),
    "bike": ("bicycle", "motorcycle"),
    "screen": ("tv", "laptop"),
    "computer": ("laptop", "tv"),
    "board": ("skateboard", "surfboard", "snowboard"),
    "seat": ("chair", "bench", "couch"),
    "sign": ("stop sign",),
    "hydrant": ("fire hydrant",),
    "drink": ("cup", "bottle", "wine glass"),
    "livestock": ("cow", "sheep", "horse"),
}
# Names whose first sense in WordNet is another thing.
ODD = frozenset("mouse tie remote orange bat kite bear cup glove fork book sink cell keyboard clock train".split())
NOT_MEANT = frozenset(
    """scooter glove hood lower upper launch electric lounge restroom john washroom lavatory cooler
    mount settle technical delicious privy loo head shooter stock transporter cruiser dumper prima sinker grinder seat
    roaster carrier feeder racer bay chestnut pinto roan turkey chicken""".split()
)
# Beside PEOPLE: WordNet puts half the dictionary below "person" ("white", "dry"), so these are listed.
MORE_PEOPLE = """cowboy cowgirl wrestler onlooker goalie owner officer cheerleader skater clown referee jockey
    photographer musician coach teen guard teammate artist opponent footballer infant brother diver parent vendor mom
    dad backpacker fellow bridesmaid passenger firefighter guitarist jogger quarterback sister priest singer mountaineer
    gymnast drummer cop cameraman defender protester walker skydiver customer youngster dj pirate santa motorcyclist
    bicycler rollerblader swimmer boxer fencer bowler nurse doctor teacher chef waiter waitress farmer driver pilot king
    queen bystander villager monk nun sailor dancer actor actress golfer""".split()


@dataclass(frozen=True)
class ClassWords:
    """Rows of the text bank and the classes they mean."""

    rows: NDArray[np.int64]
    means: NDArray[np.float32]  # (rows, 80), 0 or 1
    words: list[str]  # singular, of each row


@cache
def named_classes() -> dict[str, frozenset[int]]:
    """Singular word -> classes, by names and groups."""
    index = {name: i for i, name in enumerate(coco_names())}
    found: dict[str, set[int]] = {}
    for label, number in index.items():
        for name in (label, *LABEL_NAMES.get(label, ())):
            if " " not in name:
                found.setdefault(singular(name), set()).add(number)
    for word in (*PEOPLE, *MORE_PEOPLE):
        found[singular(word)] = {0}
    for word, labels in GROUPS.items():
        found[word] = found.get(word, set()) | {index[label] for label in labels}
    found["ball"] = {index["sports ball"]}
    return {word: frozenset(classes) for word, classes in found.items()}


@cache
def lower_words() -> dict[str, frozenset[int]]:
    """Single words whose first sense lies below a class in WordNet."""
    synsets = read_synsets()
    first = {}
    for line in (DATABASE.parent / "index.noun").read_text().splitlines():
        if not line.startswith("  "):
            fields = line.split()
            first[fields[0].replace("_", " ")] = fields[6 + int(fields[3])]
    classes = {
        first[name]: number
        for number, label in enumerate(coco_names())
        for name in (label, *LABEL_NAMES.get(label, ())[:1])
        if name in first and name not in ODD and number != 0
    }
    found = {}
    for word, offset in first.items():
        if " " in word or not word.isalpha() or word in NOT_MEANT:
            continue
        waiting, above = [offset], set()
        while waiting:
            here = waiting.pop()
            if here not in above:
                above.add(here)
                waiting.extend(synsets[here][1])
        meant = frozenset(classes[here] for here in above if here in classes)
        if meant:
            found[word] = meant
    return found


def meant_by(word: str) -> frozenset[int]:
    """Classes that a single word means."""
    stem = singular(word.lower())
    return named_classes().get(stem) or lower_words().get(stem) or frozenset()


def class_words(bank: TextBank) -> ClassWords:
    """Every content word of the bank; in a name of several words ("fire hydrant") all of them mean its class."""
    compounds = {
        tuple(name.split()): number
        for number, label in enumerate(coco_names())
        for name in (label, *LABEL_NAMES.get(label, ()))
        if " " in name
    }
    rows, means, words = [], [], []
    for number, sentence in enumerate(bank.words):
        texts = [word.text.lower() for word in sentence]
        meant = [
            meant_by(text) if word.kind is WordKind.CONTENT else frozenset()
            for text, word in zip(texts, sentence, strict=True)
        ]
        for place in range(len(texts) - 1):
            pair = (texts[place], singular(texts[place + 1]))
            if pair in compounds:
                meant[place] = meant[place + 1] = frozenset({compounds[pair]})
        for place, classes in enumerate(meant):
            target = np.zeros(CLASSES, np.float32)
            target[list(classes)] = 1
            rows.append(int(bank.first[number]) + place)
            means.append(target)
            words.append(singular(texts[place]))
    return ClassWords(np.array(rows), np.stack(means), words)


def name_states(bank: TextBank) -> torch.Tensor:
    """(80, 1152): the states of each class name in "a photo of a NAME", averaged over its words."""
    states = []
    for label in coco_names():
        number = bank.index[f"a photo of a {label}"]
        rows = bank.first[number] + np.arange(len(bank.words[number]))
        states.append(bank.states[rows[-len(label.split()) :]].astype(np.float32).mean(0))
    return torch.from_numpy(np.stack(states))


def teach(bank: TextBank, steps: int = 900, batch: int = 1536, seed: int = 0) -> WordClasses:
    """Train on 85 % of the words (by spelling), say how the rest is read, and return the module."""
    taught = class_words(bank)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    spellings = sorted(set(taught.words))
    held = {word for word in spellings if word not in named_classes() and rng.random() < 0.15}
    is_held = np.array([word in held for word in taught.words])
    meaning = taught.means.any(1)
    pools = [np.flatnonzero(~is_held & meaning), np.flatnonzero(~is_held & ~meaning)]
    # Rare spellings as often as common ones, near enough.
    counts = dict.fromkeys(spellings, 0)
    for word in taught.words:
        counts[word] += 1
    weight = np.array([counts[word] ** -0.6 for word in taught.words])
    chances = [weight[pool] / weight[pool].sum() for pool in pools]
    module = WordClasses()
    module.names.copy_(name_states(bank))
    optimizer = torch.optim.AdamW(module.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, steps)
    drawn = [rng.choice(pool, (steps, batch // 2), p=chance) for pool, chance in zip(pools, chances, strict=True)]
    for step in range(steps):
        chosen = np.concatenate([part[step] for part in drawn])
        states = torch.from_numpy(bank.states[taught.rows[chosen]].astype(np.float32))
        loss = functional.binary_cross_entropy_with_logits(
            module.logits(states), torch.from_numpy(taught.means[chosen]), reduction="sum"
        ) / len(chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    report(module, bank, taught, is_held)
    return module.eval().requires_grad_(False)


def report(module: WordClasses, bank: TextBank, taught: ClassWords, held: NDArray[np.bool_]) -> None:
    """Print how words that were not taught are read."""
    for title, chosen in (("taught", ~held), ("held", held)):
        rows = np.flatnonzero(chosen)[:: max(1, int(chosen.sum()) // 20000)]
        with torch.inference_mode():
            means = module(torch.from_numpy(bank.states[taught.rows[rows]].astype(np.float32))).numpy()
        meaning = taught.means[rows].any(1)
        right = (means.argmax(1)[meaning] == taught.means[rows][meaning].argmax(1)).mean()
        highest = means.max(1)
        print(
            f"{title} words: {len(set(np.array(taught.words)[rows]))}; right class first {right:.3f}, "
            f"sure {(highest[meaning] > 0.5).mean():.3f}, of none unsure {(highest[~meaning] < 0.5).mean():.3f}",
            flush=True,
        )
