from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel

from app.web.json_answers import document_answer
from app.work.gate import InferenceGate

SERVICES: Any = SimpleNamespace(desk=InferenceGate(1, 1))


class Place(BaseModel):
    name: str
    share: float | None = None
    thread: int | None = None


async def test_a_document_is_the_answer_and_what_it_leaves_unset_is_absent() -> None:
    answer = await document_answer(SERVICES, lambda name: Place(name=name, share=None), "a 猫")
    assert bytes(answer.body).decode() == '{"name":"a 猫","share":null}'
    assert answer.media_type == "application/json"


async def test_a_document_is_built_off_the_event_loop() -> None:
    answer = await document_answer(SERVICES, lambda: Place(name="a", thread=threading.get_ident()))
    assert Place.model_validate_json(bytes(answer.body)).thread != threading.get_ident()
