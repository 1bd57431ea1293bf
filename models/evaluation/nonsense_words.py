"""Words that name nothing one can see, for measuring only: none of them may be trained on."""

NONSENSE_WORDS: dict[str, tuple[str, ...]] = {
    "letters": ("b", "k", "q", "xj", "zz", "hjk", "mnb", "ppq", "tsr", "vw"),
    "keyboard": ("asdf", "qwerty", "zxcvb", "hjkl", "poiuy", "lkjhg", "wasd", "yuiop", "mnbvc", "fghj"),
    "invented": (
        "blorf", "snargle", "wibbit", "trelphon", "quindle", "mavorish", "drokkel", "flumpen", "zorbitane", "pelvinor",
        "gribbly", "thwazzle", "crendalous", "ombrifax",
    ),
    "abstract": (
        "algorithm", "economy", "democracy", "inflation", "theorem", "honesty", "jurisdiction", "metaphor",
        "probability", "ideology", "grammar", "nostalgia", "bankruptcy", "hypothesis", "sovereignty", "causality",
        "policy", "destiny",
    ),
    "function-like": (
        "hence", "thereby", "albeit", "henceforth", "namely", "notwithstanding", "whereupon", "insofar", "moreover",
        "nevertheless", "likewise", "therein",
    ),
}  # fmt: skip
