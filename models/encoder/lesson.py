"""A lesson: teach a small encoder, then have it answer questions, and say how it goes.

    python -m models.encoder.lesson --goal captions --tower frozen --seed 0

Writes one line of JSON a report. Stage 1 teaches the encoder labels (cross-entropy, end to end) or captions
(contrastively); stage 2 teaches a reader to answer questions about its pooled vector, with the encoder frozen (in
evaluation mode too, its features computed once), its last block trained, or all of it. Both stages have a budget in
seconds of one core, so a busy machine changes how long one waits and not what one sees.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.encoder.lesson_results import BUDGET, Examined, Goal, LessonPoint, Moment, Tower
from models.encoder.probe import probe_accuracy
from models.encoder.scene_network import ANSWERS, WIDTH, Matcher, Reader, SceneEncoder, word_counts
from models.encoder.scenes import ASPECTS, SHAPES, Scenes, draw_scenes
from models.results import FloatArray

TRAIN, TEST, BATCH, GALLERY = 4000, 1000, 64, 100  # scenes; scenes a caption is looked for in
REPORT = 0.25  # seconds of one core between two points
PROBED = 1500
NICE = 5  # who is asked for a page goes first
RATE = 3e-3
Line = dict[str, Any]


@dataclass(frozen=True)
class Class:
    """The scenes of a lesson; probes learn from the first PROBED of `known`."""

    known: Scenes
    others: Scenes  # that no training sees
    pixels: Tensor  # of `known`
    facts: Tensor
    counts: Tensor


def gather(seed: int) -> Class:
    """5,000 scenes."""
    known, others = draw_scenes(TRAIN, 2 * seed), draw_scenes(TEST, 2 * seed + 1)
    return Class(known, others, torch.from_numpy(known.pixels), torch.from_numpy(known.facts), word_counts(known))


class Teaching:
    """One stage: steps until the budget is spent, and a point every now and then."""

    def __init__(self, stage: int, weights: list[nn.Parameter], tower: list[nn.Parameter]) -> None:
        self.stage, self.tower = stage, [each for each in tower if each.requires_grad]
        self.optimiser = torch.optim.AdamW([*weights, *self.tower], RATE, weight_decay=1e-4)

    def run(self, batch: Callable[[], tuple[Tensor, Tensor]]) -> Iterator[LessonPoint]:
        """`batch` gives a loss and the share of right answers of the next batch."""
        began, told, step, seen = time.process_time(), 0.0, 0, list[tuple[float, float, float]]()
        while (spent := time.process_time() - began) < BUDGET[self.stage]:
            loss, right = batch()
            self.optimiser.zero_grad()
            loss.backward()
            seen.append((float(loss.detach()), self._gradient(), float(right)))
            self.optimiser.step()
            step += 1
            if spent - told >= REPORT:
                yield LessonPoint(self.stage, step, round(spent, 2), *_means(seen))
                told, seen = spent, []
        if seen:
            yield LessonPoint(self.stage, step, BUDGET[self.stage], *_means(seen))

    def _gradient(self) -> float:
        squares = [float((each.grad**2).sum()) for each in self.tower if each.grad is not None]
        return float(np.sqrt(sum(squares)))


def _means(seen: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    loss, gradient, right = np.mean(seen, 0)
    return round(float(loss), 4), round(float(gradient), 4), round(float(right), 4)


class Pupil:
    """An encoder on its way through a lesson."""

    def __init__(self, goal: Goal, seed: int) -> None:
        torch.manual_seed(seed)
        self.goal, self.room = goal, gather(seed)
        self.encoder, self.matcher, self.reader = SceneEncoder(), Matcher(), Reader()
        self.classifier = nn.Linear(WIDTH, len(SHAPES))
        self.taught: dict[str, Tensor] = {}  # the encoder after stage 1

    def teach(self) -> Iterator[LessonPoint]:
        """Stage 1."""
        self.encoder.train()
        head = self.classifier if self.goal is Goal.LABELS else self.matcher
        batch = self._labels if self.goal is Goal.LABELS else self._captions
        yield from Teaching(1, list(head.parameters()), list(self.encoder.parameters())).run(batch)
        self.taught = copy.deepcopy(self.encoder.state_dict())

    def ask(self, tower: Tower) -> Iterator[LessonPoint]:
        """Stage 2."""
        thaw(self.encoder, tower)
        pooled = self._pooled(self.room.known.pixels) if tower is Tower.FROZEN else None

        def batch() -> tuple[Tensor, Tensor]:
            chosen = torch.randint(TRAIN, (BATCH,))
            seen = self.encoder(self.room.pixels[chosen]) if pooled is None else pooled[chosen]
            asked = torch.randint(len(ANSWERS), (BATCH,))
            wanted = answer_number(self.room.facts[chosen], asked)
            logits = self.reader(seen, asked)
            return nn.functional.cross_entropy(logits, wanted), (logits.argmax(1) == wanted).float().mean()

        yield from Teaching(2, list(self.reader.parameters()), list(self.encoder.parameters())).run(batch)

    def examine(self, moment: Moment) -> Examined:
        """On scenes that no training saw."""
        others, known = self._pooled(self.room.others.pixels), self._pooled(self.room.known.pixels[:PROBED])
        asked = moment is Moment.ASKED
        changed = self._changed() if asked else None
        return Examined(
            moment,
            {name: self._probe(place, known, others) for place, name in enumerate(ASPECTS)},
            {name: self._answered(place, others) for place, name in enumerate(ASPECTS)} if asked else {},
            self._retrieval(others) if self.goal is Goal.CAPTIONS and moment is not Moment.UNTRAINED else None,
            changed,
            len(self._state()) if asked else None,
        )

    def _labels(self) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(TRAIN, (BATCH,))
        logits, wanted = self.classifier(self.encoder(self.room.pixels[chosen])), self.room.facts[chosen, 0]
        return nn.functional.cross_entropy(logits, wanted), (logits.argmax(1) == wanted).float().mean()

    def _captions(self) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(TRAIN, (BATCH,))
        logits = self.matcher(self.encoder(self.room.pixels[chosen]), self.room.counts[chosen])
        wanted = torch.arange(BATCH)
        loss = (nn.functional.cross_entropy(logits, wanted) + nn.functional.cross_entropy(logits.T, wanted)) / 2
        return loss, (logits.argmax(1) == wanted).float().mean()

    def _pooled(self, pixels: FloatArray) -> Tensor:
        """(N, 60) of the encoder as it is, in evaluation mode."""
        before = self.encoder.training
        self.encoder.eval()
        with torch.no_grad():
            pooled = torch.cat([self.encoder(part) for part in torch.from_numpy(pixels).split(500)])
        self.encoder.train(before)
        return pooled

    def _probe(self, place: int, known: Tensor, others: Tensor) -> float:
        labels, truth = self.room.known.facts[:PROBED, place], self.room.others.facts[:, place]
        return round(probe_accuracy(known.numpy(), labels, others.numpy(), truth), 4)

    def _answered(self, place: int, pooled: Tensor) -> float:
        asked = torch.full((TEST,), place)
        with torch.no_grad():
            given = self.reader(pooled, asked).argmax(1)
        return round(float((given == answer_number(torch.from_numpy(self.room.others.facts), asked)).float().mean()), 4)

    def _retrieval(self, pooled: Tensor) -> float:
        """Share of captions whose own scene is first, among GALLERY scenes that all differ in words."""
        _, first = np.unique(self.room.others.facts, axis=0, return_index=True)
        gallery = np.sort(first)[:GALLERY]
        with torch.no_grad():
            logits = self.matcher(pooled[gallery], word_counts(self.room.others)[gallery])
        return round(float((logits.argmax(0) == torch.arange(GALLERY)).float().mean()), 4)

    def _state(self) -> dict[str, Tensor]:
        return {name: each for name, each in self.encoder.state_dict().items() if each.is_floating_point()}

    def _changed(self) -> int:
        return sum(not torch.equal(each, self.taught[name]) for name, each in self._state().items())


def answer_number(facts: Tensor, asked: Tensor) -> Tensor:
    """Which of the 21 answers is right: facts (N, 3), questions (N,) -> (N,)."""
    starts = torch.tensor([0, ANSWERS[0], ANSWERS[0] + ANSWERS[1]])
    return facts.gather(1, asked[:, None])[:, 0] + starts[asked]


def thaw(encoder: SceneEncoder, tower: Tower) -> None:
    """What learns is in training mode and asks for gradients; what is frozen is neither, its batch norm included."""
    encoder.requires_grad_(False).eval()
    learning = {Tower.FROZEN: (), Tower.LAST: (encoder.last,), Tower.ALL: (encoder.early, encoder.last)}[tower]
    for part in learning:
        part.requires_grad_(True).train()


def lesson(goal: Goal, tower: Tower, seed: int) -> Iterator[Line]:
    """Everything it has to say, as it happens."""
    pupil, whole = Pupil(goal, seed), sum(BUDGET.values())
    yield examined(pupil.examine(Moment.UNTRAINED), 0.0)
    for point in pupil.teach():
        yield {"point": asdict(point), "share": point.seconds / whole}
    yield examined(pupil.examine(Moment.TAUGHT), BUDGET[1] / whole)
    for point in pupil.ask(tower):
        yield {"point": asdict(point), "share": min(0.99, (BUDGET[1] + point.seconds) / whole)}
    yield examined(pupil.examine(Moment.ASKED), 1.0)


def examined(found: Examined, share: float) -> Line:
    """As a line."""
    return {"examined": asdict(found), "share": share}


def main() -> None:
    """One lesson on one core."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--goal", type=Goal, choices=tuple(Goal), required=True)
    parser.add_argument("--tower", type=Tower, choices=tuple(Tower), required=True)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(NICE)
    for line in lesson(asked.goal, asked.tower, asked.seed):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
