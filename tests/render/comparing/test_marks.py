"""Marks of what differs and what is held, the list of it, and the golden picture of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from simulator.document import open_what
from simulator.exports.views import picture_of
from simulator.language import load_cell
from simulator.render.comparing.differences import Difference
from simulator.render.comparing.listing import BEFORE, HEIGHT, NEXT, WORDS, listing
from simulator.render.comparing.marks import marked
from simulator.render.kit import advance
from simulator.render.primitives import Box, Circle, Group, Picture, Primitive, Text

CELL = load_cell("lstm")


def texts(picture: Picture) -> list[str]:
    found = []
    stack = list(picture.items.values())
    while stack:
        match stack.pop():
            case Group(children=children):
                stack += children
            case Text(runs=runs):
                found.append("".join(run.text for run in runs))
    return found


@pytest.mark.parametrize("what", ["hand-set-lstm", "elman", "gru", "jordan", "wildml", "lstm-1997"])
def test_a_frame_surrounds_what_differs_and_a_padlock_stands_at_what_is_held(what: str) -> None:
    plain = picture_of(open_what(what), "cell", 2, 1.0, (660, 440))
    spots = {spot.target: spot for spot in reversed(plain.hotspots)}
    name = next(target for target in spots if target in open_what(what).layer.cell.signals)
    picture = marked(plain, [name, "no such signal"], [name])
    assert picture.items.keys() - plain.items.keys() == {f"differs {name}", f"held {name}"}
    frame = picture.items[f"differs {name}"]
    assert isinstance(frame, Group)
    box, disc, sign = frame.children
    assert isinstance(box, Box)
    assert isinstance(disc, Circle)
    assert isinstance(sign, Text)
    spot = spots[name]
    assert box.x < spot.x
    assert box.x + box.width > spot.x + spot.width
    assert sign.runs[0].text == "≠"
    assert marked(plain, [], []).items == plain.items


@pytest.mark.parametrize("width", [616, 660, 900])
def test_the_frames_of_a_gate_and_of_the_memory_leave_every_word_to_be_read(width: int) -> None:
    plain = picture_of(open_what("hand-set-lstm"), "cell", 4, 1.0, (width, 400))
    written = [
        primitive
        for primitive in flat(plain.items.values())
        if isinstance(primitive, Text) and primitive.align == "left" and primitive.y < 380
    ]
    assert len(written) > 5
    spots = {spot.target: spot for spot in reversed(plain.hotspots)}
    gate = spots["f"]
    for reading in ("percent:f", "title:f", "reading:f"):
        text = plain.items[reading]
        assert isinstance(text, Text)
        assert gate.y < text.y - 7 < text.y + 7 < gate.y + gate.height, reading
    for name in ("f", "i", "o", "c"):
        group = marked(plain, [name]).items[f"differs {name}"]
        assert isinstance(group, Group)
        disc = group.children[1]
        assert isinstance(disc, Circle)
        for text in written:
            wide = advance(text.runs) * text.size
            inside = text.x - 5 < disc.x < text.x + wide + 5 and abs(text.y - disc.y) < text.size / 2 + 5
            assert not inside, (name, text.runs)


def flat(items: Iterable[Primitive]) -> Iterator[Primitive]:
    for item in items:
        if isinstance(item, Group):
            yield from flat(item.children)
        else:
            yield item


FOUND = (Difference("x", 1, (0.5, 1.0)), Difference("f", 0, (1.0, 0.0)), Difference("c", 0, (7.0, None)))


def test_the_list_names_what_differs_and_leads_on() -> None:
    picture = listing(CELL, FOUND, 900, 3, 12)
    assert (picture.width, picture.height) == (900, HEIGHT)
    said = texts(picture)
    assert WORDS[1] in said
    assert "f   A 1   B 0" in said
    assert "c   A 7   B –" in said
    assert "x2   A 0.5   B 1" in said
    tips = {spot.target: spot.tip for spot in picture.hotspots}
    assert tips == {
        BEFORE: "t = 3",
        NEXT: "t = 12",
        "x": "A  x = 0.5\nB  x = 1",
        "f": "A  f = 1\nB  f = 0",
        "c": "A  c = 7",
    }


def test_with_nothing_there_is_nothing_to_go_to() -> None:
    picture = listing(CELL, (), 900, None, None, say=str.upper)
    assert texts(picture) == [WORDS[0].upper()]
    assert picture.hotspots == ()


def test_what_has_no_room_is_counted() -> None:
    many = tuple(Difference(name, 0, (1.0, 2.0, 3.0)) for name in CELL.signals)
    picture = listing(CELL, many, 640, None, None)
    shown = [spot.target for spot in picture.hotspots]
    assert 1 <= len(shown) < len(many)
    assert f"+ {len(many) - len(shown)}" in texts(picture)
    assert all(spot.x + spot.width <= 640 for spot in picture.hotspots)


def test_all_digits_are_shown_on_demand() -> None:
    picture = listing(CELL, (Difference("f", 0, (1 / 3, 0.25)),), 900, None, None, exact=True)
    assert f"f   A {1 / 3!r}   B 0.25" in texts(picture)
