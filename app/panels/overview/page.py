"""What the template of the overview reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.overview.result import OverviewFindings, landmarks
from app.panels.scene import Scene
from app.render.heatmap import ROOT, heat_png, scale_top
from app.render.png import data_uri
from models.class_activation import top_classes
from models.network import NetworkPlan
from models.results import SentenceAttention

ANSWERS, WORDS = 3, 4  # shown
LARGEST, SMALLEST = 128, 64  # sides of the stages' pictures on the page, pixels


@dataclass(frozen=True)
class FlowStage:
    """One stage on the way."""

    name: str
    level: str  # what its maps answer to, as a key: edges, corners, textures, parts, things
    rows: int
    cols: int
    channels: int
    side: int  # of its picture
    picture: str
    href: str


@dataclass(frozen=True)
class FlowAnswer:
    """One class of the end model."""

    name: str
    share: float
    told: str


@dataclass(frozen=True)
class FlowWord:
    """One word of the sentence, and where it looks."""

    text: str
    found: bool
    heat: str | None
    told: str
    href: str


@dataclass(frozen=True)
class OverviewPage:
    """The flow; without stages while the network is prepared."""

    stages: tuple[FlowStage, ...]
    answers: tuple[FlowAnswer, ...]
    answers_href: str
    tokens: int
    width: int  # numbers a token
    tokens_href: str
    words: tuple[FlowWord, ...]
    pictured: tuple[FlowWord, ...]
    match: str | None
    match_href: str
    strategies_href: str
    waiting_href: str

    @property
    def preparing(self) -> bool:
        """Whether the network is still being exported."""
        return not self.stages


def draw_overview(findings: OverviewFindings, scene: Scene) -> OverviewPage:
    """Pictures, numbers and addresses."""
    look, layers = findings.look, scene.address("layers")
    last = look.photo.stages[-1].maps.shape if look else (0, 0, 0)
    words = _words(findings.read, scene)
    return OverviewPage(
        stages=_stages(look.plan, layers) if look else (),
        answers=tuple(
            FlowAnswer(each.name, each.probability, scene.t.sure(each.probability))
            for each in (top_classes(look.photo, ANSWERS, scene.t.tag) if look else ())
        ),
        answers_href=f"{layers}?view=class",
        tokens=last[1] * last[2],
        width=last[0],
        tokens_href=f"{layers}?stage={look.plan.stages[-1].name if look else ''}&channel=pca",
        words=words,
        pictured=tuple(word for word in words if word.heat)[:WORDS],
        match=None if findings.read.match is None else scene.t.sure(findings.read.match),
        match_href=scene.address("words"),
        strategies_href=scene.address("fusion"),
        waiting_href=f"{scene.address('overview')}?wait=1",
    )


def _stages(plan: NetworkPlan, layers: str) -> tuple[FlowStage, ...]:
    chosen = landmarks(plan)
    levels = ("edges", "corners", "textures", "parts", "things")
    return tuple(
        FlowStage(
            name=stage.name,
            level=levels[round(at * (len(levels) - 1) / max(1, len(chosen) - 1))],
            rows=stage.shape[1],
            cols=stage.shape[2],
            channels=stage.shape[0],
            side=round(LARGEST - at * (LARGEST - SMALLEST) / max(1, len(chosen) - 1)),
            picture=f"{layers}/colours.png?net={plan.backbone}&stage={stage.name}",
            href=f"{layers}?stage={stage.name}",
        )
        for at, stage in enumerate(chosen)
    )


def _words(read: SentenceAttention, scene: Scene) -> tuple[FlowWord, ...]:
    top = scale_top([word.evidence for word in read.words if word.found])
    return tuple(
        FlowWord(
            word.word.text,
            word.found,
            data_uri(heat_png(word.evidence, top, read.width, read.height, ROOT)) if word.found else None,
            scene.t.sure(word.score) if word.found else "",
            f"{scene.address('words')}?word={index}",
        )
        for index, word in enumerate(read.words)
    )
