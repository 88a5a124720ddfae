"""How tables of many origins are written: what is guessed is what their writers meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.document.table_import.guess import (
    guess_decimal,
    guess_separator,
    like_number,
    rows_of_names,
    usual_width,
)
from simulator.document.table_import.pieces import Piece
from simulator.document.table_import.records import Record


def separator_of(text: str) -> str:
    return guess_separator(Path("t.csv"), Piece(text, 1, 0))


def rows(*lines: str) -> list[Record]:
    return [Record(line, tuple(text.split(";"))) for line, text in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("1,2,3\n4,5,6\n", ","),
        ("1, 2, 3\n4, 5, 6\n", ","),
        ("1;2;3\n4;5;6\n", ";"),
        ("1\t2\n3\t4\n", "\t"),
        ("1 2\n3   4\n", " "),
        ("  1.0   2.0\n 10.0  20.0\n", " "),
        ("1,5;2,5\n3;4\n", ";"),
        ("1,5\t2,5\n3\t4\n", "\t"),
        ("1,5 2,5\n3,5 4,5\n", " "),
        ("0,5\n1,25\n", ","),
        ("level\n0,5\n1,25\n", ";"),
        ("x1,x2\n1,2\n3,4\n", ","),
        ("My table\nx1,x2\n1,2\n", ","),
        ("the,1\ncat,2\n", ","),
        ("the big cat;0,5\nsat;1,5\n", ";"),
        ("1;the cat;0,5\n2;sat;0,25\n", ";"),
        ("2024-01-01 12:00,1.5\n2024-01-01 12:01,1.6\n", ","),
        ("a,b,c,d,1\ne,f,g,h,2\n", ","),
        ("1,2\n" * 9 + "3\n", ","),
        ("1,2,3\n" * 9 + "4\n", ","),
        ("Device;X1\nDate;today\n\nt;v\n0,1;2,5\n0,2;2,6\n", ";"),
        ("sep=;\n1;2\n", ";"),
        ('"1,5","2"\n"3","4"\n', ","),
        ('"a;b";1\n"c;d";2\n', ";"),
        ("1\n2\n3\n", ","),
        ("", ","),
        ("words only\nand more\n", ","),
        ('"1\n', ","),
    ],
)
def test_separators(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_only_the_first_rows_are_looked_at() -> None:
    assert separator_of("1,2\n" * 100 + "3;4\n" * 1000) == ","


def test_decimal_marks() -> None:
    assert guess_decimal(rows("1,5;2", "3,5;4")) == ","
    assert guess_decimal(rows("1.5;2", "3.5;4")) == "."
    assert guess_decimal(rows("1;2")) == "."
    assert guess_decimal(rows("1,5;2.5", "3.5;a,b")) == "."
    assert guess_decimal(rows("1.5;2,5", "3,5;a.b")) == ","


def test_rows_above_the_numbers() -> None:
    assert rows_of_names(rows("1;2")) == 0
    assert rows_of_names(rows("a;b", "1;2")) == 1
    assert rows_of_names(rows("title", "a;b", "1;2", "c;d")) == 2
    assert rows_of_names(rows("the;1", "cat;2")) == 0
    assert rows_of_names(rows("nan;nan", "1;2")) == 0, "a row of a table, and to be refused"
    assert rows_of_names(rows("a;b")) == 0


def test_what_stands_where_a_number_is_meant() -> None:
    assert all(map(like_number, ("1", " −2,5", "NaN", "-inf", "Infinity ", "1e999")))
    assert not any(map(like_number, ("", "a", "1a", "in", "nano", "1;2")))


def test_the_usual_width() -> None:
    assert usual_width(rows("1", "1;2", "1;2", "1;2;3")) == 2
