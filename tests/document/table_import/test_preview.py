"""What a table looks like, and what is proposed: tables as spreadsheets, R, pandas, instruments and we write them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from simulator.document.table_import import OMIT, STEP, WORD, Preview, PreviewRow, preview
from simulator.errors import UserError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


def look(path: Path, text: str) -> Preview:
    path.write_text(text, encoding="utf-8", newline="")
    return preview(path)


@pytest.mark.parametrize(
    ("text", "titles", "uses"),
    [
        ("1,2,3\n4,5,6\n", "||", "x1 x2 x3"),
        ("a,b\n1,2\n", "a|b", "x1 x2"),
        ("x2,x1,y\n1,2,3\n", "x2|x1|y", "x2 x1 omit"),
        ("X1,x2 [mV],x3(t),x10_old\n1,2,3,4\n", "X1|x2 [mV]|x3(t)|x10_old", "x1 x2 x3 omit"),
        ("x1,x2\na,1\nb,2\n", "x1|x2", "x1 x2"),
        ("x3,x7\n1,2\n", "x3|x7", "x1 x2"),
        ("step,x1,x2,z,h[1]\n1,0.5,1.0,nan,inf\n", "step|x1|x2|z|h[1]", "step x1 x2 omit omit"),
        ("Step,v\n1,0.5\n", "Step|v", "step x1"),
        ("word,v\nthe,1\ncat,0\n", "word|v", "word x1"),
        ("Word,id\n1,2\n3,4\n", "Word|id", "word x1"),
        ("the,1,on\ncat,3,off\n", "||", "word x1 omit"),
        ("x1,w,v\n1,the,2\n", "x1|w|v", "x1 word omit"),
        ('"","x1","w"\n"1",0.5,"the"\n"2",0.6,"cat"\n', "|x1|w", "step x1 word"),  # R, write.csv
        ('"a" "b"\n"1" 0.5 0.6\n"2" 0.7 0.8\n', "|a|b", "step x1 x2"),  # R, write.table
        (",a,b\n0,0.5,0.6\n1,0.7,0.8\n", "|a|b", "step x1 x2"),  # pandas
        (",a,b\n0.3,0.5,0.6\n0.1,0.7,0.8\n", "|a|b", "x1 x2 x3"),  # no numbers of rows
        ("1,2,\n3,4,\n", "||", "x1 x2 omit"),
        ("a,b\n1,2,\n3,4,\n", "a|b|", "x1 x2 omit"),
        ("a,b,\n1,2\n3,4\n", "a|b", "x1 x2"),
        ("x1;x2\ncm;s\n1;2\n", "x1|x2", "x1 x2"),
        ("What a day\na;b;c\n1;2;3\n", "a|b|c", "x1 x2 x3"),
        ("What a day\n1;2;3\n", "||", "x1 x2 x3"),
        ('"x1\n[mV]","b\t "\n1,2\n', "x1 [mV]|b", "x1 omit"),
        ("1,oops,3\n4,5,6\n7,8,9\n", "||", "x1 x2 x3"),
        ("1,,3\n4,,6\n7,8,9\n", "||", "x1 x2 x3"),
        ("1,nan\n2,nan\n", "|", "x1 x2"),
    ],
)
def test_what_columns_are(path: Path, text: str, titles: str, uses: str) -> None:
    seen = look(path, text)
    assert "|".join(seen.titles) == titles
    assert " ".join(seen.uses) == uses
    assert seen.inputs == sum(use.startswith("x") for use in seen.uses)


def test_the_first_rows_as_they_will_be_read(path: Path) -> None:
    seen = look(path, "# a table\n\nword;x2;x1\n the ;1,5;2,0\ncat\n\u200bsat;oops;1.5\n;nan;−1e3\n")
    assert (seen.form.separator, seen.form.decimal, seen.form.header) == (";", ",", True)
    assert seen.rows == (
        PreviewRow(4, (2, 1.5), "the"),
        PreviewRow(5, (None, None), ""),
        PreviewRow(6, (None, None), "�sat"),
        PreviewRow(7, (-1000, None), ""),
    )
    assert seen.with_column(0, OMIT).rows[0] == PreviewRow(4, (2, 1.5), None)


def test_the_proposal_can_be_changed(path: Path) -> None:
    seen = look(path, "a,b,c,d,e\n1,2,3,the,4\n")
    assert seen.uses == ("x1", "x2", "x3", WORD, "x4")
    assert seen.with_column(0, "x3").uses == ("x3", "x2", "x1", WORD, "x4"), "two inputs change places"
    assert seen.with_column(0, OMIT).uses == (OMIT, "x1", "x2", WORD, "x3"), "no number is missing"
    assert seen.with_column(1, STEP).uses == ("x1", STEP, "x2", WORD, "x3")
    assert seen.with_column(3, OMIT).uses == ("x1", "x2", "x3", OMIT, "x4")
    assert seen.with_column(0, WORD).uses == (WORD, "x1", "x2", OMIT, "x3"), "one column of words"
    assert seen.with_column(3, "x1").uses == (OMIT, "x2", "x3", "x1", "x4"), "what had the number is left out"
    assert seen.with_column(4, "x9").uses == ("x1", "x2", "x3", WORD, "x4")
    assert seen.with_column(3, "x9").uses == ("x1", "x2", "x3", "x5", "x4")
    assert seen.with_column(2, "x3") == seen
    assert seen.with_column(0, OMIT).with_column(0, STEP).with_column(1, STEP).uses == (STEP, STEP, "x1", WORD, "x2")
    assert seen.uses == ("x1", "x2", "x3", WORD, "x4"), "the preview itself does not change"
    for use in ("x0", "y", "", "x", "x1 ", "X1", "x01", "x9999999"):
        with pytest.raises(UserError, match=r"is nothing that a column can be\. Choose x1, x2, …, word, step or"):
            seen.with_column(0, use)


def test_inputs_stay_numbered_in_any_changes(path: Path) -> None:
    random = np.random.default_rng(0)
    seen = look(path, "1,2,the,3,4,5\n")
    for _ in range(300):
        use = str(random.choice([WORD, STEP, OMIT, *(f"x{number}" for number in range(1, 8))]))
        column = int(random.integers(6))
        seen = seen.with_column(column, use)
        assert sorted(seen.uses[place] for place in seen.places) == [f"x{number + 1}" for number in range(seen.inputs)]
        assert [seen.uses[place] for place in seen.places] == sorted(filter(lambda use: use[0] == "x", seen.uses))
        assert seen.uses.count(WORD) <= 1
        assert seen.uses[column] == use or use.startswith("x")


def test_how_it_is_written_can_be_given(path: Path) -> None:
    text = "0,5\n1,25\n"
    assert look(path, text).inputs == 2
    seen = preview(path, separator=";")
    assert (seen.form.decimal, [row.numbers for row in seen.rows]) == (",", [(0.5,), (1.25,)])
    assert preview(path, separator=";", decimal=".").rows[0].numbers == (None,)
    path.write_text(",0,1\n0,0.5,0.6\n1,0.7,0.8\n")  # pandas, with columns that have no names
    assert preview(path).uses == ("x1", "x2", "x3")
    seen = preview(path, header=True)
    assert (seen.titles, seen.uses) == (("", "0", "1"), (STEP, "x1", "x2"))
    path.write_text("a,b\n1,2\n")
    seen = preview(path, header=False)
    assert seen.titles == ("", "")
    assert [row.line for row in seen.rows] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    path.write_text(f"{mark}x1,word\n1,貓\n", encoding=encoding)
    assert preview(str(path)).rows == (PreviewRow(2, (1,), "貓"),)


def test_only_the_beginning_is_read(path: Path) -> None:
    """What is wrong far behind is said when it is read."""
    path.write_bytes(b"1,2\n" * 100_000 + b"\xff\x00")
    assert preview(path).inputs == 2


def test_rows_far_down_are_found(path: Path) -> None:
    path.write_text("# nothing\n" * 20_000 + "\n" * 100_000 + "x1,x2\n1,2\n" + "3,4\n" * 1000)
    seen = preview(path)
    assert seen.rows[0] == PreviewRow(120_002, (1, 2), None)
    assert len(seen.rows) == 99


def test_what_holds_no_rows_is_not_kept(path: Path) -> None:
    path.write_text("# nothing\n" * 500_000 + "1,2\n")
    tracemalloc.start()
    seen = preview(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen.rows[0].line == 500_001
    assert peak < 2_000_000


def test_a_table_with_many_columns(path: Path) -> None:
    path.write_text(",".join(f"x{column + 1}" for column in range(10_000)) + "\n" + ",".join(["0.5"] * 10_000) + "\n")
    seen = preview(path)
    assert seen.inputs == 10_000
    assert seen.rows[0].numbers == (0.5,) * 10_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", " holds no rows. Choose a file with a row of numbers for each step."),
        (b"\n" * 1_000_000, " holds no rows. Choose a file with a row of numbers for each step."),
        (b"# 1,2\n ,\n", " holds no rows. Choose a file with a row of numbers for each step."),
        (b"a\nb\n", " has no column of numbers. Choose a table with a column for each input."),
        (b"step\n1\n2\n", " has no column of numbers. Choose a table with a column for each input."),
        (b'{"x": [[1, 2]]}', " has no column of numbers. Choose a table with a column for each input."),
        (
            b"a,b,c,d,e\n1,2,3\n4,5,6\n",
            ", line 1: there are 5 names of columns, and from line 2 on a row has 3 fields. Mend that line.",
        ),
        (b'1,2\n"3,4\n', ', line 2: the quotes (") do not match, so this is no row of a table. Mend that line.'),
        (b"1," * 5_000_000, ", line 1 has more than 1,000,000 characters, so this is no table of rows."),
        (b"\x89PNG\r\n\x00", " is not text, so it is no table that can be read. Save it as CSV, and import that."),
        (b"1,2\n\xff", ", line 2: this is not UTF-8 text. Save the table as CSV in UTF-8."),
    ],
)
def test_what_is_no_table(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        preview(path)
    assert str(caught.value) == f"{path}{says}"


def test_names_alone_are_no_table(path: Path) -> None:
    path.write_text("a,b\n")
    with pytest.raises(UserError) as caught:
        preview(path, header=True)
    says = "holds no rows below the names of its columns. Choose a file with a row for each step."
    assert str(caught.value) == f"{path} {says}"


@pytest.mark.parametrize("seed", range(60))
def test_whatever_it_is_it_is_a_preview_or_one_sentence(path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    signs = list('12.,;\t\n\r" #x−') if seed % 2 else [chr(code) for code in range(1, 300)]
    path.write_text("".join(random.choice(signs, size=int(random.integers(1, 200)))), encoding="utf-8", newline="")
    try:
        rows = preview(path).rows
    except UserError as error:
        rows, said = (), str(error)
    else:
        said = f"{path}."
        assert rows
    assert said.startswith(str(path))
    assert said.endswith(".")
    assert len({len(row.numbers) for row in rows}) <= 1
