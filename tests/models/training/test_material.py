"""What the words' training is made of: exchanged words, words for nothing, boxes, moved and recoloured copies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.pointing import overlap
from models.text.words import split_words
from models.training import textbank
from models.training.absent_words import absent_sentences, absent_words
from models.training.batches import Move
from models.training.detections import Detections, believed, with_detections
from models.training.losses import moved, of_phase
from models.training.photos import Amounts, Part, Planner, Source, paint, turn_hue
from models.training.sentences import Drawn, Sentences, agreeing, draw_swaps
from models.training.swaps import COLOURS, Swapper, doing_forms, is_doing

CAPTIONS = [
    "A dog is running on the red sand",
    "A boy jumps over a blue puddle",
    "A man is climbing a rock",
    "Two girls are sitting in the grass",
    "A brown horse runs",
] * 5


def test_an_exchanged_colour_is_one_that_nobody_says_of_the_photo() -> None:
    swapper = Swapper(CAPTIONS, 0)
    for _ in range(20):
        swap = swapper.swap("colour", "A dog in a red coat", ("A dog in a red coat", "a white dog"))
        assert swap is not None
        changed = [w.text for w in split_words(swap.swapped) if w.start == swap.start]
        assert changed[0] in set(COLOURS) - {"red", "white"}
        assert swap.swapped.replace(changed[0], "red") == "A dog in a red coat"


def test_an_exchanged_action_keeps_its_form_and_is_not_another_form_of_what_is_said() -> None:
    swapper = Swapper(CAPTIONS, 0)
    for _ in range(20):
        swap = swapper.swap("action", "A dog is running", ("A dog is running", "A dog jumps"))
        assert swap is not None
        assert swap.swapped.split()[-1] in {"climbing", "sitting"}


def test_more_exchanges_begin_with_other_captions_and_stay_wrong() -> None:
    photo = Source("a.jpg", "flickr8k", "train", ("A dog is running", "A red dog runs", "A dog in a white coat"))
    others = [Source(f"{number}.jpg", "flickr8k", "train", (text,)) for number, text in enumerate(CAPTIONS)]
    rows = list(range(1 + len(others)))
    few, many = (draw_swaps([photo, *others], rows, seed=0, drawn=Drawn(exchanges=count))[0] for count in (1, 3))
    assert [swap.kind for swap in few] == ["colour", "action"]
    assert {swap.caption for swap in many if swap.kind == "colour"} == {"A red dog runs", "A dog in a white coat"}
    assert len(many) == len(set(many)) > len(few)
    said = {word.text for text in photo.captions for word in split_words(text)}
    for swap in many:
        wrong = next(word.text for word in split_words(swap.swapped) if word.start == swap.start)
        assert wrong not in said


def test_sentences_that_were_kept_for_another_course_are_not_taken_for_this_ones() -> None:
    read = Sentences(textbank.build(["a dog"]), {}, {}, (), Drawn(5, 2))
    assert agreeing(read, Drawn(captions=5, exchanges=2)) is agreeing(read, None) is read
    for other in (Drawn(), Drawn(captions=5), Drawn(5, 3)):
        with pytest.raises(ValueError, match="captions=5, exchanges=2"):
            agreeing(read, other)


def test_a_caption_without_such_a_word_is_left_alone() -> None:
    assert Swapper(CAPTIONS, 0).swap("colour", "A dog", ("A dog",)) is None


@pytest.mark.parametrize(("word", "form"), [("jumps", "jumping"), ("runs", "running"), ("rides", "riding")])
def test_verbs_in_s_know_their_other_form(word: str, form: str) -> None:
    assert form in doing_forms(word)


@pytest.mark.parametrize("word", ["building", "morning", "ring", "something"])
def test_nouns_in_ing_are_no_actions(word: str) -> None:
    assert not is_doing(word)


def test_words_for_nothing_leave_out_those_that_measure() -> None:
    words = absent_words()
    assert len(words) == len(set(words)) > 800
    assert not {"algorithm", "economy", "asdf", "qwerty"} & set(words)
    assert all(word in sentence for sentence, word in absent_sentences())


BOX, NEAR, FAR = (0.1, 0.1, 0.5, 0.5), (0.12, 0.1, 0.5, 0.52), (0.6, 0.6, 0.9, 0.9)


def test_overlap_is_one_for_a_box_with_itself_and_nothing_for_boxes_apart() -> None:
    assert overlap(BOX, BOX) == pytest.approx(1)
    assert overlap(BOX, FAR) == 0


@pytest.mark.parametrize(
    ("label", "score", "partner", "named", "kept"),
    [
        ("dog", 0.25, 0.15, {"dog"}, True),  # named, and both agree a little
        ("dog", 0.35, 0.0, {"dog"}, True),  # named, and one is fairly sure
        ("dog", 0.25, 0.0, {"dog"}, False),
        ("dog", 0.9, 0.9, set(), False),  # an animal that nobody names may be another animal
        ("car", 0.5, 0.3, set(), True),  # nobody names it, but both are sure
        ("car", 0.5, 0.0, set(), False),
    ],
)
def test_which_boxes_are_believed(label: str, score: float, partner: float, named: set[str], kept: bool) -> None:
    other = ((label, partner, NEAR),) if partner else ()
    assert bool(believed(Detections(((label, score, BOX),), other), named)) is kept


def test_a_class_that_neither_detector_sees_and_nobody_names_is_not_there() -> None:
    source = Source("a.jpg", "flickr8k", "train", ("A cat on a chair",))
    found = {"a.jpg": Detections((("dog", 0.13, BOX),), (("person", 0.11, FAR),))}
    (known,) = with_detections([source], found)
    assert {"dog", "person", "cat", "chair"} & set(known.unseen) == set()
    assert "zebra" in known.unseen


def test_copies_of_half_the_size_stand_on_whole_cells() -> None:
    sources = [Source(f"{i}.jpg", "flickr8k", "train", ("a dog",)) for i in range(12)]
    sources += [Source(f"c{i}.jpg", "coco", "train", ("a cat",)) for i in range(8)]
    amounts = Amounts(flickr8k=12, mirrors=3, halves=4, crops=1, mosaics=0, pastes=0, recoloured=0)
    planner = Planner(sources, 0, amounts)
    pictures = [*planner.moved()]
    assert [picture.kind for picture in pictures] == ["mirror"] * 3 + ["half"] * 4
    for picture in pictures[3:]:
        left, top, right, bottom = picture.parts[0].place
        assert (right - left, bottom - top) == (0.5, 0.5)
        assert round(left * 28) == pytest.approx(left * 28)
        assert planner.train[picture.twin] == picture.parts[0].source
    assert planner.held
    assert not set(planner.held) & set(planner.train)


def test_turning_the_hue_of_a_box_leaves_the_rest() -> None:
    canvas = Image.new("RGB", (20, 20), (200, 20, 20))
    turn_hue(canvas, (0.0, 0.0, 0.5, 0.5), 85)
    pixels = np.asarray(canvas)
    assert pixels[2, 2].argmax() == 1  # green
    assert (pixels[15, 15] == (200, 20, 20)).all()


@pytest.mark.parametrize("phase", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_heat_moves_along_with_a_mirrored_photo(phase: tuple[int, int]) -> None:
    whole = torch.rand(1, 784)
    mirrored = whole.unflatten(-1, (28, 28)).flip(-1).flatten(-2)
    there = moved(of_phase(whole, phase), Move("mirror"), phase)
    torch.testing.assert_close(there, of_phase(mirrored, (phase[0], 1 - phase[1])))


def test_heat_moves_along_with_a_photo_of_half_the_size() -> None:
    heat = torch.zeros(1, 28, 28)
    heat[0, 10, 20] = 1.0
    there = moved(of_phase(heat.flatten(1), (0, 0)), Move("half", 3, 7), (0, 0)).unflatten(-1, (14, 14))[0]
    row, col = np.unravel_index(int(there.argmax()), (14, 14))
    # Cell (10, 20) is (3 + 5, 7 + 10) on the copy; the phase holds even rows and odd columns.
    assert [2 * int(row), 2 * int(col) + 1] == [8, 17]


@pytest.mark.parametrize("phase", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_heat_stays_on_a_photo_of_fewer_pixels(phase: tuple[int, int]) -> None:
    heat = torch.zeros(1, 14, 14)
    heat[0, 5, 8] = 1.0
    there = moved(heat.flatten(1), Move("coarse"), phase).unflatten(-1, (14, 14))[0]
    # The copy is read at the other columns, so that the heat lies half on either side.
    rows, columns = there.nonzero().T
    assert rows.tolist() == [5, 5]
    assert (2 * columns + 1 - phase[1]).tolist() == [2 * 8 + phase[1] - 1, 2 * 8 + phase[1] + 1]
    assert there[5, columns[0]] == there[5, columns[1]]


def test_a_coarse_copy_is_its_photo_at_fewer_pixels(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    sources = [Source("a.png", "flickr8k", "train", ("A ball",))] * 3
    planner = Planner(sources, 0, Amounts(coarse=3))
    sharp = paint(planner.make("base", (Part(0),), jitter=False), sources, tmp_path, 64)
    assert np.array_equal(sharp, pixels)
    for picture in planner.coarse():
        assert 0.4 <= picture.resolution <= 0.8
        seen = paint(picture, sources, tmp_path, 64).astype(float)
        assert seen.std() < 0.75 * sharp.std()
        assert np.abs(seen.mean((0, 1)) - sharp.mean((0, 1))).max() < 2


def test_a_part_that_fills_the_picture_is_a_photo_as_it_is() -> None:
    assert Part(3).place == Part(3).crop == (0.0, 0.0, 1.0, 1.0)
