from __future__ import annotations

import pytest

from app.samples.keys import delete_key, opens


def test_a_key_opens_its_sample_in_its_store_alone() -> None:
    key = delete_key(b"secret", "abc")
    assert opens(b"secret", "abc", key)
    assert not opens(b"secret", "abd", key)
    assert not opens(b"other", "abc", key)


@pytest.mark.parametrize("wrong", ["", "a", "é", "x" * 5000])
def test_anything_else_opens_nothing(wrong: str) -> None:
    assert not opens(b"secret", "abc", wrong)
