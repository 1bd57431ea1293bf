"""The panel's own answers: the networks that the photo can be shown to, and one of them as stages."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.lab_results.costs import TimingReport
from models.network import NetworkPlan, StagePlan


class NetworkDocument(BaseModel):
    """One backbone of the chooser."""

    backbone: str
    title: str
    prepared: bool = Field(description="Answers at once; otherwise the first request prepares it, about ten seconds.")
    links: dict[str, str]


class NetworksDocument(BaseModel):
    """What the photo can be shown to."""

    backbones: list[NetworkDocument]


class StageDocument(BaseModel):
    """One stage of a network."""

    stage: str
    channels: int
    rows: int
    cols: int
    reduction: int = Field(description="Input pixels per cell, along each axis.")
    parameters: int
    macs: int = Field(description="Multiply-accumulates for one photo.")
    milliseconds: float | None = Field(description="With `times=1`: measured on this server.")


class ArchitectureDocument(BaseModel):
    """A network before it runs; the classifier is counted in the totals."""

    backbone: str
    input_size: int
    parameters: int
    macs: int
    milliseconds: float | None
    threads: int | None
    stages: list[StageDocument]


def network_document(name: str, title: str, prepared: bool, address: str) -> NetworkDocument:
    """One backbone; `address` is where the networks of the sample are."""
    links = {"stages": f"{address}/{name}", "classes": f"{address}/{name}/classes"}
    return NetworkDocument(backbone=name, title=title, prepared=prepared, links=links)


def architecture_document(plan: NetworkPlan, times: TimingReport | None) -> ArchitectureDocument:
    """The strip of stages; times where they were measured."""
    spent = {row.stage: row.milliseconds for row in times.stages} if times else {}
    return ArchitectureDocument(
        backbone=plan.backbone,
        input_size=plan.size,
        parameters=plan.parameters,
        macs=sum(stage.macs for stage in (*plan.stages, plan.classifier)),
        milliseconds=times.total_milliseconds if times else None,
        threads=times.threads if times else None,
        stages=[_stage(stage, spent.get(stage.name)) for stage in plan.stages],
    )


def _stage(stage: StagePlan, spent: float | None) -> StageDocument:
    channels, rows, cols = stage.shape
    return StageDocument(
        stage=stage.name,
        channels=channels,
        rows=rows,
        cols=cols,
        reduction=stage.reduction,
        parameters=stage.parameters,
        macs=stage.macs,
        milliseconds=spent,
    )
