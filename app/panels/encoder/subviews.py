"""The sub-views of the encoder panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.encoder.caption.subview import CaptionView
from app.panels.encoder.flamingo.subview import FlamingoView
from app.panels.encoder.outputs.subview import OutputsView
from app.panels.encoder.paradigms.subview import ParadigmsView
from app.panels.encoder.ribbon.subview import RibbonView
from app.panels.encoder.subview import EncoderSubView
from app.panels.encoder.training.subview import TrainingView
from app.panels.encoder.visual_words.subview import VisualWordsView

SUBVIEWS: tuple[EncoderSubView, ...] = (
    OutputsView(),
    VisualWordsView(),
    CaptionView(),
    FlamingoView(),
    RibbonView(),
    TrainingView(),
    ParadigmsView(),
)
