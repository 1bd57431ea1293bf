"""What is known of each training picture: captions, names with regions, classifier nodes, and what is absent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.class_names import coco_names
from models.results import Word, WordKind
from models.text.words import split_words
from models.training.photos import Box, Picture, Source
from models.training.textbank import TEMPLATES, TextBank
from models.training.vocabulary import LABEL_NAMES, concept, concepts_of, plural
from models.training.wordnet import Node

NODE_PROBABILITY, BAG_PROBABILITY = 0.25, 0.10
NO_PLACE = frozenset(
    """red blue green yellow black white brown orange pink purple gray grey tan blond blonde dark light bright colorful
    large small big little tall short young old long front side middle top bottom left right day air area way two three
    four five six several many group other outside background picture photo view scene time line back end edge
    face""".split()
)
ING_NOUNS = frozenset("building railing ceiling clothing ring king wing swing string painting sling awning".split())


@dataclass
class Statement:
    """A name in a sentence (word rows of the text bank) and where in the picture it is."""

    rows: tuple[int, ...]
    boxes: tuple[Box, ...] = ()
    node: int = -1


@dataclass
class Knowledge:
    """All that is known of one picture."""

    captions: list[int] = field(default_factory=list)  # sentences of the text bank that are true of it
    said: list[int] = field(default_factory=list)  # the same before its colours were turned
    bag: set[str] = field(default_factory=set)  # concepts that are in it
    maybe: set[str] = field(default_factory=set)  # COCO concepts that a detector sees, perhaps wrongly
    unseen: tuple[str, ...] = ()  # COCO labels that are not in it
    regions: list[list[Statement]] = field(default_factory=list)  # per thing, several ways to say it
    labels: list[str] = field(default_factory=list)  # the COCO label of each region, or nothing
    nodes: list[int] = field(default_factory=list)
    all_labels_known: bool = False


class Names:
    """Every name in templates (COCO's labels in all, others in a few), as word rows of the text bank."""

    def __init__(self, names: list[str], labels: set[str]) -> None:
        self.sentences: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for name in dict.fromkeys(names):
            for template in TEMPLATES if name in labels else TEMPLATES[:3]:
                text = template.replace("{xs}", plural(name)).replace("{x}", name)
                spelled = plural(name) if "{xs}" in template else name
                start = text.index(spelled)
                self.sentences[name].append((text, start, start + len(spelled)))

    def texts(self) -> list[str]:
        """All sentences to put into the text bank."""
        return [text for variants in self.sentences.values() for text, _, _ in variants]

    def rows(self, name: str, bank: TextBank) -> list[tuple[int, ...]]:
        """Per template, the word rows of the name's content words."""
        found = []
        for text, start, end in self.sentences[name]:
            number = bank.index[text]
            rows = tuple(
                int(bank.first[number]) + i
                for i, word in enumerate(bank.words[number])
                if word.start >= start and word.end <= end and word.kind is WordKind.CONTENT
            )
            if rows:
                found.append(rows)
        return found


def label_names(label: str) -> tuple[str, ...]:
    """What people call one of COCO's labels."""
    return LABEL_NAMES.get(label, (label,))


def has_place(word: Word) -> bool:
    """Whether a caption's word may be expected to lie where its photo lies in a mosaic."""
    text = word.text.lower()
    if word.kind is not WordKind.CONTENT or text in NO_PLACE or len(text) < 3:
        return False
    return not text.endswith("ing") or text in ING_NOUNS


def membership_of(nodes: list[Node]) -> NDArray[np.float32]:
    """(classes, nodes): 1 where the class is at or below the node."""
    membership = np.zeros((1000, len(nodes)), np.float32)
    for index, node in enumerate(nodes):
        membership[list(node.classes), index] = 1
    return membership


def node_probabilities(logits: NDArray[np.floating], membership: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits (N, classes) -> probability of each node (N, nodes)."""
    shifted = logits.astype(np.float32)
    shifted -= shifted.max(-1, keepdims=True)
    classes = np.exp(shifted)
    classes /= classes.sum(-1, keepdims=True)
    return classes @ membership


def source_bag(source: Source, wnid_concepts: dict[str, set[str]]) -> set[str]:
    """Concepts known to be in a source photo."""
    bag = {c for text in (*source.captions, *source.names) for c in concepts_of(text)}
    bag |= {concept(label.split()[-1]) for label, _ in source.objects}
    return bag | wnid_concepts.get(source.wnid, set())


def own_nodes(nodes: list[Node]) -> dict[str, list[int]]:
    """Of each ImageNet class (wnid), the nodes at or above it."""
    found: dict[str, list[int]] = defaultdict(list)
    leaf_class = {node.wnid: node.classes[0] for node in nodes if len(node.classes) == 1}
    for index, node in enumerate(nodes):
        for wnid, leaf in leaf_class.items():
            if leaf in node.classes:
                found[wnid].append(index)
    return found


def know(
    pictures: list[Picture],
    sources: list[Source],
    logits: NDArray[np.float16],
    nodes: list[Node],
    names: Names,
    bank: TextBank,
) -> list[Knowledge]:
    """Everything known of every picture."""
    wnid_nodes = own_nodes(nodes)
    node_concepts = [{concept(name.split()[-1]) for name in node.names} for node in nodes]
    wnid_concepts = {wnid: set().union(*(node_concepts[i] for i in found)) for wnid, found in wnid_nodes.items()}
    bags = [source_bag(source, wnid_concepts) for source in sources]
    rows_of = {name: names.rows(name, bank) for name in names.sentences}
    membership = membership_of(nodes)
    return [
        know_one(picture, sources, part, wnid_nodes, node_concepts, bags, rows_of, bank)
        for picture, part in zip(pictures, node_probabilities(logits, membership), strict=True)
    ]


def know_one(
    picture: Picture,
    sources: list[Source],
    probabilities: NDArray[np.float32],
    wnid_nodes: dict[str, list[int]],
    node_concepts: list[set[str]],
    bags: list[set[str]],
    rows_of: dict[str, list[tuple[int, ...]]],
    bank: TextBank,
) -> Knowledge:
    """Everything known of one picture."""
    known = Knowledge()
    part_bags = [bags[part.source] for part in picture.parts]
    known.bag = set().union(*part_bags)
    for likely_node in np.flatnonzero(probabilities > BAG_PROBABILITY):
        known.bag |= node_concepts[int(likely_node)]
    shown = [sources[part.source] for part in picture.parts]
    unseen = [set(source.unseen) for source in shown]
    known.unseen = tuple(sorted(set.intersection(*unseen)))
    if any(unseen):
        known.maybe = {concept(label.split()[-1]) for label in coco_names() if label not in known.unseen}
    if len(shown) == 1:
        source = shown[0]
        said = [bank.index[caption] for caption in source.captions if caption in bank.index]
        if source.dataset == "flickr8k" or (source.dataset == "coco" and len(source.captions) > 1):
            known.said = said
            known.captions = said if picture.kind != "recolour" else []
        likely = set(np.flatnonzero(probabilities > NODE_PROBABILITY).tolist())
        likely |= set(wnid_nodes.get(source.wnid, ()))
        known.nodes = sorted(likely) if picture.kind != "boxed" else []
        known.all_labels_known = source.dataset == "coco"
    named = object_regions(picture, sources, part_bags, rows_of, bank)
    parts = part_regions(picture, sources, part_bags, rows_of, bank)
    known.regions = [*(ways for _, ways in named), *parts]
    known.labels = [*(label for label, _ in named), *[""] * len(parts)]
    return known


def object_regions(
    picture: Picture,
    sources: list[Source],
    part_bags: list[set[str]],
    rows_of: dict[str, list[tuple[int, ...]]],
    bank: TextBank,
) -> list[tuple[str, list[Statement]]]:
    """Per COCO label seen in a picture: the label, its boxes, in every name and template, and where captions say it.

    A part without boxes that is known to hold the label counts as a box of its own.
    """
    seen: dict[str, list[Box]] = defaultdict(list)
    clear: set[str] = set()
    for _, label, box, visible in picture.boxes:
        seen[label].append(box)
        if visible > 0.35 and (box[2] - box[0]) * (box[3] - box[1]) > 0.0015:
            clear.add(label)
    found = []
    for label in sorted(clear):
        key = concept(label.split()[-1])
        likes = [
            part.place
            for part, bag in zip(picture.parts, part_bags, strict=True)
            if key in bag and not any(other == label for other, _ in sources[part.source].objects)
        ]
        boxes = (*seen[label], *likes)
        ways = [Statement(rows, boxes) for name in label_names(label) for rows in rows_of[name]]
        for part in picture.parts:
            source = sources[part.source]
            if any(other == label for other, _ in source.objects):
                ways += [Statement((row,), boxes) for text in source.captions for row in caption_rows(text, key, bank)]
        found.append((label, ways))
    return found


def caption_rows(text: str, key: str, bank: TextBank) -> list[int]:
    """Rows of the words of a caption that mean `key`."""
    number = bank.index.get(text)
    if number is None:  # not every caption is kept
        return []
    return [int(bank.first[number]) + i for i, word in enumerate(bank.words[number]) if concept(word.text) == key]


def part_regions(
    picture: Picture,
    sources: list[Source],
    part_bags: list[set[str]],
    rows_of: dict[str, list[tuple[int, ...]]],
    bank: TextBank,
) -> list[list[Statement]]:
    """In a picture of several parts: what each part's name and caption words name lies in that part (or its likes)."""
    if len(picture.parts) == 1:
        return []
    found = []
    for index, part in enumerate(picture.parts):
        source = sources[part.source]
        if source.dataset in ("imagenet", "caltech101"):
            boxes = places_with(picture, part_bags, {concept(source.names[0].split()[-1])})
            ways = [Statement(rows, boxes) for name in source.names for rows in rows_of[name]]
            found.append(ways)
        elif source.dataset == "flickr8k" and not (index == 0 and picture.kind == "paste"):
            number = bank.index[source.captions[0]]
            for word in bank.words[number]:
                if has_place(word):
                    key = concept(word.text)
                    boxes = places_with(picture, part_bags, {key})
                    rows = [r for text in source.captions for r in caption_rows(text, key, bank)]
                    if len(boxes) < len(picture.parts):
                        found.append([Statement((row,), boxes) for row in rows])
    return found


def places_with(picture: Picture, part_bags: list[set[str]], keys: set[str]) -> tuple[Box, ...]:
    """Places of the parts in which one of the concepts is known to be."""
    return tuple(part.place for part, bag in zip(picture.parts, part_bags, strict=True) if keys & bag)


def all_names(sources: list[Source], nodes: list[Node]) -> list[str]:
    """Every name to put into templates."""
    names = [name for label in coco_names() for name in (label, *label_names(label))]
    names += [name for source in sources for name in source.names]
    names += [
        name for node in nodes for name in node.names[:2] if any(w.kind is WordKind.CONTENT for w in split_words(name))
    ]
    return list(dict.fromkeys(names))
