"""Lists of units as people type them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.document.unit_lists import list_units, parse_units
from simulator.errors import UserError


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", (0, 1, 2, 3, 4, 5, 6, 7)),
        ("  ", (0, 1, 2, 3, 4, 5, 6, 7)),
        ("3", (2,)),
        ("1-3, 7", (0, 1, 2, 6)),
        ("7;1 - 3", (0, 1, 2, 6)),
        ("1–3 7−8", (0, 1, 2, 6, 7)),
        ("3-1", (0, 1, 2)),
        ("2,2,2", (1,)),
        ("8,", (7,)),
    ],
)
def test_lists(text: str, units: tuple[int, ...]) -> None:
    assert parse_units(text, 8) == units


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("one", "“one” is no unit. Write numbers and ranges such as 1-3, 7."),
        ("1-2-3", "“1-2-3” is no unit. Write numbers and ranges such as 1-3, 7."),
        ("٣", "“٣” is no unit. Write numbers and ranges such as 1-3, 7."),
        ("1, 0", "“0” is not among the units 1 to 8. Choose from them."),
        ("7-9", "“7-9” is not among the units 1 to 8. Choose from them."),
        (f"1-{'9' * 5000}", "“1-999999999999999999…” is not among the units 1 to 8. Choose from them."),
        ("1," * 5001, "the list has more than 10,000 characters. Write ranges such as 1-3."),
    ],
)
def test_what_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_units(text, 8)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("seed", range(20))
def test_what_is_listed_is_read_again(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = int(random.integers(1, 60))
    units = tuple(np.flatnonzero(random.random(size) < random.random()).tolist()) or (size - 1,)
    assert parse_units(list_units(units), size) == units


def test_neighbours_are_listed_as_ranges() -> None:
    assert list_units((0, 1, 2, 6, 8, 9)) == "1-3, 7, 9-10"
    assert list_units(()) == ""
