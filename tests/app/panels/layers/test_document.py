from __future__ import annotations

from app.engines.lab import Look
from app.panels.layers.document import architecture_document, network_document


def test_the_stages_of_a_network_without_times(look: Look) -> None:
    document = architecture_document(look.plan, None)
    assert [each.stage for each in document.stages] == ["stem", "block0", "head"]
    assert document.milliseconds is None
    assert document.macs > sum(each.macs for each in document.stages)  # the classifier's too


def test_a_network_links_to_its_stages_and_classes() -> None:
    links = network_document("tiny", "Tiny", True, "/here").links
    assert links == {"stages": "/here/tiny", "classes": "/here/tiny/classes"}
