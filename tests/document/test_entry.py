"""Numbers and blocks as people type and paste them."""

from __future__ import annotations

import pytest

from simulator.document import parse_block, parse_number
from simulator.errors import UserError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (" 3 ", 3),
        ("-3", -3),
        ("−3", -3),
        ("+2", 2),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
        ("1e-4", 1e-4),
        ("1,5E+3", 1500),
        ("\u00a07\u202f", 7),
        ("0.1000000000000000055511151231257827", 0.1),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["abc", "nan", "inf", "-Infinity", "1_000", "1 000", "1,000.5", "1.2.3", "0x10", "1e", "--1", "٣", "1j", "½"],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_number(text, "Step 3, x2")
    shown = text.replace("−", "-")
    assert str(caught.value) == f"Step 3, x2: “{shown}” is not a number. Type a number such as 0.5."


def test_other_refusals() -> None:
    with pytest.raises(UserError, match=r"^there is no number\. Type a number such as 0\.5\.$"):
        parse_number("  ")
    with pytest.raises(UserError, match=r"^“1e999” is not a finite number"):
        parse_number("1e999")
    with pytest.raises(UserError, match=r"^“zzzzzzzzzzzzzzzzzzzz…” is not a number"):
        parse_number("z" * 10_000)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\n3\t4\n", ((1, 2), (3, 4))),
        ("1\t2\r\n3\t4\r\n", ((1, 2), (3, 4))),
        ("1,5\t2\n3\t4,25", ((1.5, 2), (3, 4.25))),
        ("1;2\n3,5;4", ((1, 2), (3.5, 4))),
        ("3,1,0\n4,1,0", ((3, 1, 0), (4, 1, 0))),
        ("1,0\n0,1", ((1, 0), (0, 1))),
        ("0.5, 1", ((0.5, 1),)),
        ("7", ((7,),)),
        ("1\n2\n3", ((1,), (2,), (3,))),
        ("1\n2\n\n\n", ((1,), (2,))),
        ("−1\t+2", ((-1, 2),)),
    ],
)
def test_blocks(text: str, rows: tuple[tuple[float, ...], ...]) -> None:
    assert parse_block(text) == rows


def test_a_comma_is_decimal_where_there_is_room_for_one_column() -> None:
    assert parse_block("0,5\n1,25", columns=1) == ((0.5,), (1.25,))
    assert parse_block("0,5\n1,25", columns=2) == ((0, 5), (1, 25))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1\t2\n3", "row 2 of the block has 1 number and row 1 has 2. Copy a block with rows of one length."),
        ("1\n2\t3", "row 2 of the block has 2 numbers and row 1 has 1."),
        ("1\t2\n3\tx", "row 2 of the block, column 2: “x” is not a number."),
        ("1\t\n3\t4", "row 1 of the block, column 2: there is no number."),
        ("1\n\n3", "row 2 of the block, column 1: there is no number."),
        ("x1\tx2\n1\t2", "row 1 of the block, column 1: “x1” is not a number."),
        ("", "there is nothing to paste. Copy a block of numbers first."),
        ("\n \n", "there is nothing to paste."),
        ("1\tnan", "row 1 of the block, column 2: “nan” is not a number."),
    ],
)
def test_refused_blocks(text: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_block(text)
    assert str(caught.value).startswith(says)
