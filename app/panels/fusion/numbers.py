"""The numbers of the fusion panel as documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from app.panels.fusion.compare import CompareResult
from models.fusion.reading import entropy
from models.fusion.table import read_table
from models.fusion_results import Attended, FusionSentence, StrategyReading

DIGITS = 5


def compare_document(result: CompareResult, base: str) -> dict[str, Any]:
    """All strategies and all sentences."""
    return {
        "sentence": result.heard.sentence,
        "words": [word.text for word in result.heard.words],
        "strategies": [
            {
                "name": reading.name,
                "match": round(reading.match, DIGITS),
                "logit": round(reading.logit, DIGITS),
                "looks": reading.maps is not None,
                "milliseconds": round(reading.milliseconds, 2),
                "links": {"self": f"{base}/strategies/{reading.name}"},
            }
            for reading in result.readings
        ],
        "sentences": [
            {"sentence": sentence, "matches": [round(float(matches[place]), DIGITS) for matches in result.matches]}
            for place, sentence in enumerate(result.sentences)
        ],
        "swaps": [asdict(swap) for swap in result.swaps],
    }


def strategy_document(reading: StrategyReading, heard: FusionSentence, weights: bool) -> dict[str, Any]:
    """One strategy, its maps and its attention."""
    return {
        "name": reading.name,
        "match": round(reading.match, DIGITS),
        "logit": round(reading.logit, DIGITS),
        "words": [word.text for word in heard.words],
        "tokens": list(heard.tokens),
        "maps": None if reading.maps is None else np.round(reading.maps.astype(float), 6).tolist(),
        "attention": [_attended(each, weights) for each in reading.attentions],
    }


def _attended(each: Attended, weights: bool) -> dict[str, Any]:
    return {
        "name": each.name,
        "queries": each.queries,
        "keys": each.keys,
        "layers": each.weights.shape[0],
        "heads": each.weights.shape[1],
        "grid": list(each.grid),
        "entropy": np.round(entropy(each.weights).astype(float), DIGITS).tolist(),
        "weights": np.round(each.weights.astype(float), 6).tolist() if weights else None,
    }


def table_document() -> dict[str, Any]:
    """The measured table."""
    return {
        "strategies": [
            {**asdict(row), "recalls": {name: asdict(each) for name, each in row.recalls}} for row in read_table()
        ]
    }
