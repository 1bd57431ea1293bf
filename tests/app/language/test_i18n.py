import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from app.language.i18n import LOCALES, Translator, choose_language, languages, read_messages, translator
from app.panels import PANELS
from app.panels.panel import SubViewPanel

ROOT = Path(__file__).parents[3]
OTHERS = [path for path in sorted(LOCALES.glob("*.toml")) if path.stem != "en"]
USED = re.compile(r"""\bt(?:\.pattern|\.has)?\(\s*"([\w.]+\w)"(?!\s*~)""")  # t("a.b"), t.pattern("a.b")
TABLE = re.compile(r"""\bt\(\s*"([\w.]+\.)"\s*~|f"([a-z_.]+\.)\{""")  # t("a." ~ name), f"a.{name}": all of a
OF_A_PANEL = re.compile(r"""\bt\(\s*panel\s*~\s*"\.([\w.]+)\"""")  # t(panel ~ ".a"), t(panel ~ ".a." ~ name)
CODE = re.compile(r"""code="(\w+)"|\b_invalid\(\s*"(\w+)"|\bNote\(\s*"(\w+)""")
RULES = {"language.forms", "language.plural"}
BY_THE_TRANSLATOR = ("language.", "number.")
COMMAND_LINE = "commands"  # speaks English; nobody meets it in a browser
IN_THE_LOG = {"no_example", "broken_store", "no_redis"}


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def by_key(messages: dict[str, str]) -> dict[str, set[str]]:
    """Placeholders of every key; the plural forms of one key count together, for languages count differently."""
    keys: dict[str, set[str]] = {}
    for key, message in messages.items():
        keys.setdefault(counted(messages)(key), set()).update(placeholders(message))
    return keys


def counted(messages: dict[str, str]) -> Callable[[str], str]:
    """Takes the form of a count from the end of a key."""
    form = re.compile(rf"\.({'|'.join(messages['language.forms'].split())})$")
    return lambda key: form.sub("", key)


def sources() -> str:
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("app/**/*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_there_are_other_languages_to_check() -> None:
    assert OTHERS


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_every_language_has_the_keys_and_placeholders_of_english(path: Path) -> None:
    assert by_key(read_messages(path)) == by_key(read_messages(LOCALES / "en.toml"))


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.toml")), ids=lambda path: path.stem)
def test_no_message_is_empty(path: Path) -> None:
    assert [key for key, message in read_messages(path).items() if not message.strip()] == []


def test_chinese_is_written_in_chinese() -> None:
    spared = {
        "number.percent",
        "number.whole_below",
        "words.comma",
        "words.colon",
        "page.panel_title",
        "page.view_title",
    }
    messages = {k: m for k, m in read_messages(LOCALES / "zh-CN.toml").items() if k not in RULES}
    assert [k for k, m in messages.items() if k not in spared and not re.search(r"[\u4e00-\u9fff]", m)] == []


def test_every_key_that_the_code_or_a_template_uses_exists() -> None:
    known = by_key(read_messages(LOCALES / "en.toml"))
    assert {key for key in USED.findall(sources()) if key not in known} == set()


def folders(keys: set[str]) -> set[str]:
    return {key for key in keys if key.endswith(".")}


def test_no_key_is_left_that_nothing_uses() -> None:
    text = sources()
    panels = [panel.name for panel in PANELS if isinstance(panel, SubViewPanel)]
    used = set(USED.findall(text)) | {f"{panel}.{key}" for panel in panels for key in OF_A_PANEL.findall(text)}
    tables = {table for pair in TABLE.findall(text) for table in pair if table}
    keys = by_key(read_messages(LOCALES / "en.toml"))
    assert {
        key for key in keys if key not in used and not key.startswith((*tables, *folders(used), *BY_THE_TRANSLATOR))
    } == set()


def test_every_error_and_note_can_be_told_in_the_readers_language_and_none_is_left_over() -> None:
    files = [path for path in ROOT.glob("app/**/*.py") if path.parent.name != COMMAND_LINE]
    files.append(ROOT / "models" / "errors.py")
    text = "\n".join(path.read_text("utf-8") for path in files)
    raised = {code for pair in CODE.findall(text) for code in pair if code}
    keys = read_messages(LOCALES / "en.toml")
    told = {key.split(".")[1] for key in keys if key.startswith(("errors.", "notes.")) and ".titles." not in key}
    assert raised - told <= IN_THE_LOG
    science = "\n".join(path.read_text("utf-8") for path in ROOT.glob("models/**/*.py"))
    assert {code for code in told if f'"{code}"' not in text + science} == set()


def test_a_message_is_filled() -> None:
    t = Translator("en", {"a.b": "{word} lies in {area}"})
    assert t("a.b", word="nose", area="6 %") == "nose lies in 6 %"


def test_a_wrong_key_or_a_missing_value_is_an_error() -> None:
    t = Translator("en", {"a": "{word}"})
    with pytest.raises(KeyError):
        t("b")
    with pytest.raises(KeyError):
        t("a")


def test_a_count_chooses_between_one_and_other() -> None:
    t = Translator("en", {"n.one": "one word", "n.other": "{count} words"})
    assert [t("n", count=count) for count in (0, 1, 2)] == ["0 words", "one word", "2 words"]


def test_a_language_without_a_singular_always_uses_other() -> None:
    chinese = {"language.forms": "other", "language.plural": "0", "n.other": "{count} 个词"}
    assert Translator("zh-CN", chinese)("n", count=1) == "1 个词"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.384, "38 %"), (0.994, "99 %"), (0.996, "> 99 %"), (1.0, "100 %")],
)
def test_percentages_never_call_something_nothing_or_all(share: float, text: str) -> None:
    assert translator("en").percent(share) == text


