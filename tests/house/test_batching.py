"""What a batch would save of a whole answer is arithmetic on what was measured."""

from __future__ import annotations

from benchmarks.batching import ARRANGEMENTS, BATCHES, SERVED, THREADS, Arrangement, feeds, told, told_served


def measured() -> dict[tuple[str, Arrangement], tuple[float, float]]:
    """Passes that cost 8 ms of a core alone and 4 in every batch."""
    each = [Arrangement(threads, *how) for threads in THREADS for how in ARRANGEMENTS]
    return {(name, how): (100.0, 8.0 if how.batch == 1 else 4.0) for name in feeds() for how in each}


def test_only_the_pass_of_an_answer_gets_cheaper() -> None:
    lines = list(told_served({"photo": 20.0, "sentence": 8.0}, measured()))
    assert "batches of 8 +25 %" in lines[0]
    assert "batches of 8 +100 %" in lines[1]


def test_every_graph_is_held_against_how_it_is_served() -> None:
    lines = list(told(measured()))
    assert Arrangement(2, 2, 1) == SERVED
    assert sum("as served" in line for line in lines) == len(feeds())
    assert len(lines) == len(feeds()) * (1 + len(THREADS) * len(ARRANGEMENTS))


def test_no_two_rows_of_a_batch_are_alike() -> None:
    for name in ("look", "text", "read"):
        for values in feeds()[name](max(BATCHES)).values():
            assert values.shape[0] == max(BATCHES)
    assert len({row.tobytes() for row in feeds()["look"](3)["pixels"]}) == 3
