"""IBM model 1 on a corpus small enough to know its answer."""

from models.training.chinese_alignment import Pair, align


def test_words_that_come_together_are_found_to_mean_each_other() -> None:
    pairs = [
        Pair(("狗", "跑"), ("dog", "runs")),
        Pair(("狗", "坐"), ("dog", "sits")),
        Pair(("猫", "跑"), ("cat", "runs")),
        Pair(("猫", "坐"), ("cat", "sits")),
    ]
    made = align(pairs, rounds=8)
    for chinese, english in (("狗", "dog"), ("猫", "cat"), ("跑", "runs"), ("坐", "sits")):
        assert max(made[chinese], key=lambda word: made[chinese][word]) == english
        assert abs(sum(made[chinese].values()) - 1) < 0.02
