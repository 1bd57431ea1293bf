"""Words to put in place of others, so that a person can see which strategies notice. Pure Python.

Families of words that are alike but mean another thing: a photo that shows one rarely shows the other in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from models.results import Word, WordKind
from models.text.chinese.simplified import simplified, traditional

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("red", "blue", "green", "yellow", "black", "white", "pink", "brown", "orange", "purple", "grey"),
    ("dog", "cat", "horse", "bird", "cow", "sheep", "elephant"),
    ("dogs", "cats", "horses", "birds", "cows", "sheep", "elephants"),
    ("man", "woman", "boy", "girl", "baby"),
    ("men", "women", "boys", "girls", "babies"),
    ("person", "robot"),
    ("people", "animals"),
    ("one", "two", "three", "four", "five"),
    ("car", "bicycle", "motorcycle", "bus", "train", "boat", "airplane", "rocket"),
    ("table", "sofa", "bed", "chair", "blanket", "carpet"),
    ("cup", "bottle", "bowl", "plate", "glass", "spoon"),
    ("coffee", "tea", "water", "soup"),
    ("grass", "sand", "snow", "water", "street"),
    ("eyes", "ears", "legs"),
    ("nose", "tail", "mouth"),
    ("hat", "helmet", "scarf", "shirt", "jacket"),
    ("sits", "stands", "runs", "sleeps", "jumps", "rests", "lies"),
    ("sitting", "standing", "running", "sleeping", "jumping", "resting", "lying"),
    ("big", "small"),
    ("left", "right"),
    ("day", "night"),
    ("beach", "forest", "kitchen", "city"),
)
CHINESE_FAMILIES: tuple[tuple[str, ...], ...] = (
    ("红色", "蓝色", "绿色", "黄色", "黑色", "白色", "粉色", "棕色", "橙色", "紫色", "灰色"),
    ("红", "蓝", "绿", "黄", "黑", "白", "粉", "棕", "橙", "紫", "灰"),
    ("狗", "猫", "马", "鸟", "牛", "羊", "大象"),
    ("小狗", "小猫", "小鸟"),
    ("男人", "女人", "男孩", "女孩", "婴儿"),
    ("男子", "女子"),
    ("人", "机器人"),
    ("一", "两", "三", "四", "五"),
    ("汽车", "自行车", "摩托车", "公共汽车", "火车", "船", "飞机", "火箭"),
    ("桌子", "沙发", "床", "椅子", "毯子", "地毯"),
    ("杯子", "瓶子", "碗", "盘子", "玻璃杯", "勺子"),
    ("咖啡", "茶", "水", "汤"),
    ("草地", "沙滩", "雪地", "街道"),
    ("眼睛", "耳朵", "腿"),
    ("鼻子", "尾巴", "嘴"),
    ("帽子", "头盔", "围巾", "衬衫", "夹克"),
    ("坐", "站", "跑", "睡", "跳", "躺"),
    ("奔跑", "睡觉", "跳跃"),
    ("大", "小"),
    ("左边", "右边"),
    ("海滩", "森林", "厨房", "城市"),
)
OTHER_SENTENCES = ("a plate of food on a table", "a group of people playing football", "an empty street at night")
CHINESE_OTHER_SENTENCES = ("桌子上的一盘食物", "一群人在踢足球", "夜里空荡荡的街道")  # the same three
# Other words for one of a family, which are swapped as it is.
ALSO = {"gray": "grey", "couch": "sofa", "bike": "bicycle", "motorbike": "motorcycle", "plane": "airplane"}
MOST = 4
_HAN = regex.compile(r"\p{Han}+")


@dataclass(frozen=True)
class Swap:
    """One word of a sentence, another in its place."""

    index: int  # of the word in the sentence
    before: str
    after: str
    sentence: str


def other_sentences(words: Sequence[Word]) -> tuple[str, ...]:
    """Sentences about something else, in the language of these words."""
    return CHINESE_OTHER_SENTENCES if any(word.read_as for word in words) else OTHER_SENTENCES


def swaps_of(sentence: str, words: Sequence[Word], most: int = MOST) -> tuple[Swap, ...]:
    """Swaps that the page offers by itself, the first of each word; later words only where there is room."""
    found = [swap for index, word in enumerate(words) for swap in _swaps(sentence, index, word)]
    firsts = {swap.index: swap for swap in reversed(found)}
    chosen = [firsts[index] for index in sorted(firsts)][:most]
    rest = [swap for swap in found if swap not in chosen]
    return tuple(sorted((*chosen, *rest[: most - len(chosen)]), key=lambda swap: swap.index))


def _swaps(sentence: str, index: int, word: Word) -> Iterator[Swap]:
    """The two that follow a word in its family, in the characters that the sentence is written in."""
    plain = simplified(word.text.lower())
    said = ALSO.get(plain, plain)
    family = next((family for family in (*FAMILIES, *CHINESE_FAMILIES) if said in family), ())
    place = family.index(said) if family else 0
    for step in range(1, min(3, len(family))):
        after = family[(place + step) % len(family)]
        yield swap_word(sentence, index, word, traditional(after) if simplified(sentence) != sentence else after)


def swap_word(sentence: str, index: int, word: Word, after: str) -> Swap:
    """Another word in place of one, with its capital letter and its article (a, an) put right."""
    written = after.capitalize() if word.text[:1].isupper() else after
    before = sentence[: word.start]
    article = before.rstrip().split(" ")[-1]
    if before.endswith(" ") and article.lower() in ("a", "an"):
        right = "an" if after[:1].lower() in "aeiou" else "a"
        right = right.capitalize() if article[0].isupper() else right
        before = before[: before.rstrip().rfind(article)] + right + " "
    return Swap(index, word.text, written, before + written + sentence[word.end :])


def shuffled(words: Sequence[Word]) -> str:
    """The sentence's words from last to first: the same words, no order; no space between two that are Chinese."""
    told = list(reversed(words))
    spaces = ["" if han(one) and han(next_one) else " " for one, next_one in pairwise(told)]
    return "".join(word.text + space for word, space in zip(told, [*spaces, ""], strict=True))


def han(word: Word) -> bool:
    """Whether a word is written in Chinese characters."""
    return _HAN.fullmatch(word.text) is not None


def content_words(words: Sequence[Word]) -> tuple[int, ...]:
    """Indices of words that name a thing, a quality or an action."""
    return tuple(index for index, word in enumerate(words) if word.kind is WordKind.CONTENT)
