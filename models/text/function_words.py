"""Words that cannot be asked of a photo: the closed classes of English, numbers, and negations."""

from __future__ import annotations

# Words that name no thing, quality or action one could point at: determiners, pronouns, prepositions, conjunctions,
# auxiliaries, particles (Huddleston & Pullum 2002); directions, which name a place by another; interjections.
FUNCTION_WORDS = frozenset(
    """
    a an the this that these those some any each every either such another other others all both half much more most
    less least enough own same else
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself
    we us our ours ourselves they them their theirs themselves one ones who whom whose which what whoever whatever
    someone somebody something anyone anybody anything everyone everybody everything
    about above across after against along alongside among amongst amid amidst around as at atop before behind below
    beneath beside besides between beyond by despite down during except for from in inside into like near of off on onto
    opposite out outside over past per plus since through throughout till to toward towards under underneath unlike
    until up upon versus via vs with within
    left right leftmost rightmost front next nearby n w thru tho til cuz
    and or but so yet if because although though while whilst whereas whether unless than then when whenever where
    wherever why how however etc
    am is are was were be been being do does did doing done have has had having can could may might must shall should
    will would ought gonna wanna gotta
    it's that's there's here's he's she's who's what's where's let's we're you're they're i'm i've you've we've they've
    i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd it'd we'd they'd could've should've would've
    there here very too also just only even still again ever once away back together almost quite rather perhaps maybe
    a.m. p.m. a.m p.m e.g. i.e. e.g i.e am pm o'clock
    please yes ok okay oh hey hi hello
    """.split()
)
NEGATIONS = frozenset(
    """
    no not without never none nobody nothing nowhere neither nor cannot
    ain't isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't
    mustn't needn't mightn't shan't
    """.split()
)
NUMBERS = frozenset(
    """
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions dozen dozens several many few fewer multiple numerous twice thrice
    first second third fourth fifth sixth seventh eighth ninth tenth
    """.split()
)
# After a negation these do not end what is negated: "no dog or cat", "not wearing a hat", "none of the cups".
STILL_NEGATED = frozenset(
    "a an the any some this that these those my your his her its our their or nor of be being been".split()
)
