"""Words over the columns: as much of each as fits, and the current one with its step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulator.render.fitting import cut, width
from simulator.render.primitives import Box, Group, Text
from simulator.render.timeline import timeline
from simulator.render.timeline.rows import DESKTOP
from simulator.render.typeset import text_width
from tests.render.timeline.helpers import Numbers
from tests.render.timeline.test_columns import texts
from tests.render.timeline.test_lines import CELL, MODEL, WIDTH, parts, rows_of

WORDS = ("arrive", "Taipei", "incomprehensibilities", "台北車站的火車時刻表台北車站的火車時刻表", "", "2nd")


def drawn(words: tuple[str, ...], step: int, pitch: float | None = None) -> tuple[Box, str, dict[str, Group]]:
    """Return the mark of the current step, what is written on it, and all items."""
    source = Numbers(MODEL.run(np.zeros((len(words), 1))))
    source.words = words
    picture = timeline(source, CELL, rows_of(source), step, 1.0, WIDTH, 200, pitch=pitch)
    mark = picture.items["current step"]
    assert isinstance(mark, Group)
    (box,) = (part for part in parts(mark) if isinstance(part, Box))
    (text,) = texts(mark)
    groups = {name: item for name, item in picture.items.items() if isinstance(item, Group)}
    return box, text, groups


def span(text: Text) -> tuple[float, float]:
    half = width(text.runs[0].text, text.size) / 2
    return text.x - half, text.x + half


@pytest.mark.parametrize("pitch", [None, 60.0, 32.0, 12.0, 3.0, 0.4])
@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6])
def test_the_current_column_shows_its_word_and_its_step(step: int, pitch: float | None) -> None:
    words = WORDS * 200 if pitch else WORDS
    box, text, _ = drawn(words, step, pitch)
    word = WORDS[step - 1]
    shown, _, number = text.rpartition("t = ")
    assert number == str(step)
    assert shown.strip() == word or (shown.strip().endswith("…") and word.startswith(shown.strip(" …")))
    assert bool(shown.strip()) == bool(word)
    assert box.x >= DESKTOP.labels - 0.01
    assert box.x + box.width <= WIDTH + 0.01
    assert text_width(text) * DESKTOP.label + 8 <= box.width


def test_in_a_wide_column_the_mark_stays_in_it() -> None:
    for step in range(1, 7):
        box, _, groups = drawn(WORDS, step)
        wide = (WIDTH - DESKTOP.labels - DESKTOP.margin) // len(WORDS)
        assert DESKTOP.labels + (step - 1) * wide <= box.x
        assert box.x + box.width <= DESKTOP.labels + step * wide
        others = [texts(groups[f"column {k}"])[0] for k in range(6) if k != step - 1]
        assert "arrive" in others or step == 1
        assert "5" in others or step == 5, "a step without a word has its number"
        assert "incomprehensibilities" in others or step == 3
        assert any(text.startswith("台") and text.endswith("…") for text in others) or step == 4


@pytest.mark.parametrize("pitch", [90.0, 45.0, 31.0, 12.0, 2.0])
def test_no_word_over_narrow_columns_touches_another_or_the_mark(pitch: float) -> None:
    words = WORDS * 200
    for step in (1, 3, 9, 10):
        box, _, groups = drawn(words, step, pitch)
        spans = [span(text) for text in parts(groups["heads"]) if isinstance(text, Text)]
        assert spans or pitch < 31
        spans = sorted([*spans, (box.x, box.x + box.width)])
        assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_a_step_out_of_sight_has_its_number_and_the_way_to_it() -> None:
    _, text, _ = drawn(WORDS * 200, 1000, 40.0)
    assert text == "t = 1000 ›"


@pytest.mark.parametrize("word", ["Taipei", "台北", "a", "", "iiiiiiiiii"])
def test_a_word_is_cut_only_where_it_has_to_be(word: str) -> None:
    whole = width(word, 13)
    assert cut(word, whole, 13) == word
    for room in np.arange(0.0, whole, 1.5).tolist():
        found = cut(word, room, 13)
        assert width(found, 13) <= room
        assert found == "" or (found.endswith("…") and word.startswith(found[:-1]) and len(found) > 2)
