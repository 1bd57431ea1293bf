"""Chinese is written without spaces: the most probable words of a run of characters."""

from __future__ import annotations

from models.text.chinese.function_words import DIGITS, FUNCTION_WORDS, MEASURES, NEGATIONS, NUMBERS
from models.text.chinese.lexicon import Lexicon, lexicon

SURNAMES = frozenset(
    """
    王 周 李 刘 陈 杨 赵 吴 徐 孙 朱 胡 郭 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 曾 彭 萧 蔡 潘 董 袁 余 蒋 杜 苏 魏
    吕 沈 姚 卢 姜 崔 谭 陆 汪 范 廖 韦 贾 傅 邹 孟 秦 阎 薛 侯 郝 邵 史 顾 赖 武 康
    贺 严 尹
    """.split()
)

NAMES = ("nr", "ns", "nt", "nz")  # tags of persons, places, bodies and others
CLOSED = FUNCTION_WORDS | MEASURES | NEGATIONS | NUMBERS


def segment(run: str, known: Lexicon | None = None) -> list[str]:
    """A run of simplified characters cut into words that make it up again.

    The cut whose words are most probable, each drawn by itself (a unigram model, by dynamic programming); then figures
    are joined to numbers, and single characters that make no sense side by side to names.
    """
    known = known or lexicon()
    return join_names(split_unread(split_measures(join_figures(most_probable(run, known)), known), known), known)


def most_probable(run: str, known: Lexicon) -> list[str]:
    """The cut with the highest product of word probabilities."""
    best: list[tuple[float, int]] = [(0.0, len(run))] * (len(run) + 1)  # of run[i:]: log probability, end of its word
    for start in range(len(run) - 1, -1, -1):
        options = [(known.rarest + best[start + 1][0], start + 1)]
        options += [(word.weight + best[end][0], end) for end, word in known.at(run, start)]
        best[start] = max(options)
    cut, start = list[str](), 0
    while start < len(run):
        cut.append(run[start : best[start][1]])
        start = best[start][1]
    return cut


def join_figures(cut: list[str]) -> list[str]:
    """The same words, with the figures of one number side by side made one: 第, 十, 二 -> 第十二."""
    joined: list[str] = []
    for word in cut:
        if joined and {*word} <= {*DIGITS} and {*joined[-1]} <= {*DIGITS, "第"}:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def split_measures(cut: list[str], known: Lexicon) -> list[str]:
    """The same words, with a measure word after a number set apart: 一, 个人 -> 一, 个, 人."""
    split: list[str] = []
    for word in cut:
        counted = bool(split) and {*split[-1]} <= {*DIGITS} and word[0] in MEASURES
        split += [word[0], word[1:]] if counted and _says(word[1:], known) else [word]
    return split


def split_unread(cut: list[str], known: Lexicon) -> list[str]:
    """The same words, with one that has no English cut in two that have, names apart: 椅背 -> 椅, 背."""
    split: list[str] = []
    for word in cut:
        found = known.get(word)
        plain = found is not None and not found.english and not found.tag.startswith(NAMES) and word not in CLOSED
        split += _halves(word, known) if plain else [word]
    return split


def _halves(word: str, known: Lexicon) -> list[str]:
    """Two words that have English, the first as long as can be; the word itself where it has no such halves."""
    for cut in range(len(word) - 1, 0, -1):
        pair = [word[:cut], word[cut:]]
        if all(_says(half, known) for half in pair):
            return pair
    return [word]


def _says(word: str, known: Lexicon) -> bool:
    """Whether it is a word that has English."""
    found = known.get(word)
    return found is not None and bool(found.english)


def join_names(cut: list[str], known: Lexicon) -> list[str]:
    """The same words, with a run of parts that say nothing made one, and a surname with the characters after it."""
    joined: list[str] = []
    nameless, surname = False, 0  # characters that may still belong to the name
    for word in cut:
        unknown = _unknown(word, known)
        given = surname > 0 and len(word) == 1 and not _acts(word, known)
        if joined and ((unknown and (nameless or surname)) or given):
            joined[-1] += word
            surname = surname - 1 if given else 0
        else:
            joined.append(word)
            surname = 2 if word in SURNAMES else 0
        nameless = unknown
    return joined


def _unknown(word: str, known: Lexicon) -> bool:
    """Whether a word says nothing: no word, or a person's name."""
    if word in CLOSED:
        return False
    found = known.get(word)
    return found is None or (not found.english and (len(word) == 1 or found.tag.startswith("nr")))


def _acts(word: str, known: Lexicon) -> bool:
    """Whether a single character after a surname is no part of a name: a verb, or a word of the closed classes."""
    found = known.get(word)
    return word in CLOSED or (found is not None and found.tag.startswith(("v", "p", "c", "u", "r", "d", "y")))
