"""Inputs that words set: of very many those that are set are shown, by name, and nothing that is not there."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulator.engine import Model
from simulator.gui.timeline.input_rows import row_of_input
from simulator.language import parse_cell
from simulator.render.fitting import width
from simulator.render.heat import ZERO
from simulator.render.primitives import Box, Group, Heat, Picture, Text
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.places import NOTHING, Set, fitted, sets
from simulator.render.timeline.rows import COMPACT, DESKTOP, Row, places_of, projected, timeline_rows
from simulator.words import Encoding, InputLabels, LetterTrigrams, OneOfN, WordVectors, encode
from tests.render.timeline.helpers import Numbers
from tests.render.timeline.test_columns import texts
from tests.render.timeline.test_lines import WIDTH, parts

CELL = parse_cell("h = linear(W @ x)", "h")
TRIGRAMS = LetterTrigrams()
WORDS = ("arrive", "Taipei", "on", "November", "incomprehensibilities", "the")


def read(words: tuple[str, ...], encoding: Encoding) -> Numbers:
    size = encoding.size
    source = Numbers(Model(CELL, size, 1, parameters={"W": np.full((1, size), 0.01)}).run(encode(words, encoding)))
    source.words = words
    return source


def rows_of(source: Numbers, encoding: Encoding) -> tuple[Row, ...]:
    return timeline_rows(
        CELL, encoding.size, {"h": 1}, source.extent, places=places_of(encoding, InputLabels(encoding))
    )


def drawn(
    source: Numbers, encoding: Encoding, pitch: float | None = None, step: int = 1, exact: bool = False
) -> Picture:
    look = Look(exact=exact)
    return timeline(source, CELL, rows_of(source, encoding), step, 1.0, WIDTH, 200, look=look, pitch=pitch)


def said(picture: Picture, column: int) -> str:
    """Return what stands in the row of the inputs in a wide column that is not the current one."""
    row = [
        part
        for part in parts(picture.items[f"column {column}"])
        if isinstance(part, Text) and DESKTOP.header < part.y < DESKTOP.header + 1.8 * DESKTOP.input
    ]
    return " ".join("".join(run.text for run in part.runs) for part in row if part.colour != "out")


def test_every_trigram_of_a_word_is_named_in_the_order_of_the_word() -> None:
    picture = drawn(read(WORDS, TRIGRAMS), TRIGRAMS)
    assert said(picture, 1).split() == ["tai", "aip", "ipe", "pei"]
    assert said(picture, 2) == NOTHING
    assert said(picture, 3).split() == ["nov", "ove", "vem", "emb", "mbe", "ber"]
    assert said(picture, 5).split() == ["x13031", "the"], "the only place has its number"
    *named, more = said(picture, 4).split()
    everything = [TRIGRAMS.name(place) for place in TRIGRAMS.in_order("incomprehensibilities")]
    assert named == everything[: len(named)]
    assert more == f"+{len(everything) - len(named)}"
    assert len(named) > 6
    assert texts(picture.items["now x 0"]) == ["arr  rri  riv  ive"]


def test_a_word_of_a_lexicon_has_its_own_name_and_any_other_that_of_all_others() -> None:
    lexicon = OneOfN(("arrive", "Taipei"))
    picture = drawn(read(WORDS, lexicon), lexicon)
    assert said(picture, 1) == "x2  Taipei"
    assert said(picture, 2) == said(picture, 5) == "x3  other"
    tall = [
        metrics.of(row)
        for metrics in (DESKTOP, COMPACT, projected(()))
        for row in rows_of(read(WORDS, lexicon), lexicon)[:1]
    ]
    assert tall == [metrics.input for metrics in (DESKTOP, COMPACT, projected(()))]


def test_numbers_of_a_table_keep_rows_or_a_heat_map() -> None:
    for size, kind in ((3, "input"), (40, "heat")):
        table = WordVectors(("on", "2nd"), np.arange(2.0 * size).reshape(2, size))
        assert places_of(table, {}) is None
        assert rows_of(read(("on",), table), table)[0].kind == kind
    assert places_of(None, {}) is None
    asked = timeline_rows(
        CELL, 7, {"h": 1}, lambda name: (0, 1), heat=("x",), places=places_of(TRIGRAMS, InputLabels(TRIGRAMS))
    )
    assert asked[0].kind == "heat"


def test_a_number_that_is_not_one_is_written_and_what_was_set_by_hand_is_there_too() -> None:
    source = read(("arrive", "Taipei"), TRIGRAMS)
    x = source.trace.x.copy()
    tai, zzz = TRIGRAMS.in_order("Taipei")[0], TRIGRAMS.size - 1
    x[1] = 0
    x[1, [tai, zzz]] = 0.123456789, -2.0
    source.trace = Model(CELL, TRIGRAMS.size, 1, parameters={"W": np.zeros((1, TRIGRAMS.size))}).run(x)
    assert said(drawn(source, TRIGRAMS), 1) == "tai 0.12  zzz −2"
    assert "0.123456789" in said(drawn(source, TRIGRAMS, exact=True), 1)


def test_what_is_read_of_a_step_is_what_is_not_zero_there() -> None:
    random = np.random.default_rng(7)
    x = np.where(random.random((30, 60)) < 0.1, random.normal(size=(30, 60)), 0.0)
    x[3] = 1.0
    source = Numbers(Model(CELL, 60, 1, parameters={"W": np.zeros((1, 60))}).run(x))
    row = Row(
        "x",
        0,
        "places",
        (),
        "",
        "inp",
        units=60,
        places=places_of(OneOfN(tuple(map("w{}".format, range(60))), other=False), {}),
    )
    for start, stop in ((0, 30), (4, 9), (29, 30), (5, 5)):
        for found, numbers in zip(sets(source, row, start, stop), x[start:stop], strict=True):
            places = np.flatnonzero(numbers)
            assert found.count == len(places)
            assert found.first == tuple((int(place), float(numbers[place])) for place in places[:40])


@pytest.mark.parametrize("pitch", [None, 90.0, 61.0, 40.0, 27.0])
def test_no_name_is_wider_than_its_column_and_none_is_lost_without_a_word(pitch: float | None) -> None:
    words = WORDS * 20 if pitch else WORDS
    picture = drawn(read(words, TRIGRAMS), TRIGRAMS, pitch, 2)
    across = pitch or (WIDTH - DESKTOP.labels - DESKTOP.margin) // len(words)
    names = [text for item in picture.items.values() for text in parts(item) if isinstance(text, Text)]
    seen = {
        k: [
            text
            for text in names
            if DESKTOP.labels + k * across < text.x < DESKTOP.labels + (k + 1) * across
            and text.y > DESKTOP.header
            and text.colour == "ink"
        ]
        for k in range(6)
    }
    for k, word in enumerate(WORDS):
        everything = TRIGRAMS.in_order(word)
        shown = " ".join("".join(run.text for run in text.runs) for text in seen[k])
        assert all(width(text.runs[0].text, text.size) <= across for text in seen[k])
        assert all(text.size >= 11.5 for text in seen[k])
        more = re.search(r"\+(\d+)", shown)
        named = [name for name in shown.split() if len(name) == 3 and name.isalpha()]
        assert len(named) + (int(more[1]) if more else 0) == len(everything) or shown.endswith("…")
        assert pitch == 27.0 or not shown.endswith("…"), "with some room it says how many there are"


@pytest.mark.parametrize("seed", range(5))
def test_lines_are_full_and_hold_no_more_than_fits(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(200):
        names = tuple(
            "".join(random.choice(list("abcxyz台北"), int(random.integers(1, 9))))
            for _ in range(int(random.integers(1, 12)))
        )
        count, lines = len(names) + int(random.integers(0, 3)), int(random.integers(1, 4))
        room = float(random.uniform(5, 200))
        found = fitted(names, count, room, 13.0, lines)
        assert 1 <= len(found) <= lines
        flat = " ".join(found).split()
        whole = [name for name in flat if name in names]
        if found[0].endswith("…") and len(found[0].split()) == 1:
            beside = f"{names[0]}  …" if count > 1 and lines == 1 else names[0]
            assert width(beside, 13.0) > room or width("…", 13.0) > room
            continue
        assert all(width(line, 13.0) <= room for line in found)
        assert tuple(whole) == names[: len(whole)]
        assert flat[len(whole) :] in ([[f"+{count - len(whole)}"], ["…"]] if len(whole) < count else [[]])


def heat_of(picture: Picture) -> tuple[Heat, np.ndarray]:
    item = picture.items["row x 0"]
    (heat,) = (part for part in parts(item) if isinstance(part, Heat))
    return heat, np.frombuffer(heat.levels, np.uint8).reshape(-1, heat.columns)


@pytest.mark.parametrize("pitch", [20.0, 8.0, 2.5, 1.0])
def test_marks_stand_at_the_heights_of_the_places_and_the_same_word_has_the_same(pitch: float) -> None:
    words = WORDS * 180
    heat, levels = heat_of(drawn(read(words, TRIGRAMS), TRIGRAMS, pitch, 3))
    bins = len(levels)
    assert 8 < bins <= heat.height
    for column in range(heat.columns):
        marked = {place * bins // TRIGRAMS.size for place in TRIGRAMS.set_places(words[column])}
        assert set(np.flatnonzero(levels[:, column] != ZERO)) == marked
    assert heat.x == DESKTOP.labels
    assert heat.width == pytest.approx(heat.columns * max(pitch, (WIDTH - 232) / len(words)))


@pytest.mark.parametrize("steps", [3000, 40_000])
def test_a_pixel_of_many_steps_shows_what_any_of_them_sets(steps: int) -> None:
    lexicon = OneOfN(tuple(f"w{k}" for k in range(300)))  # looked up place by place; the first seven by blocks
    few = OneOfN(tuple(f"w{k}" for k in range(7)))
    random = np.random.default_rng(3)
    for encoding in (lexicon, few) if steps < 10_000 else (few,):
        words = tuple(f"w{number}" for number in random.integers(0, 400, steps))
        pitch = (WIDTH - DESKTOP.labels - DESKTOP.margin) / steps
        heat, levels = heat_of(drawn(read(words, encoding), encoding, pitch, 3))
        bins = len(levels)
        for pixel in (0, 5, 777, heat.columns - 1):
            of_it = [word for step, word in enumerate(words) if int(step * pitch) == pixel]
            wanted = {place * bins // encoding.size for word in of_it for place in encoding.set_places(word)}
            found = set(np.flatnonzero(levels[:, pixel] != ZERO).tolist())
            assert len(found ^ wanted) <= (0 if encoding is lexicon else 2), "blocks may begin a step early"


def test_an_input_stands_in_its_row_or_in_that_of_all() -> None:
    rows = rows_of(read(WORDS, TRIGRAMS), TRIGRAMS)
    assert row_of_input(rows, 4711) == 0
    own = timeline_rows(CELL, 3, {"h": 1}, lambda name: (0, 1))
    assert [row_of_input(own, column) for column in range(3)] == [0, 1, 2]
    assert row_of_input(own[3:], 0) is None


def test_the_current_field_is_framed_and_the_future_is_known() -> None:
    picture = timeline(
        read(WORDS, TRIGRAMS),
        CELL,
        rows_of(read(WORDS, TRIGRAMS), TRIGRAMS),
        2,
        0.1,
        WIDTH,
        200,
        look=Look(future=False),
    )
    item = picture.items["now x 0"]
    assert isinstance(item, Group)
    assert [part.stroke for part in parts(item) if isinstance(part, Box)] == ["inp"]
    assert texts(picture.items["column 4"])[1:], "what will be read is known beforehand"


def test_a_step_that_sets_everything_is_cut_short() -> None:
    source = read(("Taipei",), TRIGRAMS)
    source.trace = Model(CELL, TRIGRAMS.size, 1, parameters={"W": np.zeros((1, TRIGRAMS.size))}).run(
        np.ones((2, TRIGRAMS.size))
    )
    source.words = ("Taipei", "Taipei")
    (row, *_) = rows_of(source, TRIGRAMS)
    assert [len(found.first) for found in sets(source, row, 0, 2)] == [40, 40]
    assert re.search(r"\+17,?5\d\d$", said(drawn(source, TRIGRAMS), 1))
    assert isinstance(sets(source, row, 0, 1)[0], Set)
