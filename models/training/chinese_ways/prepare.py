"""What all ways learn from, made once: captions of the train split, aligned, with MiniLM's states of their English."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

from models.training.chinese_ways.lessons import (
    Lesson,
    english_of,
    english_words,
    likely_words,
    make_lessons,
    read_captions,
)
from models.training.chinese_ways.recipe import WaysRecipe


def lessons_of(
    photos: Path, captions: Path, recipe: WaysRecipe, cache: Path, say: Callable[[str], None]
) -> list[Lesson]:
    """Lessons from `recipe.photos` photos of the train split; kept in `cache` under the numbers they depend on."""
    path = cache / f"lessons_{recipe.photos}_{recipe.align_least}_{recipe.seed}.pkl"
    if not path.exists():
        english = english_of(photos, recipe.photos, recipe.seed)
        say(f"captions of {len(english)} photos")
        read = [caption for people in (False, True) for caption in read_captions(captions, english, range(5), people)]
        likely = likely_words(read, english)
        say(f"{len(read)} Chinese captions, {len(likely)} words aligned; MiniLM reads the English ones")
        words = english_words(text for own in english.values() for text in own)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(make_lessons(read, english, words, likely, recipe.align_least)))
    lessons: list[Lesson] = pickle.loads(path.read_bytes())
    return lessons