@pytest.mark.parametrize("tag", [language.tag for language in languages()])
@pytest.mark.parametrize(
    ("probability", "like"), [(0.0, 0.001), (1e-9, 0.001), (0.5, 0.5), (0.996, 0.999), (1.0, 0.999)]
)
def test_a_probability_is_never_certain(tag: str, probability: float, like: float) -> None:
    assert translator(tag).sure(probability) == translator(tag).percent(like)


@pytest.mark.parametrize(
    ("wanted", "cookie", "accept", "chosen"),
    [
        (None, None, None, "en"),
        ("zh-CN", "en", "en", "zh-CN"),
        ("tlh", "zh-CN", "en", "zh-CN"),
        (None, None, "zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"),
        (None, None, "tlh, en;q=0.3, zh;q=0.9", "zh-CN"),
        (None, None, "zh;q=0, en", "en"),
        (None, None, "tlh,*;q=oops", "en"),
        ("", "", ",;q=,", "en"),
    ],
)
def test_the_address_comes_before_the_cookie_and_the_cookie_before_the_browser(
    wanted: str | None, cookie: str | None, accept: str | None, chosen: str
) -> None:
    assert choose_language(wanted, cookie, accept) == chosen


def test_english_comes_first_and_every_language_names_itself() -> None:
    names = {language.tag: language.name for language in languages()}
    assert next(iter(names.items())) == ("en", "English")
    assert names["zh-CN"] == "中文"
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.toml")), ids=lambda path: path.stem)
def test_what_counts_has_every_form_of_its_language(path: Path) -> None:
    messages = read_messages(path)
    forms = set(messages["language.forms"].split())
    plain = counted(messages)
    given: dict[str, set[str]] = {}
    for key in messages:
        if plain(key) != key:
            given.setdefault(plain(key), set()).add(key.rsplit(".", 1)[1])
    assert {key: found for key, found in given.items() if found != forms} == {}


def test_a_language_with_more_forms_says_which_a_count_takes() -> None:
    rule = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"
    counted = {"n.one": "słowo", "n.few": "{count} słowa", "n.many": "{count} słów"}
    polish = Translator("pl", {"language.forms": "one few many", "language.plural": rule, **counted})
    told = {1: "słowo", 3: "3 słowa", 5: "5 słów", 12: "12 słów", 23: "23 słowa"}
    assert {count: polish("n", count=count) for count in told} == told


@pytest.mark.parametrize(
    ("tag", "count", "written"),
    [("en", 83_200, "83,200"), ("en", 4_651_028, "4,651,028"), ("zh-CN", 83_200, "8.32 万"), ("zh-CN", 9_984, "9,984"),
     ("zh-CN", 4_651_028, "465 万")],
)  # fmt: skip
def test_counts_are_grouped_as_the_language_does(tag: str, count: int, written: str) -> None:
    assert translator(tag).grouped(count) == written


def test_chinese_has_one_word_for_milliseconds() -> None:
    assert [key for key, text in translator("zh-CN").messages.items() if "} ms" in text] == []
