"""A reading of the hub as numbers."""

from __future__ import annotations

from typing import Any

from app.engines.hub import HubState
from models.hub_results import HubFacts, HubReading
from models.results import FloatArray


def state_document(state: HubState) -> dict[str, Any]:
    """What this server has."""
    return {"installed": state.installed, "downloads": state.downloads, "models": list(state.names)}


def reading_document(reading: HubReading, weights: bool) -> dict[str, Any]:
    """Everything; every layer and head only when asked for."""
    cross = reading.reading.attentions[0].weights if reading.reading.attentions and weights else None
    return {
        "model": facts_document(reading.facts),
        "fit": reading.fit.value,
        "frame": list(reading.frame),
        "sentence": reading.sentence,
        "words": [
            {"text": word.text, "start": word.start, "end": word.end, "kind": word.kind.value} for word in reading.words
        ],
        "cut_at": reading.cut_at,
        "tokens": list(reading.tokens),
        "match": reading.reading.match,
        "logit": reading.reading.logit,
        "cosine": reading.cosine,
        "others": [{"sentence": each.sentence, "match": each.match} for each in reading.rivals],
        "maps": [
            {"kind": each.kind.value, "words": _numbers(each.words), "sentence": _numbers(each.sentence)}
            for each in reading.maps
        ],
        "attention": _numbers(cross),
        "gradient": _numbers(reading.gradients if weights else None),
        "class_token": _numbers(reading.elsewhere),
        "milliseconds": round(reading.reading.milliseconds, 2),
    }


def facts_document(facts: HubFacts) -> dict[str, Any]:
    """The checkpoint."""
    return {
        "name": facts.name,
        "kind": facts.kind.value,
        "parameters": facts.parameters,
        "size": facts.size,
        "grid": list(facts.grid),
        "layers": facts.layers,
        "heads": facts.heads,
        "tokens": facts.tokens,
        "fits": [fit.value for fit in facts.fits],
    }


def _numbers(values: FloatArray | None) -> Any:
    """Nested lists, five digits each."""
    if values is None:
        return None
    if values.ndim > 1:
        return [_numbers(each) for each in values]
    return [float(f"{each:.4e}") for each in values.tolist()]
