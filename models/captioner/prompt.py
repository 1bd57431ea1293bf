"""What the language model is given: words, then the photo's places, then words, then the caption so far."""

from __future__ import annotations

import re

PLACES = 16  # of the photo, 4 x 4
SIZE = (224, 224)  # that the photo is shown to the CNN at: 7 x 7 cells
BEFORE, AFTER = "Photo:", "\nCaption:"


def tidy(caption: str) -> str:
    """A caption of a data set as people write: no space before a comma, a capital, a full stop."""
    text = re.sub(r"\s+", " ", caption).strip().strip('"').strip()
    text = re.sub(r" ([.,;:!?'%)])", r"\1", text).replace(" n't", "n't").rstrip(" .,;")
    return " " + text[:1].upper() + text[1:] + "."
