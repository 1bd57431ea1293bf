import re

import pytest
from playwright.sync_api import Page, expect

from app.samples.examples import EXAMPLES
from tests.matrix import thorough_after

SENTENCE = "#sentence .word"


def heat(page: Page) -> str | None:
    return page.get_attribute("#heat-a", "href")


def word(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator(SENTENCE, has_text=re.compile(f"^{text}$"))


def test_the_start_page_shows_a_finished_example(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#sentence")).to_have_text(EXAMPLES[0].sentence)
    assert (heat(page) or "").startswith("data:image/png;base64,")
    expect(page.locator(".multiple").first).to_be_visible()


def test_pointing_at_a_word_lights_up_where_it_looks_for_as_long_as_one_points(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1")
    before = heat(page)
    word(page, "nose").hover()
    expect(page.locator("#summary")).to_contain_text("nose")
    assert heat(page) != before
    page.mouse.move(2, 2)
    expect(page.locator("#summary")).to_contain_text("cat")
    assert heat(page) == before


def test_a_click_keeps_the_word_and_the_address_says_so(page: Page) -> None:
    page.goto("/s/chelsea/words")
    word(page, "nose").click()
    page.wait_for_url(re.compile(r"\?word=8$"))
    page.reload()
    expect(word(page, "nose")).to_have_attribute("aria-current", "true")
    expect(page.locator("#summary")).to_contain_text("of its evidence lies in")


def test_arrow_keys_home_end_and_escape_walk_through_the_words(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1")
    word(page, "cat").focus()
    page.keyboard.press("ArrowRight")
    expect(word(page, "with")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Names nothing")
    page.keyboard.press("ArrowLeft")
    expect(word(page, "cat")).to_have_attribute("aria-current", "true")
    page.keyboard.press("End")
    expect(word(page, "blanket")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(SENTENCE).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sentence [aria-current]")).to_have_count(0)
    assert heat(page) is None
    page.wait_for_url(re.compile("word=none"))


def test_only_one_word_is_in_the_tab_order(page: Page) -> None:
    page.goto("/s/chelsea/words?word=3")
    assert page.locator(f'{SENTENCE}[tabindex="0"]').all_text_contents() == ["green"]


def test_a_word_that_was_not_found_is_not_painted(page: Page) -> None:
    page.goto("/s/motorcycle/words")
    word(page, "dog").click()
    expect(page.locator("#summary")).to_contain_text("Not found in this photo")
    assert heat(page) is None
    expect(page.locator(".multiple.is-absent .multiple-heat")).to_have_count(0)


def test_two_words_are_held_against_each_other(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1")
    page.click('[data-view="compare"]')
    page.select_option('select[data-compare="compare"]', label="nose")
    page.wait_for_url(re.compile("word=1&compare=8&view=compare"))
    expect(page.locator("#overlap b")).to_have_text(re.compile(r"^\d+ %$"))
    assert page.get_attribute("#heat-b", "href")
    word(page, "eyes").click(modifiers=["Shift"])
    page.wait_for_url(re.compile("compare=4"))
    shown = page.inner_text("#overlap b")
    page.reload()
    expect(page.locator("#overlap b")).to_have_text(shown)


def test_the_script_and_the_server_agree_on_what_two_words_share(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1&compare=1&view=compare")
    page.goto("/s/chelsea/words?word=3&compare=4&view=compare")
    server = page.evaluate("fetch(location.href).then((answer) => answer.text())")
    shared = re.search(r'id="overlap".*?<b>(\d+) %</b>', server, re.DOTALL)
    assert shared
    expect(page.locator("#overlap b")).to_have_text(f"{shared[1]} %")


def test_a_place_in_the_photo_shows_which_words_look_there(page: Page) -> None:
    page.goto("/s/chelsea/words")
    box = page.locator(".stage-picture").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    expect(page.locator("#cross")).to_have_attribute("visibility", "visible")
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    page.wait_for_url(re.compile(r"view=place&place=0\.30\d,0\.\d+"))
    script = page.locator("#bars .number").all_text_contents()
    assert len(script) == page.locator(".multiple.is-found").count()
    page.reload()
    assert page.locator("#bars .number").all_text_contents() == script


def test_the_cross_finds_the_cell_under_the_pointer_in_the_photos_own_frame(page: Page) -> None:
    """Evidence of a word is greatest where the server drew its heat brightest."""
    page.goto("/s/chelsea/words?view=place")
    peaks = page.evaluate(
        """() => [...document.querySelectorAll(".multiple[data-evidence]")].map((figure) => {
            const cells = [...atob(figure.dataset.evidence)].map((letter) => letter.charCodeAt(0));
            return [figure.dataset.word, cells.indexOf(Math.max(...cells))];
        })"""
    )
    rows, cols = map(int, (page.get_attribute("#explore", "data-grid") or "").split(","))
    box = page.locator(".stage-picture").bounding_box()
    assert box
    for index, cell in peaks[:3]:
        x, y = (cell % cols + 0.5) / cols, (cell // cols + 0.5) / rows
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        bars = page.locator("#bars .bar")
        widths = [float((bar.get_attribute("width") or "0%")[:-1]) for bar in bars.locator("rect").all()]
        named = [bar.get_attribute("data-word") for bar in bars.all()]
        assert widths[named.index(index)] == max(widths)


def test_the_keyboard_moves_the_cross(page: Page) -> None:
    page.goto("/s/chelsea/words")
    page.focus("#stage")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#cross")).to_have_attribute("visibility", "visible")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("view=place&place="))
    page.keyboard.press("Escape")
    expect(page.locator("#cross")).to_have_attribute("visibility", "hidden")


def test_the_slider_sets_how_strongly_the_heat_lies_over_the_photo(page: Page) -> None:
    page.goto("/s/chelsea/words")
    page.focus("#strength")
    page.keyboard.press("Home")
    expect(page.locator("#heat")).to_have_attribute("opacity", "0")
    expect(page.locator("#strength-value")).to_have_text("0 %")
    page.wait_for_url(re.compile("strength=0"))


def test_the_link_to_a_view_is_copied_and_opens_the_same_view(page: Page) -> None:
    page.goto("/s/chelsea")
    word(page, "nose").click()
    page.click('[data-view="compare"]')
    page.click("[data-copy-link]")
    expect(page.locator("[data-copy-link]")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/s/chelsea/words?" in link
    page.goto(link)
    expect(word(page, "nose")).to_have_attribute("aria-current", "true")
    expect(page.locator("#view-compare")).to_be_visible()


def test_the_language_changes_and_the_view_and_the_typed_sentence_stay(page: Page) -> None:
    page.goto("/s/chelsea/words?word=8")
    page.fill("#ask-sentence", "not sent yet")
    page.click("text=中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(word(page, "nose")).to_have_attribute("aria-current", "true")
    expect(page.locator("#ask-sentence")).to_have_value("not sent yet")
    page.goto("/")
    expect(page.locator(".ask-submit")).to_have_text("看一看")


@pytest.mark.parametrize("scheme", thorough_after(1, ["light", "dark"]))
@pytest.mark.parametrize("width", thorough_after(2, [320, 1280, 390, 768]))
def test_nothing_is_wider_than_the_screen(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/s/astronaut/words?view=compare")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_photo_stays_in_view_while_a_phone_scrolls(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/s/chelsea/words")
    page.locator(".more").first.scroll_into_view_if_needed()
    box = page.locator("#stage").bounding_box()
    assert box
    assert box["y"] == pytest.approx(0, abs=1)


def test_nothing_jumps_while_the_page_loads_or_a_word_is_picked(page: Page) -> None:
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value)))
            .observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto("/s/chelsea/words", wait_until="networkidle")
    for text in ("cat", "with", "nose"):
        word(page, text).hover()
    assert page.evaluate("window.shift") < 0.01


def held(page: Page) -> list[str]:
    return page.locator(f"{SENTENCE}[data-held]").all_text_contents()


def drag(page: Page, first: str, last: str) -> None:
    word(page, first).hover()
    page.mouse.down()
    word(page, last).hover()
    page.mouse.up()


def test_dragging_over_words_reads_them_as_one(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1")
    before = heat(page)
    drag(page, "pink", "nose")
    expect(page.locator("#summary")).to_contain_text("pink nose")
    expect(page.locator("#summary")).to_contain_text("Read as one")
    assert held(page) == ["pink", "nose"]
    assert heat(page) not in {None, before}
    page.wait_for_url(re.compile(r"\?from=7&to=8$"))
    drag(page, "eyes", "green")
    page.wait_for_url(re.compile(r"\?from=3&to=4$"))
    page.reload()
    expect(page.locator("#summary")).to_contain_text("green eyes")
    assert held(page) == ["green", "eyes"]


def test_shift_and_arrow_keys_read_words_as_one_and_escape_lets_go(page: Page) -> None:
    page.goto("/s/chelsea/words?word=3")
    word(page, "green").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#summary")).to_contain_text("green eyes")
    page.keyboard.press("Shift+ArrowRight")
    assert held(page) == ["green", "eyes", "and"]
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(word(page, "green")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Shift+ArrowLeft")
    assert held(page) == ["with", "green"]
    page.keyboard.press("Shift+End")
    assert held(page)[0] == "green"
    assert held(page)[-1] == "blanket"
    expect(word(page, "green")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sentence [data-held]")).to_have_count(0)
    assert heat(page) is None
    page.wait_for_url(re.compile("word=none"))


def test_phrases_and_the_sentence_are_offered_and_announced(page: Page) -> None:
    page.goto("/s/chelsea/words")
    offers = page.locator("#phrases [data-phrase]")
    assert offers.all_text_contents() == ["green eyes", "pink nose", "the whole sentence"]
    expect(page.locator("#summary")).to_have_attribute("aria-live", "polite")
    offers.last.click()
    expect(page.locator("#summary")).to_contain_text("the whole sentence: The mean of its words")
    page.wait_for_url(re.compile(r"\?word=sentence$"))
    expect(offers.last).to_have_attribute("aria-current", "true")
    word(page, "cat").click()
    expect(offers.last).not_to_have_attribute("aria-current", "true")
    expect(page.locator("#sentence [data-held]")).to_have_count(0)


def test_downloads_follow_what_the_photo_shows(page: Page) -> None:
    page.goto("/s/chelsea/words?word=1")
    picture = page.locator('#take a[data-take$="heat.png"]')
    assert (picture.get_attribute("href") or "").endswith("heat.png?word=1")
    page.locator("#phrases [data-phrase]").first.click()
    expect(picture).to_have_attribute("href", re.compile(r"heat\.png\?from=3&to=4$"))
    expect(page.locator("#take-what")).to_have_text("green eyes")
    with page.expect_download() as download:
        picture.click()
    assert download.value.suggested_filename == "3-4-heat.png"
    page.locator("#phrases [data-phrase]").last.click()
    expect(picture).to_have_attribute("href", re.compile(r"heat\.png$"))


def test_pictures_of_what_was_not_found_are_not_offered(page: Page) -> None:
    page.goto("/s/motorcycle/words")
    word(page, "dog").click()
    expect(page.locator('#take a[data-take$="overlay.png"]')).to_be_hidden()
    expect(page.locator('#take a[data-take$="map.csv"]')).to_be_visible()
    word(page, "motorcycle").click()
    expect(page.locator('#take a[data-take$="overlay.png"]')).to_be_visible()
