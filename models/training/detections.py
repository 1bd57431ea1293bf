"""What two detectors see on the training photos (train_boxes), read together with what the captions name.

A class that a caption names is believed where one detector is fairly sure or both agree; a class that nobody names
only where both are sure and it is no animal (they take animals for one another). A class that neither sees and no
caption names is known to be absent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from models.class_names import coco_names
from models.pointing import overlap
from models.training.photos import Box, Source
from models.training.vocabulary import concept, concepts_of

SURE, SEEN = (0.4, 0.2), (0.2, 0.1)  # scores of nanodet and centernet that agree
ALONE = 0.3  # of nanodet, for a class that a caption names
OVERLAP = 0.5
ANIMALS = frozenset("bird cat dog horse sheep cow elephant bear zebra giraffe".split()) | {"teddy bear"}


@dataclass(frozen=True)
class Detections:
    """One photo: (class, score, box) of each detector."""

    nanodet: tuple[tuple[str, float, Box], ...]
    centernet: tuple[tuple[str, float, Box], ...]

    @property
    def seen(self) -> frozenset[str]:
        """Classes that either sees, however faintly."""
        return frozenset(label for label, _, _ in (*self.nanodet, *self.centernet))


def read_detections(path: Path) -> dict[str, Detections]:
    """Photo path -> what the detectors see, from boxes.jsonl."""
    found = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        both = [
            tuple((label, score, tuple(box)) for label, score, *box in row[key]) for key in ("nanodet", "centernet")
        ]
        found[row["image"]] = Detections(both[0], both[1])
    return found


def believed(detections: Detections, named: set[str]) -> tuple[tuple[str, Box], ...]:
    """The boxes to learn from, given the concepts that captions and names of the photo name."""
    kept = []
    for label, score, box in detections.nanodet:
        partner = max(
            (s for other, s, place in detections.centernet if other == label and overlap(box, place) >= OVERLAP),
            default=0.0,
        )
        agreed = [score >= limits[0] and partner >= limits[1] for limits in (SURE, SEEN)]
        if concept(label.split()[-1]) in named and label != "hot dog":
            if agreed[1] or score >= ALONE:
                kept.append((label, box))
        elif agreed[0] and label not in ANIMALS:
            kept.append((label, box))
    return tuple(kept)


def with_detections(sources: list[Source], found: dict[str, Detections]) -> list[Source]:
    """Sources without boxes of their own get the believed ones, and every source the classes that are not in it."""
    result = []
    for source in sources:
        detections = found.get(source.path)
        if detections is None:
            result.append(source)
            continue
        named = {c for text in (*source.captions, *source.names) for c in concepts_of(text)}
        unseen = tuple(
            label for label in coco_names() if label not in detections.seen and concept(label.split()[-1]) not in named
        )
        objects = source.objects or believed(detections, named)
        result.append(replace(source, objects=objects, unseen=unseen))
    return result
