"""Words that name nothing one could see in a photo, for training alone: they are absent from every picture.

Letters, keyboard rows, invented words, abstract nouns and function-like words. What is measured uses another list; a
test keeps the two apart.
"""

from __future__ import annotations

import numpy as np

ABSTRACT = tuple(
    """ability absence abundance acceptance accuracy advantage advice agreement allegiance ambiguity ambition analogy
    anxiety apathy argument assumption attitude authority awareness axiom bankruptcy belief bias bravery budget
    bureaucracy capacity causality certainty chance charity citizenship clarity coincidence commitment comparison
    complexity compliance compromise concept conclusion confidence consensus consent consequence consistency
    constitution context contradiction convenience conviction copyright corruption courage criterion curiosity
    currency custom deadline debt decision deduction definition delay deletion democratic dependence derivative
    destiny dignity dilemma diplomacy discipline discount discretion doctrine doubt duration duty efficiency effort
    election eligibility emphasis encryption endurance entropy envy equality equation era ethics etiquette evolution
    exception excuse expectation expenditure expertise explanation exponent failure faith fallacy fame fate feasibility
    fiction finance folklore forgiveness formula fraction frequency generosity genre glory grammar gravity greed
    grief guarantee guilt habit hatred heritage hesitation history honesty honor hope humility hypothesis idealism
    identity ideology ignorance imagination impact implication importance incentive inference inflation influence
    initiative innocence insight inspiration instinct insurance integer integrity intelligence intention interest
    intuition investment irony issue jealousy journalism judgment jurisdiction justification kindness lack language
    law legacy legislation liability likelihood linguistics literacy logarithm loyalty luck malice management
    mathematics matrix meaning membership memory mercy merger metaphor method methodology mindset misery modesty
    momentum monopoly morality mortgage motive mystery myth narrative nationality necessity negligence nostalgia notion
    novelty obedience objective obligation opinion optimism option origin ownership paradox paragraph parameter
    parity patience pension percentage perception permission persistence perspective pessimism phase policy
    polynomial possibility poverty precision preference prejudice premise prestige principle priority privilege
    procedure profit progress promise pronoun proof prosperity protocol psychology punctuation quality quantity quota
    ratio rationale realism reason recession recursion reform regret relevance reliability religion remorse
    reputation requirement resentment responsibility revenue rhetoric risk rumor sanity sarcasm scarcity scope
    secrecy semantics sentiment serenity significance silence similarity sincerity skepticism software solidarity
    sovereignty statistics status strategy stubbornness subsidy success suffix supremacy suspicion syllable symmetry
    syntax talent tariff tax tendency tension theorem theory thesis threshold tolerance topic tradition treaty trend
    trust truth uncertainty urgency usage utility validity value variable variance vector verdict version virtue
    vocabulary volatility wage warranty welfare willpower wisdom worth""".split()
)
FUNCTION_LIKE = tuple(
    """actually albeit allegedly altogether anyhow apparently basically certainly consequently definitely else
    especially essentially eventually evidently exactly formerly frankly furthermore generally hardly hence hereby
    however importantly indeed initially instead lately likewise literally mainly maybe meanwhile merely moreover
    namely necessarily nevertheless nonetheless normally notably obviously occasionally otherwise partly perhaps
    possibly previously primarily probably properly regardless relatively seldom simply somehow sometimes somewhat
    soon specifically subsequently supposedly surely therefore thereby thus truly typically ultimately usually
    virtually whatsoever wherever whichever whoever yesterday tomorrow today nowadays henceforth
    notwithstanding""".split()
)
KEYBOARD = tuple(
    """sdfg dfgh fghj ghjk hjkl jklm zxcv xcvb cvbn vbnm wert erty rtyu tyui uiop poiu lkjh mnbv qazwsx wsxedc
    edcrfv asdasd sdfsdf fgfgfg jkjkjk ghghgh hjhjhj dsfsdf lkjlkj zxczxc yuiyui iuyt gfdsa hgfd trewq qweqwe
    aqsw""".split()
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ONSETS = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k kl l m n p pl pr qu r s sh".split()
    + "sk sl sm sn sp st t th tr v w z".split()
)
VOWELS = "a e i o u ai ea oo ou y".split()
CODAS = "b ck d g l m n nd nk p r rk rt s sh st t x z".split()
TEMPLATES = ("{x}", "a photo of a {x}", "a {x}", "the {x} and a person", "{x} {x}", "a dog with {x}", "there is {x}")
INVENTED, SCRAMBLED = 260, 200


def invented(rng: np.random.Generator) -> str:
    """A pronounceable word of two or three syllables that is none."""
    return "".join(
        str(rng.choice(ONSETS)) + str(rng.choice(VOWELS)) + (str(rng.choice(CODAS)) if rng.random() < 0.6 else "")
        for _ in range(int(rng.integers(2, 4)))
    )


def scrambled(rng: np.random.Generator) -> str:
    """Two to seven letters at random, sometimes one of them again and again."""
    length = int(rng.integers(2, 8))
    letters = rng.choice(list(LETTERS), length) if rng.random() < 0.85 else [rng.choice(list(LETTERS))] * length
    return "".join(map(str, letters))


def absent_words(seed: int = 0) -> list[str]:
    """All of them, each once."""
    rng = np.random.default_rng(seed)
    made = [invented(rng) for _ in range(INVENTED)] + [scrambled(rng) for _ in range(SCRAMBLED)]
    return list(dict.fromkeys([*ABSTRACT, *FUNCTION_LIKE, *KEYBOARD, *LETTERS, *made]))


def absent_sentences(seed: int = 0) -> list[tuple[str, str]]:
    """(sentence, the word in it): each word alone and in two templates."""
    rng = np.random.default_rng(seed + 1)
    found = []
    for word in absent_words(seed):
        templates = (TEMPLATES[0], *rng.choice(TEMPLATES[1:], 2, replace=False))
        found += [(str(template).replace("{x}", word), word) for template in templates]
    return list(dict.fromkeys(found))
