"""When two words mean the same thing, near enough for training: plurals, people, and the names of COCO's labels."""

from __future__ import annotations

from models.results import WordKind
from models.text import nouns
from models.text.words import split_words

PEOPLE = frozenset(
    """person people man men woman women boy boys girl girls child children kid kids baby toddler guy guys lady ladies
    gentleman adult adults human humans crowd group player players rider riders skier skiers surfer snowboarder
    skateboarder batter pitcher catcher biker bicyclist cyclist climber hiker swimmer dancer runner family couple
    worker someone teenager youth pedestrian tourist performer athlete individual individuals friend friends
    fisherman policeman soldier bride groom mother father son daughter student students spectators team""".split()
)

# What people write for COCO's labels, in captions and in speech; singular forms.
LABEL_NAMES: dict[str, tuple[str, ...]] = {
    "person": ("person", "man", "woman", "boy", "girl", "child", "guy", "people", "men", "women", "children", "lady",
               "kid", "player", "adult", "baby"),
    "bicycle": ("bicycle", "bike"),
    "motorcycle": ("motorcycle", "motorbike", "bike"),
    "car": ("car", "vehicle", "automobile"),
    "airplane": ("airplane", "plane", "jet", "aircraft"),
    "bus": ("bus", "vehicle"),
    "train": ("train", "locomotive"),
    "truck": ("truck", "lorry", "vehicle"),
    "boat": ("boat", "ship", "sailboat"),
    "tv": ("tv", "television", "screen", "monitor"),
    "couch": ("couch", "sofa"),
    "potted plant": ("potted plant", "plant"),
    "dining table": ("dining table", "table"),
    "cell phone": ("cell phone", "phone", "mobile phone", "smartphone"),
    "refrigerator": ("refrigerator", "fridge"),
    "oven": ("oven", "stove"),
    "donut": ("donut", "doughnut"),
    "hot dog": ("hot dog", "sausage"),
    "suitcase": ("suitcase", "luggage"),
    "handbag": ("handbag", "bag", "purse"),
    "backpack": ("backpack", "rucksack"),
    "cup": ("cup", "mug", "glass"),
    "wine glass": ("wine glass", "glass"),
    "teddy bear": ("teddy bear", "stuffed animal", "toy"),
    "sports ball": ("ball", "sports ball"),
    "baseball bat": ("baseball bat", "bat"),
    "baseball glove": ("baseball glove", "mitt"),
    "tennis racket": ("tennis racket", "racket", "racquet"),
    "frisbee": ("frisbee", "disc"),
    "skis": ("skis", "pair of skis"),
    "remote": ("remote", "controller", "remote control"),
    "hair drier": ("hair drier", "hair dryer", "dryer"),
    "fire hydrant": ("fire hydrant", "hydrant"),
    "traffic light": ("traffic light", "stoplight"),
    "bird": ("bird", "seagull"),
    "cat": ("cat", "kitten"),
    "dog": ("dog", "puppy"),
    "cow": ("cow", "cattle"),
    "sheep": ("sheep", "lamb"),
    "bear": ("bear",),
    "laptop": ("laptop", "computer"),
    "mouse": ("mouse", "computer mouse"),
    "kite": ("kite",),
    "tie": ("tie", "necktie"),
    "bowl": ("bowl", "dish"),
}  # fmt: skip

UNCHANGED = frozenset("skis scissors bus grass glass dress tennis".split())
IRREGULAR = {word: word for word in UNCHANGED} | {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "knives": "knife",
    "mice": "mouse",
    "geese": "goose",
    "feet": "foot",
    "teeth": "tooth",
    "leaves": "leaf",
}


def singular(word: str) -> str:
    """An English noun's singular by the common rules; other words come back lower-cased."""
    return nouns.singular(word, IRREGULAR)


_SYNONYMS = {
    singular(word): label
    for label, names in LABEL_NAMES.items()
    for name in names
    for word in [name.split()[-1]]
    if label != "person"
}


def concept(word: str) -> str:
    """The key under which a word counts as the same thing: "men" and "girl" -> person, "sofa" -> couch."""
    lower = word.lower()
    stem = singular(lower)
    if lower in PEOPLE or stem in PEOPLE:
        return "person"
    return _SYNONYMS.get(stem, stem)


def concepts_of(text: str) -> set[str]:
    """The concepts of all content words of a text."""
    return {concept(word.text) for word in split_words(text) if word.kind is WordKind.CONTENT}


def plural(name: str) -> str:
    """An English plural by the common rules."""
    if name.endswith(("s", "x", "ch", "sh")):
        return name if name.endswith("s") else name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"
