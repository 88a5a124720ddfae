"""All columns of a table, against the csv module of Python; where the first thing is that cannot be learnt from."""

from __future__ import annotations

import csv
import io
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from simulator.document.table_import import columns as reading
from simulator.document.table_import import preview
from simulator.document.table_import.columns import Columns, column_names, read_columns
from simulator.errors import UserError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the file were a million times as large."""
    monkeypatch.setattr(reading, "_PIECE", 50)


def read(path: Path, text: str, texts: tuple[str, ...] = ()) -> Columns:
    path.write_text(text, encoding="utf-8", newline="")
    found = read_columns(preview(path), texts=texts)
    assert found is not None
    return found


def lists(found: Columns) -> dict[str, list[object]]:
    return {
        name: [None if value != value else value for value in column.tolist()] for name, column in found.values.items()
    }


def trouble(found: Columns, name: str) -> str:
    return found.troubles[name].split("t.csv, ")[1]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("quoted", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", "."), (";", ".")])
@pytest.mark.parametrize("kinds", ["nnn", "ntn", "tnn", "nt"])
def test_random_tables_are_read_as_they_were_written(
    path: Path, kinds: str, separator: str, decimal: str, quoted: int
) -> None:
    random = np.random.default_rng([len(kinds), ord(separator), ord(decimal), quoted])
    rows: list[list[float | str | None]] = []
    for number in range(60):
        gaps = number > 20 and random.random() < 0.3
        row: list[float | str | None] = [
            None if gaps and random.random() < 0.5 else float(random.normal()) if kind == "n" else f"w{number % 7}"
            for kind in kinds
        ]
        if any(value is not None for value in row):
            rows.append(row)
    names = [f"c {k}" for k in range(len(kinds))]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=quoted)  # type: ignore[arg-type]  # one of its constants
    writer.writerow(names)
    for row in rows:
        writer.writerow(
            ["" if v is None else repr(v).replace(".", decimal) if isinstance(v, float) else v for v in row]
        )
    found = read(path, file.getvalue())
    assert tuple(found.values) == tuple(names)
    for k, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        wanted = [row[k] if kind == "n" or row[k] is not None else "" for row in rows]
        assert lists(found)[name] == wanted
        assert (found.values[name].dtype == np.float64) == (kind == "n")
        first = next((line for line, row in enumerate(rows, 2) if row[k] is None), None)
        assert (name in found.troubles) == (first is not None)
        if first is not None:
            assert trouble(found, name).startswith(f"line {first}, column {k + 1} ({name}): nothing stands there.")


def test_a_text_among_numbers_is_told_and_may_be_read_as_it_is(path: Path) -> None:
    text = "a,b\n1,2\n3,many\n# a word\n\n5,inf\n6,7\n"
    found = read(path, text)
    assert lists(found) == {"a": [1, 3, 5, 6], "b": [2, None, None, 7]}
    assert trouble(found, "b") == (
        "line 3, column 2 (b): “many” is not a number. Write one there, or leave that column out."
    )
    assert "a" not in found.troubles
    found = read(path, text, ("b",))
    assert lists(found)["b"] == ["2", "many", "inf", "7"]
    assert not found.troubles


@pytest.mark.parametrize("gap", ["", " ", "nan", "NA", "n/a"])
@pytest.mark.parametrize("rest", ["", ",w"])
def test_every_way_to_say_that_a_number_is_not_known(path: Path, gap: str, rest: str) -> None:
    found = read(path, f"a,b,c{rest}\n1,2,3{rest}\n{gap},{gap},{gap.strip() or 1}{rest}\n4,5,6{rest}\n")
    assert lists(found)["a"] == [1, None, 4]
    assert trouble(found, "b").startswith("line 3, column 2 (b): nothing stands there.")


def test_infinity_and_the_other_decimal_mark(path: Path) -> None:
    found = read(path, "a;b\n1,5;2\ninf;3\n4,5;6.5\n")
    assert trouble(found, "a") == "line 3, column 1 (a): “inf” is not a finite number. Write one there."
    assert trouble(found, "b").startswith("line 4, column 2 (b): “6.5” has a decimal point, and the others a comma.")


def test_every_column_has_a_name_of_its_own(path: Path) -> None:
    path.write_text("a,,a,b\n1,2,3,4\n")
    assert column_names(preview(path)) == ("a", "column 2", "a (column 3)", "b")
    path.write_text("a,a (column 3),a\n1,2,3\n")
    assert column_names(preview(path)) == ("column 1", "column 2", "column 3")
    path.write_text("1,2\n3,4\n")
    assert column_names(preview(path)) == ("column 1", "column 2")


@pytest.mark.parametrize("row", ["1,2,3", "1"])
def test_a_row_of_another_width(path: Path, row: str) -> None:
    with pytest.raises(UserError, match=r"t\.csv, line 3: the row has \d fields?, and most have 2\. Mend that line\."):
        read(path, f"a,b\n1,2\n{row}\n3,4\n5,6\n")


def test_too_many_rows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FIELDS", 6)
    assert len(read(path, "a,b\n" + "1,2\n" * 3).values["a"]) == 3
    with pytest.raises(UserError, match=r"t\.csv, line 5: of 2 columns at most 3 rows are read, and the table goes on"):
        read(path, "a,b\n" + "1,2\n" * 4)


def test_a_file_that_changes_is_not_read(path: Path) -> None:
    path.write_text("a,b\n1,2\n")
    table = preview(path)
    path.write_text("a,b\n1,2\n3,x\n")
    with pytest.raises(UserError, match="has changed since it was looked at"):
        read_columns(table)
    path.unlink()
    with pytest.raises(UserError, match="cannot be read"):
        read_columns(table)


@pytest.mark.usefixtures("small_pieces")
def test_a_file_that_changes_while_it_is_read(path: Path) -> None:
    path.write_text("a,b\n" + "1,2\n" * 100)
    table = preview(path)

    def change(_done: int, _total: int) -> bool:
        os.utime(path, ns=(1, 1))
        return True

    with pytest.raises(UserError, match="has changed since it was looked at"):
        read_columns(table, change)


@pytest.mark.usefixtures("small_pieces")
def test_progress_and_an_end_to_it(path: Path) -> None:
    path.write_text("a,b\n" + "1,2\n" * 100)
    told: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < 3

    assert read_columns(preview(path), watch) is None
    assert len(told) == 3
    assert told == sorted(told)
    assert {total for _, total in told} == {404}


def test_two_thousand_columns(path: Path) -> None:
    row = ",".join(map(str, range(2000)))
    found = read(path, "\n".join([",".join(f"x{k}" for k in range(2000)), *[row] * 5]))
    assert len(found.values) == 2000
    assert found.values["x1999"].tolist() == [1999.0] * 5


def test_hardly_more_memory_than_the_result(path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(60_000, 4))
    np.savetxt(path, numbers, delimiter=",", header="a,b,c,d", comments="")
    table = preview(path)
    tracemalloc.start()
    found = read_columns(table)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert np.array_equal(np.stack(list(found.values.values()), axis=1), np.loadtxt(path, delimiter=",", skiprows=1))
    assert peak - numbers.nbytes < 12e6
