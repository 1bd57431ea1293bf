"""A kernel of one's own in Chromium: typed, pasted, wrong, cell by cell; script and server read the same numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.photo import posted
from tests.kernel_texts import NO_NUMBERS, NUMBERS
from tests.matrix import thorough_after, thorough_rows_after

CONV = "/s/chelsea/layers?view=conv"
STATIC = Path(__file__).parents[2] / "static"
SCRIPT = next(STATIC.rglob("kernel_text.js")).relative_to(STATIC).as_posix()
READ = """async ([script, texts]) => {
  const root = document.querySelector('script[src*="/js/"]').src.split('/js/')[0];
  const { readNumber } = await import(`${root}/${script}`);
  return texts.map(readNumber);
}"""
COPY = "text => navigator.clipboard.writeText(text)"


SHAPES = [
    (size, kernel) for size in ((400, 600), (600, 400), (300, 300), (200, 800)) for kernel in ("edge", "learned_0")
]


def typed_field(page: Page) -> str:
    return page.locator(".kernel-typed input").input_value()


def cells(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator(".kernel-weight").all()]


def type_kernel(page: Page, text: str) -> None:
    page.locator(".kernel-typed input").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_the_script_reads_the_numbers_that_the_server_reads(page: Page) -> None:
    page.goto("/")
    assert page.evaluate(READ, [SCRIPT, list(NUMBERS)]) == pytest.approx(list(NUMBERS.values()), rel=1e-12)
    assert page.evaluate(READ, [SCRIPT, list(NO_NUMBERS)]) == [None] * len(NO_NUMBERS)


@pytest.mark.parametrize(
    ("text", "first"),
    thorough_rows_after(
        2,
        [
            ("1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9", ["1/9", "1/9", "1/9"]),
            ("； ".join(["０ １ ０"] * 3), ["0", "1", "0"]),
            ("1 0 -1; 2 0 -2; 1 0 -1", ["1", "0", "-1"]),
            ("; ".join([" ".join(["-0.02"] * 7)] * 7), ["-0.02"] * 3),
            ("5", ["5"]),
        ],
    ),
)
def test_a_typed_kernel_is_used(page: Page, text: str, first: list[str]) -> None:
    page.goto(CONV)
    type_kernel(page, text)
    page.wait_for_url(re.compile("kernel="))
    expect(page.locator(".kernel-weight").first).to_have_value(first[0])
    assert cells(page)[:3] == first
    expect(page.locator("#panel .is-error")).to_have_count(0)


@pytest.mark.parametrize("text", thorough_after(2, ["1/2/3", "1 2; 3 4", "1_0", "a b c", "0x10", "1e9"]))
def test_a_wrong_kernel_is_told_and_stays_to_be_mended(page: Page, text: str) -> None:
    page.goto(CONV)
    type_kernel(page, text)
    expect(page.locator("#kernel-error .is-error")).to_be_visible()
    expect(page.locator(".kernel-typed input")).to_have_attribute("aria-invalid", "true")
    assert typed_field(page) == text
    page.get_by_role("link", name="Blur").click()
    expect(page.locator("#kernel-error")).to_have_count(0)
    expect(page.locator(".kernel-typed input")).to_have_value(
        "0.0625 0.125 0.0625; 0.125 0.25 0.125; 0.0625 0.125 0.0625"
    )


def test_the_button_uses_the_typed_kernel(page: Page) -> None:
    page.goto(CONV)
    page.locator(".kernel-typed input").fill("0 0 0; 0 2 0; 0 0 0")
    page.get_by_role("button", name="Use this kernel").click()
    expect(page.locator(".kernel-weight").nth(4)).to_have_value("2")


@pytest.mark.parametrize("field", [".kernel-typed input", ".kernel-weight >> nth=0"])
def test_a_pasted_kernel_keeps_its_rows(page: Page, field: str) -> None:
    page.goto(CONV)
    page.evaluate(COPY, "3 0 -3\n5 0 -5\n3 0 -3\n")
    page.locator(field).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")
    expect(page.locator(".kernel-weight").first).to_have_value("3")
    assert cells(page) == ["3", "0", "-3", "5", "0", "-5", "3", "0", "-3"]


@pytest.mark.parametrize("text", thorough_after(1, ["1/2/3", "1_0", "0x10", "abc"]))
def test_a_wrong_cell_is_told_and_changes_nothing(page: Page, text: str) -> None:
    page.goto(CONV)
    cell = page.locator(".kernel-weight").first
    total = page.locator("#conv-total").inner_text()
    cell.fill(text)
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".kernel-wrong")).to_contain_text(text)
    cell.press("Enter")
    assert page.locator("#conv-total").inner_text() == total
    assert cell.input_value() == text


def test_a_changed_cell_is_in_the_typed_kernel_and_in_the_address(page: Page) -> None:
    page.goto(CONV)
    page.locator(".kernel-weight").first.fill("1/9")
    page.wait_for_url(re.compile(r"kernel=1/9,0,1;-2,0,2;-1,0,1"))
    assert typed_field(page) == "1/9 0 1; -2 0 2; -1 0 1"
    page.reload()
    expect(page.locator(".kernel-weight").first).to_have_value("1/9")


@pytest.mark.parametrize(("size", "kernel"), thorough_rows_after(2, SHAPES))
def test_what_comes_out_has_the_photos_own_shape(page: Page, size: tuple[int, int], kernel: str) -> None:
    sample = posted(page, size)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/s/{sample}/layers?view=conv&kernel={kernel}")
        box = page.locator(".conv-image").bounding_box()
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(size[0] / size[1], rel=0.02)
