"""The sub-view `trust`: whether a map says what the model looked at."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.classes import class_map_of
from app.panels.layers.conv_result import denormalised
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, last_stage
from app.panels.layers.trust_drawing import draw_trust, trust_overlay
from app.panels.layers.trust_query import read_trust
from app.panels.layers.trust_result import Checks, Subject, TrustResult
from app.panels.layers.trust_view import TrustPage
from app.panels.layers.trust_work import cascade, class_scores, conclude, slices, word_scores
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.runner import Runner
from models.class_activation import class_score, top_classes
from models.errors import InvalidArgument
from models.network import NetworkPlan
from models.results import FloatArray, Pixels, SentenceAttention

PATIENCE = 0.4  # seconds of work in one request that shows progress
CLASSES = 3  # that can be chosen here; every other one by its link
SliceOf = Callable[[int], Awaitable[FloatArray]]


class TrustView(LayersSubView):
    """Deletion, insertion and random weights for a class's map or a word's; `of`, `kind` and `run` are its own."""

    name = "trust"
    template = "panels/layers/_trust.html"
    own = frozenset({"of", "kind", "run"})

    def stage(self, plan: NetworkPlan) -> str:
        """Where a class's map is made."""
        return last_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> TrustResult:
        """The map, and as many slices of its checks as the asker wants to wait for."""
        asked = read_trust(query)
        look = await engines.lab.look(sample, query.net)
        attention = await engines.attention.attention(sample)
        subject = _of_word(attention, asked.word) if asked.word is not None else None
        if subject is None:
            subject = await _of_class(sample, query, engines.runner, look)
        result = TrustResult(
            subject=subject,
            classes=top_classes(look.photo, CLASSES),
            known=len(look.photo.logits),
            attention=attention,
            exact_cam=look.plan.exact_cam,
            done=0,
            total=slices() + 1,
            asked=asked.asked,
        )
        if subject.nothing or not asked.asked:
            return result
        return await _check(result, sample, query, engines, look, asked.run == "all")

    def draw(self, result: TrustResult, scene: LayersScene) -> TrustPage:
        """Curves, areas and the strip of maps."""
        return draw_trust(result, scene)

    def overlay(self, result: TrustResult, scene: LayersScene) -> Overlay:
        """The map that is checked."""
        return trust_overlay(result, scene)


async def _of_class(sample: Sample, query: LayersQuery, runner: Runner, look: Look) -> Subject:
    """The map that the sub-view `class` shows for the same address."""
    index = top_classes(look.photo, 1)[0].index if query.class_index is None else query.class_index
    score = class_score(look.photo, index)
    made = await class_map_of(runner, sample, look, index, query)
    return Subject(score.name, made.heat, score.probability, None, index, made.kind, made.stage)


def _of_word(attention: SentenceAttention, index: int) -> Subject:
    """Raises InvalidArgument for a word that is not there."""
    if index >= len(attention.words):
        raise InvalidArgument(
            f"The sentence has {len(attention.words)} words.",
            code="no_such_word",
            argument="of",
            hint="Choose another word.",
            count=len(attention.words),
        )
    word = attention.words[index]
    return Subject(word.word.text, word.evidence, word.score, word=index)


async def _check(
    result: TrustResult, sample: Sample, query: LayersQuery, engines: Engines, look: Look, patient: bool
) -> TrustResult:
    """Slice after slice, each kept, until all are there or the request has lasted long enough."""
    subject, runner, started = result.subject, engines.runner, time.monotonic()
    pixels = await _pixels(sample, engines, look, subject)
    slice_of = await _slicer(sample, query, engines, look, subject, pixels)
    scores: list[FloatArray] = []
    while len(scores) < slices():
        if scores and not patient and time.monotonic() - started > PATIENCE:
            return replace(result, done=len(scores))
        scores.append(await slice_of(len(scores)))
    key = _key(sample, query, "checks", *subject.key)
    aspect = sample.width / sample.height
    checks: Checks = await runner.run(conclude, pixels, subject, tuple(scores), aspect, key=key)
    if subject.word is None:
        again = _key(sample, query, "cascade", *subject.key)
        random = await runner.run(cascade, look, subject, key=again, long=True)
        checks = replace(checks, cascade=random)
    return replace(result, done=result.total, checks=checks)


async def _pixels(sample: Sample, engines: Engines, look: Look, subject: Subject) -> Pixels:
    """What is taken away from: the photo as the network that made the map reads it."""
    if subject.word is not None:
        return await engines.lab.pixels(sample)
    return denormalised(look.photo.inputs[0], look.plan.preprocessing)


async def _slicer(
    sample: Sample, query: LayersQuery, engines: Engines, look: Look, subject: Subject, pixels: Pixels
) -> SliceOf:
    runner, key = engines.runner, _key(sample, query, "slice", *subject.key)
    if subject.word is None:
        return lambda part: runner.run(class_scores, look, pixels, subject, part, key=(*key, part), long=True)
    attender, sentence = await engines.attention.attender(), sample.sentence
    scored, words = (attender, pixels, sentence, subject), (*key, sentence)
    return lambda part: runner.run(word_scores, *scored, part, key=(*words, part), long=True)


def _key(sample: Sample, query: LayersQuery, *parts: object) -> tuple[object, ...]:
    return "trust", query.net, sample.photo_id, query.stage, *parts
