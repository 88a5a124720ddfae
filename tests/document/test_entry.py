"""Numbers and blocks as people type and paste them."""

from __future__ import annotations

from itertools import chain

import numpy as np
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
        ('"1,5"\t"2"\r\n"-3"\t"4"', ((1.5, 2), (-3, 4))),
        ('"0,5","1"\n"2","3,25"', ((0.5, 1), (2, 3.25))),
        ('"1"', ((1,),)),
        ("1\t2\t\n3\t4\t\n", ((1, 2), (3, 4))),
        ("1;2;\r\n3;4; ", ((1, 2), (3, 4))),
        ("1\t2\r\n\t\r\n \t \r\n", ((1, 2),)),
        ("1\r2\r", ((1,), (2,))),
        ("1,5 ; -2,5\n3;4", ((1.5, -2.5), (3, 4))),
        ("1\n2\n  ", ((1,), (2,))),
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
        ("1\t2\r\n3\t4\t5\r\n", "row 2 of the block has 3 numbers and row 1 has 2."),
        ("1\t2\t\n3\t4\t\n5\t6", "row 1 of the block, column 3: there is no number."),
        ("1;2\n3;4;\n", "row 2 of the block, column 3: there is no number."),
        ("1\t2\n\t\n5\t6", "row 2 of the block, column 1: there is no number."),
        ('1\n"2,x"', "row 2 of the block, column 1: “2,x” is not a number."),
        ("1,5\t2\n1.234,5\t2", "row 2 of the block, column 1: “1.234,5” is not a number."),
        ("\t\t\r\n\t\t\r\n", "there is nothing to paste."),
        ('""\t""', "there is nothing to paste."),
        ("1\n" + "2" * 200_000, "row 2 of the block is too long to be a row of numbers. Copy fewer."),
        ("1\t" * 5_000_001, "the block has more than 10,000,000 characters. Save it as a file and import that."),
    ],
)
def test_refused_blocks(text: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_block(text)
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("seed", range(20))
def test_a_block_is_read_as_a_spreadsheet_writes_it(seed: int) -> None:
    """Whatever separates, whatever the decimal mark, quotes and line ends: the same numbers."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(int(random.integers(1, 6)), int(random.integers(2, 5)))).tolist()
    separator = str(random.choice(["\t", ";", ","]))
    decimal = "." if separator == "," else str(random.choice([".", ","]))
    quote, end = str(random.choice(["", '"'])), str(random.choice(["\n", "\r\n", "\r"]))
    lines = (separator.join(quote + repr(number).replace(".", decimal) + quote for number in row) for row in rows)
    trailing = separator * int(random.integers(2))
    text = "".join(line + trailing + end for line in lines)
    assert parse_block(text) == tuple(map(tuple, rows))


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_pasted_it_is_numbers_or_one_sentence(seed: int) -> None:
    random = np.random.default_rng(seed)
    text = "".join(random.choice(list("12.,;\t\n\r\"' -ex\x00貓−")) for _ in range(int(random.integers(1, 30))))
    try:
        rows = parse_block(text)
    except UserError as error:
        rows = ()
        says = str(error)
    else:
        says = "."
    assert says.endswith(".")
    assert len({len(row) for row in rows}) <= 1
    assert all(map(np.isfinite, chain.from_iterable(rows)))
