"""Noun phrases worth reading as one: "fire hydrant", "green eyes". A rule over words, no grammar.

A phrase is a run of two to four adjacent content words with nothing but space between them. A verb within a run ends it
("a pink nose rests"), and so does an adverb; at its beginning after an article a verb's form is an adjective or a name
("a smiling woman", "the swimming pool"), elsewhere it is left out, but in what one of the detector's classes is called
("a red stop sign"). In Chinese 的 after a quality joins what has it: 红色的猫, a red cat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from models.class_names import coco_names
from models.results import Word, WordKind
from models.text.chinese.words import acts, qualifies

LONGEST = 4  # words
_ARTICLES = frozenset("a an the this that these those my your his her its our their some each every another".split())
_NO_ADVERBS = frozenset("belly bully curly family holly jelly jolly lovely smelly trolley ugly woolly".split())
_TO_BASE = ("s", "es", "ed", "d", "ing")
# What people and things do in captions, as it stands without an ending.
_VERBS = frozenset(
    """
    appear ask balance beg bend bite blow bounce brush build buy call carry catch celebrate chase chew climb come
    compete cook cross cut dance dig dive do drag draw dress drink drive eat enjoy enter examine face fall feed
    fetch fight fix flip float fly follow gather gaze get give glow go grab grow guard hang have help hide hike hit
    hold hop hug hurry jog jump keep kick kiss kneel land laugh lay lead lean leap learn leave let lick lie lift
    listen live look make march meet move open paddle paint pass pedal peer perch perform pet pick place play point
    pose pour practice prepare press pull push put race reach read relax rest ride roll row run sail say see seem
    sell serve set shake share shine shoot show sing sit skate sketch ski skip slide sleep smile smoke snowboard
    splash spray sprint stand stare start step stick stop stretch sunbathe surf swim swing take talk taste teach
    throw tie touch try turn use wade wait wake walk wash watch wave wear wipe work wrestle write are bought came
    caught did drew drove ate fell fed flew gave got hung had held hid kept knelt laid lay led left lit lying made
    met ran rode said sat saw sang shone shot slept stood stuck swam swung threw took tied went wore wrote
    """.split()
)


def noun_phrases(sentence: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """(first, last) word of every phrase to offer, in the sentence's order; `words` are the sentence's, in order."""
    return [run for run in _runs(sentence, words) if 2 <= run[1] - run[0] + 1 <= LONGEST]


def _runs(sentence: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for at, word in enumerate(words):
        if first is not None and _links(sentence, words, at):
            continue
        joined = at > 0 and not sentence[words[at - 1].end : word.start].strip()
        if first is not None and not (joined and (_belongs(word, inside=True) or _in_a_name(sentence, words, at))):
            yield first, at - 1
            first = None
            if joined:  # a verb or a function word: what follows begins anew after it
                continue
        if first is None and _belongs(word, inside=at > 0 and not is_article(words[at - 1])):
            first = at
    if first is not None:
        yield first, len(words) - 1


def _links(sentence: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word is a 的 between a quality and what has it."""
    if words[at].text != "的" or at + 1 == len(words) or not qualifies(words[at - 1].text):
        return False
    before, after = words[at - 1], words[at + 1]
    glued = not sentence[before.end : words[at].start].strip() and not sentence[words[at].end : after.start].strip()
    return glued and bool(after.read_as) and _belongs(after, inside=True)


def _in_a_name(sentence: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word and one beside it are what a class of the detector is called."""
    beside = (words[max(at - 1, 0) : at + 1], words[at : at + 2])
    return any(sentence[pair[0].start : pair[-1].end].lower() in _names_of_two() for pair in beside)


@cache
def _names_of_two() -> frozenset[str]:
    """The classes whose names have two words."""
    return frozenset(name for name in coco_names() if " " in name)


def in_phrase(word: Word) -> bool:
    """Whether a word may go on with a phrase that has begun: a noun or a quality, as far as a rule can tell."""
    return _belongs(word, inside=True)


def _belongs(word: Word, inside: bool) -> bool:
    if word.read_as and acts(word.text):
        return False
    lower = (word.read_as or word.text).lower()
    adverb = len(lower) > 4 and lower.endswith("ly") and lower not in _NO_ADVERBS
    return word.kind is WordKind.CONTENT and not adverb and not ((inside or word.read_as) and _is_verb(lower))


def is_article(word: Word) -> bool:
    """Whether what follows is a noun or a quality: an article, a pronoun that has something, a number."""
    return word.text.lower() in _ARTICLES or word.kind is WordKind.NUMBER


def _is_verb(lower: str) -> bool:
    stems = [lower] + [lower.removesuffix(ending) for ending in _TO_BASE if lower.endswith(ending)]
    doubled = [stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]]
    silent = [stem + "e" for stem in stems[1:]]
    ies = [lower.removesuffix("ies") + "y"] if lower.endswith("ies") else []
    known = any(form in _VERBS for form in (*stems, *doubled, *silent, *ies))
    return known or (len(lower) > 5 and lower.endswith(("ing", "ed")))
