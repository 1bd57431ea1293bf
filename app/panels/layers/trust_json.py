"""The checks of a map for programs."""

from __future__ import annotations

from typing import Any

from app.panels.layers.trust_result import Subject, TrustResult
from models.lab_results.trust import FaithfulnessReport, RandomisationReport


def trust_json(result: TrustResult) -> dict[str, Any]:
    """Curves, areas and the cascade; none for a map that shows nothing."""
    checks = result.checks
    return {
        "of": _subject(result.subject),
        "nothing": result.subject.nothing,
        "score": result.subject.score,
        "faithfulness": _curves(checks.report) if checks else None,
        "randomisation": _cascade(checks.cascade) if checks and checks.cascade else None,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    if subject.word is not None:
        return {"word": subject.word, "text": subject.name}
    return {"class": subject.class_index, "name": subject.name, "kind": subject.kind.value, "stage": subject.stage}


def _curves(report: FaithfulnessReport) -> dict[str, Any]:
    return {
        "fractions": report.fractions.tolist(),
        "score": report.score,
        "blank": report.blank,
        "curves": [
            {
                "order": curve.order,
                "deletion": curve.deletion.tolist(),
                "insertion": curve.insertion.tolist(),
                "deletion_area": curve.deletion_area,
                "insertion_area": curve.insertion_area,
            }
            for curve in report.curves
        ],
    }


def _cascade(report: RandomisationReport) -> dict[str, Any]:
    return {
        "probability": report.probability,
        "steps": [
            {
                "stage": step.stage,
                "nothing": step.nothing,
                "rank_correlation": step.rank_correlation,
                "similarity": step.similarity,
                "probability": step.probability,
            }
            for step in report.steps
        ],
    }
