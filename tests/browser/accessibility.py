"""What keeps somebody from reading or using a page: axe-core's rules, and own_checks.js for what it does not say."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
OWN_CHECKS = (HERE / "own_checks.js").read_text(encoding="utf-8")
RUN_AXE = """async (rules) => (await axe.run(document, {
    resultTypes: ["violations"],
    ...(rules.length ? { runOnly: rules } : { rules: { "target-size": { enabled: true } } }),
})).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.any[0]?.message ?? ""}`))"""


def open_whole(page: Page, address: str) -> None:
    """A page with everything that comes later, and nothing on its way from one colour to another."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("#sweep").wait_for(state="detached", timeout=60_000)


def axe_problems(page: Page, *rules: str) -> list[str]:
    """Violations of axe-core's rules, or of some of them, one a node. Past the page's own policy, as debuggers run."""
    page.evaluate(AXE)
    problems: list[str] = page.evaluate(RUN_AXE, list(rules))
    return problems


def own_problems(page: Page) -> list[str]:
    """Small targets and text, fields without an edge, what the keyboard cannot scroll, headings."""
    problems: list[str] = page.evaluate(OWN_CHECKS)
    return problems
