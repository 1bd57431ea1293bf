"""Kernels as people type and paste them, and as addresses hold them."""

from __future__ import annotations

import numpy as np
import pytest

from models.convolution import kernel_of, presets
from models.errors import InvalidArgument
from models.kernel_text import parse_kernel, read_number, write_kernel, write_number
from tests.kernel_texts import NO_NUMBERS, NUMBERS

SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.mark.parametrize("text", list(NUMBERS))
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert read_number(text) == pytest.approx(NUMBERS[text], rel=1e-12)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        read_number(text)
    assert caught.value.code in {"kernel_number", "kernel_range"}


@pytest.mark.parametrize(
    "text",
    [
        "1 0 -1; 2 0 -2; 1 0 -1",
        "1,0,-1;2,0,-2;1,0,-1",
        "1, 0, -1\n2, 0, -2\n1, 0, -1\n",
        "1\t0\t-1\r\n2\t0\t-2\r\n1\t0\t-1",
        "1 0 -1 2 0 -2 1 0 -1",
        "[[1, 0, -1], [2, 0, -2], [1, 0, -1]]",
        "[[ 1  0 -1]\n [ 2  0 -2]\n [ 1  0 -1]]",
        "１ ０ －１；２ ０ －２；１ ０ －１",
        "1，0，−1；2，0，−2；1，0，−1",
        ";1 0 -1;; 2 0 -2; 1 0 -1;",
    ],
)
def test_a_kernel_is_read_however_it_was_pasted(text: str) -> None:
    assert parse_kernel(text).weights[0].tolist() == SOBEL


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "kernel_empty"),
        ("; ;", "kernel_empty"),
        ("[]", "kernel_empty"),
        ("1 2; 3 4", "bad_kernel"),
        ("1 2 3", "bad_kernel"),
        ("1 2 3; 1 2; 1", "bad_kernel"),
        (" ".join(["1"] * 81), "bad_kernel"),
        (" ".join(["1"] * 16), "bad_kernel"),
        ("a b c; 1 2 3; 1 2 3", "kernel_number"),
        ("1/0 1 1; 1 1 1; 1 1 1", "kernel_number"),
        ("1_0", "kernel_number"),
        ("1/2/3", "kernel_number"),
        ("nan 1 1; 1 1 1; 1 1 1", "kernel_number"),
        ("1e9", "kernel_range"),
    ],
)
def test_what_is_no_kernel_is_refused_by_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        parse_kernel(text)
    assert caught.value.code == code


def test_a_refusal_names_the_number() -> None:
    with pytest.raises(InvalidArgument) as caught:
        parse_kernel("1 0 1_0; 0 0 0; 0 0 0")
    assert caught.value.values["text"] == "1_0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (-0.5, "-0.5"), (1 / 16, "0.0625"), (1 / 9, "1/9"), (-2 / 3, "-2/3"), (1 / 49, "1/49"), (0, "0")],
)
def test_a_weight_is_written_shortly_and_exactly(value: float, text: str) -> None:
    assert write_number(float(np.float32(value))) == text


def test_every_kernel_comes_back_from_its_text() -> None:
    random = np.random.default_rng(0).standard_normal((7, 7)) * 10.0 ** np.arange(-3, 4)
    kernels = [*presets().values(), kernel_of("own", random.tolist()), parse_kernel("1/9 " * 9)]
    for kernel in kernels:
        text = write_kernel(kernel.weights[0])
        np.testing.assert_allclose(parse_kernel(text).weights, kernel.weights, rtol=3e-7)
        assert len(text) <= 800  # LONGEST_OWN of app/panels/query.py
