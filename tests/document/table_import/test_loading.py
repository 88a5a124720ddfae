"""Reading whole tables: the numbers that were written, bit for bit; the line of what is wrong; hardly any memory."""

from __future__ import annotations

import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from simulator import Model, load_cell
from simulator.document import open_what
from simulator.document.sequence_list_edits import import_rows
from simulator.document.table_import import OMIT, Gaps, Preview, load, loading, preview
from simulator.errors import UserError
from simulator.exports import write_trace
from simulator.lessons import lesson_ids, load_lesson

WORDS = ("the", "big cat", "貓", "", "ünder", "#tag", "a, b", 'c "d"')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the file were a million times as large."""
    monkeypatch.setattr(loading, "_PIECE", 50)


def look(path: Path, text: str) -> Preview:
    path.write_text(text, encoding="utf-8", newline="")
    return preview(path)


def read(table: Preview, gaps: Gaps = "refuse") -> tuple[Any, tuple[str, ...] | None]:
    found = load(table, gaps=gaps)
    assert found is not None
    rows, heads = found
    assert rows.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        rows[0, 0] = 1
    return rows.tolist(), heads


def refused(table: Preview, gaps: Gaps = "refuse") -> str:
    with pytest.raises(UserError) as caught:
        load(table, gaps=gaps)
    said = str(caught.value)
    assert said.startswith(str(table.path))
    return said.removeprefix(str(table.path))


# -- what is read


@pytest.mark.parametrize("what", lesson_ids())
def test_our_own_traces_read_back_as_the_inputs(path: Path, what: str) -> None:
    lesson = load_lesson(what)
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=lesson.parameters)
    write_trace([model.run(lesson.x, lesson.initial)], path)
    rows, heads = read(preview(path))
    assert np.array(rows).tobytes() == np.array(lesson.x, dtype=np.float64).tobytes()
    assert heads is None


@pytest.mark.parametrize("inputs", [1, 2, 12])
def test_a_long_trace_reads_back_bit_for_bit(path: Path, inputs: int) -> None:
    random = np.random.default_rng(inputs)
    x = random.normal(size=(3000, inputs)) * 10.0 ** random.integers(-300, 300, (3000, inputs))
    x[0], x[1, 0] = -0.0, 5e-324
    write_trace([Model(load_cell("lstm"), inputs, 3).run(x)], path)
    found = load(preview(path))
    assert found is not None
    assert found[0].tobytes() == x.tobytes()


def test_signals_that_overflow_are_not_read(path: Path) -> None:
    model = Model(load_cell("irnn"), 1, 1, parameters={"W": [[1e200]], "U": [[1e200]], "b": [0]})
    write_trace([model.run([[1.0]] * 5)], path)
    assert "inf" in path.read_text()
    assert read(preview(path)) == ([[1.0]] * 5, None)


def write(random: np.random.Generator, rows: list[list[float]], heads: list[str] | None) -> str:
    """Write a table in one of the ways of the world."""
    separator = str(random.choice([",", ";", "\t", "  "]))
    decimal = "." if separator == "," else str(random.choice([".", ","]))
    end = str(random.choice(["\n", "\r\n", "\r"]))
    quoted = bool(random.integers(2))
    names = [f"x{number + 1}" for number in range(len(rows[0]))]
    lines = [[repr(number).replace(".", decimal) for number in row] for row in rows]
    if heads is not None:
        lines = [[word, *line] for word, line in zip(heads, lines, strict=True)]
        names = ["word", *names]
    if random.integers(2):
        lines = [[str(step), *line] for step, line in enumerate(lines, 1)]
        names = ["step", *names]

    def field(text: str) -> str:
        special = quoted or not text or any(sign in text for sign in ' ,;\t"#')
        return '"' + text.replace('"', '""') + '"' if special else text

    text = separator.join(names) + end
    for line in lines:
        text += ["", "# 1,2" + end, end][int(random.choice(3, p=[0.9, 0.05, 0.05]))]
        text += separator.join(map(field, line)) + end
    return text


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_in_any_way_is_read(path: Path, seed: int, small_pieces: None) -> None:
    random = np.random.default_rng(seed)
    rows = (random.normal(size=(int(random.integers(1, 60)), int(random.integers(1, 5)))) * 3).round(
        int(random.integers(18))
    )
    heads = [str(random.choice(WORDS)) for _ in rows] if random.integers(2) else None
    text = write(random, rows.tolist(), heads)
    path.write_bytes(text.encode(str(random.choice(["utf-8", "utf-8-sig", "utf-16"]))))
    found = read(preview(path))
    assert np.array(found[0]).tobytes() == rows.tobytes()
    assert found[1] == (None if heads is None else tuple(heads))


CELLS = (
    *("1", "-2.5", " 3 ", "1e5", "+.5", "5.", "−1", "1,5", "1\x0b", "\x1c2", "1\u2028", "1\u3000", "\u00a04"),
    *("nan", "inf", "1e999", "1_0", "٣", "", "a", "1 2", "0x1", "1e", "'1'", "True", "1d5", "--1"),
)


@pytest.mark.parametrize("seed", range(150))
def test_both_readers_read_the_same(path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What NumPy's reader takes, the one that looks at every row takes as well, for the same numbers."""
    random = np.random.default_rng(seed)
    separator, decimal = str(random.choice([",", ";", "\t", " "])), str(random.choice([".", ","]))
    good = [f"1{decimal if decimal != separator else '.'}5;2;3", "4;5;6"]
    lines = [";".join(str(random.choice(CELLS)) if random.random() < 0.06 else "7" for _ in range(3)) for _ in range(4)]
    path.write_text("\n".join([*good, *lines]).replace(";", separator), encoding="utf-8")
    try:
        table = preview(path, separator=separator, decimal=decimal, header=False)
    except UserError:
        return
    table = replace(table, uses=tuple(random.permutation(["x1", "x2", "word"])[: len(table.uses)]))
    if not table.inputs:
        return

    def outcome() -> Any:
        try:
            found = load(table)
        except UserError as error:
            return str(error)
        assert found is not None
        return found[0].tobytes(), found[1]

    fast = outcome()
    monkeypatch.setattr(loading, "_read_at_once", lambda *arguments: None)
    assert outcome() == fast


