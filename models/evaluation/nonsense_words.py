"""Words that name nothing one can see, for measuring only: none of them may be trained on."""

NONSENSE_WORDS: dict[str, tuple[str, ...]] = {
    "letters": ("xq", "zv", "bk", "xj", "zz", "hjk", "mnb", "ppq", "tsr", "vw"),
    "keyboard": ("asdf", "qwerty", "zxcvb", "uiopl", "poiuy", "lkjhg", "wasd", "yuiop", "mnbvc", "plokij"),
    "invented": (
        "blorf", "snargle", "wibbit", "trelphon", "quindle", "mavorish", "drokkel", "flumpen", "zorbitane", "pelvinor",
        "gribbly", "thwazzle", "crendalous", "ombrifax",
    ),
    "abstract": (
        "algorithm", "economy", "democracy", "surplus", "ontology", "altruism", "jurisprudence", "dogma",
        "probability", "hegemony", "jargon", "nihilism", "annuity", "paradigm", "feudalism", "causation",
        "arbitration", "clemency",
    ),
    "function-like": (
        "thereof", "hitherto", "herein", "whereby", "ergo", "forthwith", "whereupon", "insofar", "verily",
        "heretofore", "inasmuch", "therein",
    ),
}  # fmt: skip
