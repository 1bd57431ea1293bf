"""Words of a person's sentence, as spans into the text they typed."""

from __future__ import annotations

import regex

from models.results import Word, WordKind

# A word: an emoji sequence, one Han character, or a run of letters, marks and digits with ' - . inside it.
# Everything else (space, punctuation, symbols) belongs to no word.
_EMOJI = r"\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})*(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})*)*"
_RUN = r"(?:(?!\p{Han})[\p{L}\p{N}])(?:(?!\p{Han})[\p{L}\p{N}\p{M}])*"
_WORD = regex.compile(rf"{_EMOJI}|\p{{Han}}|{_RUN}(?:['\u2019\-]{_RUN})*")
_ENGLISH = regex.compile(r"[\p{Latin}\p{N}\p{M}'\u2019\-]+")

# The closed classes of English: words that name no thing, quality or action one could point at.
# Determiners, pronouns, prepositions, conjunctions, auxiliaries, particles (Huddleston & Pullum 2002).
FUNCTION_WORDS = frozenset(
    """
    a an the this that these those some any each every either neither no such another other others all both half
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself
    we us our ours ourselves they them their theirs themselves one ones who whom whose which what
    someone somebody something anyone anybody anything everyone everybody everything nobody nothing none
    about above across after against along alongside among amongst amid around as at atop before behind below beneath
    beside besides between beyond by despite down during except for from in inside into like near of off on onto out
    outside over past per since through throughout till to toward towards under underneath until up upon via with
    within without
    and or but nor so yet if because although though while whereas whether than then when where why how
    am is are was were be been being do does did doing done have has had having can could may might must shall should
    will would ought isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't
    wouldn't shouldn't it's that's there's he's she's they're we're i'm you're what's who's
    not there here very too also just only even still again away back together almost quite rather
    """.split()
)


def kind_of(text: str) -> WordKind:
    """What a word can be asked of a photo, by its spelling alone."""
    if not _ENGLISH.fullmatch(text):
        return WordKind.UNKNOWN
    if text.lower().replace("\u2019", "'") in FUNCTION_WORDS:
        return WordKind.FUNCTION
    return WordKind.CONTENT


def split_words(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence in order; `sentence[word.start:word.end] == word.text`."""
    return tuple(
        Word(match.group(), match.start(), match.end(), kind_of(match.group())) for match in _WORD.finditer(sentence)
    )
