"""Fields out of their quotes, with the line of each row; and numbers with one decimal mark."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
import pytest

from simulator.document.table_import.pieces import Piece
from simulator.document.table_import.records import Record, number_in, records
from simulator.errors import UserError

PATH = Path("t.csv")


def read(text: str, separator: str = ",", line: int = 1) -> list[tuple[int, tuple[str, ...]]]:
    return [(record.line, record.fields) for record in records(PATH, Piece(text, line, 0), separator)]


def test_comments_and_empty_lines_are_left_out_and_counted() -> None:
    text = '# it\'s 3.5" wide\n\n1,2\n   # again, "\n \n,\n3,4'
    assert read(text, line=10) == [(12, ("1", "2")), (16, ("3", "4"))]


def test_quotes() -> None:
    text = '"a, b",1\n"c ""d""", "2"\n"#e",3\n"f\n# g\n\nh",4\n5" i,5\n'
    assert read(text) == [
        (1, ("a, b", "1")),
        (2, ('c "d"', "2")),
        (3, ("#e", "3")),
        (4, ("f\n# g\n\nh", "4")),
        (8, ('5" i', "5")),
    ]


def test_spaces_and_tabs() -> None:
    assert read('  1.0   2 \t "a b"\n\t3 4  5\n', " ") == [(1, ("1.0", "2", "a b")), (2, ("3", "4", "5"))]
    assert read("1 \t 2\t\t3", "\t") == [(1, ("1 ", "2", "", "3"))]


def test_what_editors_call_no_end_of_a_line_is_none() -> None:
    assert read("a\x0bb\x0cc\x1cd\x85e\u2028f,1\n2,3") == [(1, ("a\x0bb\x0cc\x1cd\x85e\u2028f", "1")), (2, ("2", "3"))]


@pytest.mark.parametrize("text", ['1,2\n"3,4\n5,6\n', '1,2\n"3"4,5\n', '1,2\n3,"', '# "\n"'])
def test_quotes_that_do_not_match(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text)
    says = 't.csv, line 2: the quotes (") do not match, so this is no row of a table. Mend that line.'
    assert str(caught.value) == says


def test_a_field_without_end() -> None:
    with pytest.raises(UserError, match=r"^t\.csv, line 2: a field is too long, so this is no row of a table"):
        read("1,2\n3," + "4" * 200_000)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_read(seed: int) -> None:
    """Python's own writer of tables is the oracle, with anything in the fields."""
    random = np.random.default_rng(seed)
    separator = str(random.choice([",", ";", "\t"]))
    rows = [
        ["a", *("".join(random.choice(list('ab 1,;"\n#')) for _ in range(int(random.integers(6)))) for _ in range(3))]
        for _ in range(30)
    ]
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    text = file.getvalue()
    found = read(text, separator)
    assert [list(fields) for _, fields in found] == rows
    lines = text.split("\n")
    assert all(lines[line - 1].startswith('"a"') for line, _ in found)


@pytest.mark.parametrize(
    ("field", "point", "comma"),
    [
        ("1.5", 1.5, None),
        ("1,5", None, 1.5),
        (" −3 ", -3, -3),
        ("1e-4", 1e-4, 1e-4),
        ("1e999", math.inf, math.inf),
        ("1,234.5", None, None),
        ("nan", None, None),
        ("", None, None),
        ("1_000", None, None),
        ("٣", None, None),
    ],
)
def test_numbers(field: str, point: float | None, comma: float | None) -> None:
    assert number_in(field, ".") == point
    assert number_in(field, ",") == comma


def test_a_record_says_where_it_is() -> None:
    assert next(records(PATH, Piece("\n1,2", 1, 0), ",")) == Record(2, ("1", "2"))
