from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.engines.attention import AttentionService
from app.engines.warmup import Warmup
from app.photos.door import PhotoLimits
from app.photos.photo import accept_photo
from app.samples.examples import EXAMPLES
from app.samples.library import Library
from app.samples.sample import Sample
from app.samples.store import SampleStore
from app.work.gate import InferenceGate
from models.errors import NotFound
from tests.fakes import FakeAttender
from tests.photographs import photo

PHOTO = accept_photo(photo(), PhotoLimits())
SAMPLE = Sample("a cat on a sofa", PHOTO.id, PHOTO.width, PHOTO.height)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    store = SampleStore(tmp_path / "samples.sqlite3")
    store.add(SAMPLE, PHOTO.kept)
    yield Library(store)
    store.close()


async def service(library: Library, attender: FakeAttender, cache_bytes: int = 10_000_000) -> AttentionService:
    warmup = Warmup(lambda: attender)
    await warmup.run()
    attender.looked = attender.read_count = 0
    return AttentionService(warmup, InferenceGate(2, 10), InferenceGate(1, 10), library, cache_bytes)


async def test_a_new_sentence_on_a_known_photo_runs_no_cnn(library: Library) -> None:
    attender = FakeAttender()
    attention = await service(library, attender)
    for sentence in ("a cat", "a sofa", "a cat"):
        await attention.attention(replace(SAMPLE, sentence=sentence))
    assert (attender.looked, attender.read_count) == (1, 2)


async def test_the_example_that_the_models_were_tried_on_is_not_looked_at_again(library: Library) -> None:
    attender = FakeAttender()
    attention = await service(library, attender)
    for example in EXAMPLES[:2]:
        found = await attention.features(example.sample)
        assert (found.width, found.height) == (example.photo.width, example.photo.height)
    assert attender.looked == 1


async def test_a_sentence_does_not_wait_behind_photos(library: Library) -> None:
    attender, looking = FakeAttender(), InferenceGate(1, 10)
    warmup, held = Warmup(lambda: attender), threading.Event()
    await warmup.run()
    attention = AttentionService(warmup, looking, InferenceGate(1, 10), library, 10_000_000)
    await attention.features(SAMPLE)
    photos = [asyncio.create_task(looking.run(held.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    try:
        assert (await attention.attention(replace(SAMPLE, sentence="a green sofa"))).sentence == "a green sofa"
        assert not any(photo.done() for photo in photos)
    finally:
        held.set()
        await asyncio.gather(*photos)


async def test_many_who_ask_for_one_photo_at_once_look_once(library: Library) -> None:
    attender = FakeAttender(seconds=0.02)
    attention = await service(library, attender)
    await asyncio.gather(*(attention.features(SAMPLE) for _ in range(6)))
    assert attender.looked == 1


async def test_many_who_ask_for_one_sample_at_once_read_once(library: Library) -> None:
    attender = FakeAttender(seconds=0.02)
    attention = await service(library, attender)
    results = await asyncio.gather(*(attention.attention(SAMPLE) for _ in range(6)))
    assert attender.read_count == 1
    assert all(result is results[0] for result in results)


async def test_a_photo_that_is_not_kept_yet_can_be_looked_at(library: Library) -> None:
    attention = await service(library, FakeAttender())
    other = accept_photo(photo("PNG", 64, 64), PhotoLimits())
    sample = Sample("a cat", other.id, other.width, other.height)
    with pytest.raises(NotFound):
        await attention.attention(sample)
    assert (await attention.attention(sample, other)).width == 64


async def test_without_room_everything_is_computed_again_and_is_the_same(library: Library) -> None:
    attender = FakeAttender()
    attention = await service(library, attender, cache_bytes=8)
    first, second = [await attention.attention(SAMPLE) for _ in range(2)]
    assert attender.looked == 2
    assert np.array_equal(first.words[1].evidence, second.words[1].evidence)


async def test_everything_that_is_kept_of_a_photo_counts(library: Library) -> None:
    attention = await service(library, FakeAttender())
    found = await attention.features(SAMPLE)
    assert attention.caches["features"].bytes == found.keys.nbytes + found.values.nbytes + found.classes.nbytes


async def test_a_large_photo_keeps_its_own_size_whatever_it_is_read_at(library: Library) -> None:
    large = accept_photo(photo("PNG", 1600, 1200), PhotoLimits())
    sample = Sample("a cat", large.id, large.width, large.height)
    attention = await service(library, FakeAttender())
    assert ((await attention.attention(sample, large)).width, large.glance.shape[1]) == (1600, 800)