def test_both_readers_are_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million steps are not read row by row; what only that reader can read is."""
    monkeypatch.setattr(loading, "_read_row_by_row", None)
    texts = ("1,2\n3,4\n", "step;x1\n1;0,5\n", "a 1  2\n b 3 4\n", '"the",1\n"# c",2\n', "# a\n1\t2\n\n# b\n3\t4\n")
    for text in texts:
        assert len(read(look(path, text))[0]) in (1, 2)
    for text in ("−1,2\n", "1,2\n3,\n"):
        with pytest.raises(TypeError):
            load(look(path, text))


def test_commas_are_not_decimal_where_they_separate(path: Path, small_pieces: None) -> None:
    """A table can have both, where numbers stand in quotes; but not all of them need to."""
    seen = look(path, '"0,5",1\n' * 20 + "7,8\n" * 40)
    assert seen.form.decimal == ","
    assert read(seen.with_column(1, OMIT))[0] == [[0.5]] * 20 + [[7]] * 40


@pytest.mark.parametrize("quote", ["", '"'])
def test_pieces_without_a_number(path: Path, quote: str, small_pieces: None) -> None:
    seen = look(path, f"{quote}a{quote},1\n" + f"{quote}b{quote},\n" * 40 + f"{quote}c{quote},2\n")
    assert read(seen, "zero") == ([[1]] + [[0]] * 40 + [[2]], ("a", *("b",) * 40, "c"))
    assert refused(seen).startswith(", line 2, column 2 (x1): there is no number.")
    seen = look(path, "1 2\n" + "   \n" * 100 + "3 4\n" + "\n" * 100 + "5 6\n")
    assert read(seen)[0] == [[1, 2], [3, 4], [5, 6]]


def test_a_gap_among_quotes(path: Path) -> None:
    says = ", line 2, column 2 (x1): there is no number. Write one there, or choose how gaps are filled."
    assert refused(look(path, '"a",1\n"b",\n"c",2\n')) == says


def test_columns_in_another_order(path: Path) -> None:
    seen = look(path, "a,b,c\n1,2,3\n4,5,6\n")
    assert read(seen.with_column(0, "x3"))[0] == [[3, 2, 1], [6, 5, 4]]
    assert read(seen.with_column(1, OMIT))[0] == [[1, 3], [4, 6]]
    words = seen.with_column(2, "word")
    assert read(words) == ([[1, 2], [4, 5]], ("3", "6"))


def test_words_are_shown_in_one_line(path: Path) -> None:
    seen = look(path, '1,"a\nb\t c"\n2," d "\n3,\n')
    assert read(seen)[1] == ("a b c", "d", "")


def test_it_becomes_a_sequence(path: Path) -> None:
    rows, heads = load(look(path, "word,x1,x2,x3\nthe,3,1,0\ncat,4,1,0\n")) or (None, None)
    state = import_rows(open_what("hand-set-lstm"), path.name, rows, heads).state
    assert state.sequence.name == "t.csv"
    assert state.sequence.array().tolist() == [[3, 1, 0], [4, 1, 0]]
    assert state.sequence.heads == ("the", "cat")


# -- gaps


def test_gaps_are_refused_or_filled(path: Path, small_pieces: None) -> None:
    text = "w;x1;x2\n" + "a;1,5;-2\n" * 10 + "b;;3\n" + "c;;\n" + "d;4;\n" * 3 + "e;5;6\n"
    seen = look(path, text)
    says = ", line 12, column 2 (x1): there is no number. Write one there, or choose how gaps are filled."
    assert refused(seen) == says
    rows, heads = read(seen, "zero")
    assert rows == [[1.5, -2]] * 10 + [[0, 3], [0, 0]] + [[4, 0]] * 3 + [[5, 6]]
    assert heads == ("a",) * 10 + ("b", "c", "d", "d", "d", "e")
    rows, _ = read(seen, "previous")
    assert rows == [[1.5, -2]] * 10 + [[1.5, 3], [1.5, 3]] + [[4, 3]] * 3 + [[5, 6]]


def test_the_value_before_is_that_of_the_same_input(path: Path, small_pieces: None) -> None:
    seen = look(path, "x2,x1\n" + "1,2\n" * 30 + "3,4\n,\n5,\n,6\n")
    assert read(seen, "previous")[0][-3:] == [[4, 3], [4, 5], [6, 5]]


def test_a_first_gap_has_no_value_before(path: Path) -> None:
    seen = look(path, "1,\n2,3\n")
    says = ", line 1, column 2 (x2): there is no number, and none before it. Write one there, or fill gaps with 0."
    assert refused(seen, "previous") == says
    assert read(seen, "zero")[0] == [[1, 0], [2, 3]]


def test_only_gaps_are_filled(path: Path) -> None:
    seen = look(path, "1,2\n3,nan\n")
    for gaps in get_args(Gaps):
        assert "line 2, column 2 (x2): “nan” is not a finite number" in refused(seen, gaps)


# -- what is refused, with its line


@pytest.mark.parametrize("before", [0, 1, 500])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,2", ": the row has 2 fields, and most have 3. Mend that line."),
        ("1,2,3,4", ": the row has 4 fields, and most have 3. Mend that line."),
        ("1", ": the row has 1 field, and most have 3. Mend that line."),
        ("1,,3", ", column 2 (x2): there is no number. Write one there, or choose how gaps are filled."),
        ("1,oops,3", ", column 2 (x2): “oops” is not a number. Write one there, or leave that column out."),
        ("1,2,3 # no", ", column 3 (x3): “3 # no” is not a number. Write one there, or leave that column out."),
        ("1,2,a\x1bb", ", column 3 (x3): “a�b” is not a number. Write one there, or leave that column out."),
        ("1,2," + "z" * 99, ", column 3 (x3): “zzzzzzzzzzzzzzzzzzzz…” is not a number. Write one there, or leave "
         "that column out."),
        ("NaN,2,3", ", column 1 (x1): “NaN” is not a finite number. Write one there."),
        ("1,-inf,3", ", column 2 (x2): “-inf” is not a finite number. Write one there."),
        ("1,2,1e999", ", column 3 (x3): “1e999” is not a finite number. Write one there."),
        ('1,2,"0,0"', ", column 3 (x3): “0,0” has a decimal comma, and the others a point. Write all alike."),
        ('1,"2,3', ': the quotes (") do not match, so this is no row of a table. Mend that line.'),
        ("1,2,\udcff", ": this is not UTF-8 text. Save the table as CSV in UTF-8."),
    ],
)  # fmt: skip
def test_the_line_of_what_is_wrong(path: Path, line: str, says: str, end: str, before: int, small_pieces: None) -> None:
    head = "# a comment, to be counted\n\nx1,x2,x3\n" + "1,2,3\n" * (150 + before)
    text = (head + line + "\n4,5,6\n").replace("\n", end)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError) as caught:
        load(preview(path))  # what is not text is seen at once
    assert str(caught.value) == f"{path}, line {154 + before}{says}"


def test_the_other_decimal_mark(path: Path) -> None:
    seen = look(path, "1,5;2\n2,5;1.5\n")
    says = ", line 2, column 2 (x2): “1.5” has a decimal point, and the others a comma. Write all alike."
    assert refused(seen) == says


def test_words_that_are_too_long(path: Path) -> None:
    long = "w" * 100
    assert read(look(path, f"{long},1\n"))[1] == (long,)
    for quote in ("", '"'):
        seen = look(path, f"the,1\n{quote}{long}w{quote},2\n")
        assert refused(seen) == (
            ", line 2, column 1: the word has 101 characters, and at most 100 are shown above a step. Shorten it, or "
            "leave that column out."
        )
        assert read(seen.with_column(0, OMIT)) == ([[1], [2]], None)


@pytest.mark.parametrize("comment", ["", "# four\n"])
def test_too_many_rows(path: Path, comment: str, monkeypatch: pytest.MonkeyPatch, small_pieces: None) -> None:
    monkeypatch.setattr(loading, "MAX_STEPS", 100)
    assert len(read(look(path, "x\n" + "1\n" * 50 + comment + "1\n" * 50))[0]) == 100
    seen = look(path, "x\n" + "1\n" * 50 + comment + "1\n" * 151)
    line = 102 + comment.count("\n")
    says = f", line {line}: a sequence has at most 100 steps, and the table goes on. Cut it into several files."
    assert refused(seen) == says


def test_no_column_is_an_input(path: Path) -> None:
    seen = look(path, "1\n").with_column(0, OMIT)
    assert refused(seen) == ": no column is an input. Choose x1 for one of them."


def test_a_file_that_changes(path: Path, small_pieces: None) -> None:
    says = " has changed since it was looked at. Look at it again."
    seen = look(path, "1,2\n" * 200)
    path.write_text("1,2\n" * 199)
    with pytest.raises(UserError, match=f"{says[1:]}$"):
        load(seen, lambda done, total: pytest.fail("it is seen before anything is read"))
    seen = look(path, "1,2\n" * 200)

    def change(content: str) -> Any:
        def progress(done: int, total: int) -> bool:
            path.write_text(content)
            return True

        return progress

    for content in ("1,2\n" * 201, "nonsense\n" * 300, ""):
        with pytest.raises(UserError) as caught:
            load(seen, change(content))
        assert str(caught.value) == f"{path}{says}"
        seen = look(path, "1,2\n" * 200)
    os.utime(path, ns=(0, 0))
    assert refused(seen) == says
    path.unlink()
    assert refused(seen) == " cannot be read: it does not exist. Check the name and the folder."
    path.mkdir()
    assert refused(seen) == " cannot be read: it is a folder. Give the name of a file."


# -- progress and memory


def test_progress_goes_from_the_beginning_to_the_end(path: Path, small_pieces: None) -> None:
    seen = look(path, "1,2\n" * 200)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    assert load(seen, progress) is not None
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert len(set(done)) > 10
    assert told[-1] == (800, 800)
    assert {total for _, total in told} == {800}


def test_it_can_be_cancelled(path: Path, small_pieces: None) -> None:
    seen = look(path, "1,2\n" * 200 + "nonsense\n")
    told: list[int] = []

    def progress(done: int, total: int) -> bool:
        told.append(done)
        return len(told) < 3

    assert load(seen, progress) is None
    assert len(told) == 3


def test_an_error_of_the_caller_is_not_taken_for_one_of_the_file(path: Path) -> None:
    def progress(done: int, total: int) -> bool:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        load(look(path, "1,2\n"), progress)


@pytest.mark.parametrize("line", ["0.123456789,1\n", '"the",-1.5,"2"\n'])
def test_memory_does_not_grow_with_the_file(path: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_PIECE", 1 << 15)

    def beyond(steps: int) -> int:
        seen = look(path, line * steps)
        tracemalloc.start()
        found = load(seen)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found is not None
        rows, heads = found
        return peak - rows.nbytes - (8 * len(heads) if heads else 0)

    beyond(10)
    few, many = beyond(3_000), beyond(40_000)
    assert few < 1_500_000
    assert many < few + 600_000
