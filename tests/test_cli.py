"""The command line: what it prints, what it refuses, and with which status it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, __version__, load_cell
from simulator.cli import COMMANDS, main
from simulator.language import FUNCTIONS, cell_ids
from simulator.lessons import lesson_ids

ROOT = Path(__file__).resolve().parents[1]
Capture = pytest.CaptureFixture[str]


def ok(capsys: Capture, *arguments: str) -> str:
    """Run a command that succeeds and return what it prints."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return out


def refused(capsys: Capture, *arguments: str) -> str:
    """Run a command that is refused and return the one line that says why."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("gatesim: ")
    assert err.count("\n") == 1
    return err.strip()


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simulator", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


# -- what ships


def test_cells(capsys: Capture) -> None:
    assert [line.split(":")[0] for line in ok(capsys, "cells").splitlines() if line and line[0] != " "] == list(
        cell_ids()
    )
    listed = json.loads(ok(capsys, "cells", "--json"))
    assert [cell["id"] for cell in listed] == list(cell_ids())
    assert set(listed[0]) == {"id", "name", "signals", "states", "parameters", "source"}
    lstm = next(cell for cell in listed if cell["id"] == "lstm")
    assert lstm["states"] == ["c", "h"]
    assert lstm["signals"] == list(load_cell("lstm").signals)


def test_cell(capsys: Capture) -> None:
    text = ok(capsys, "cell", "gru")
    for equation in load_cell("gru").equations.strip().splitlines():
        assert f"    {equation}\n" in text
    assert "U_n units x units" in text
    shown = json.loads(ok(capsys, "cell", "elman-lecture", "--json"))
    assert shown["sizes"] == {"h": "units", "y": "outputs"}
    assert shown["shapes"]["V"] == ["outputs", "units"]
    assert shown["equations"] == load_cell("elman-lecture").equations


def test_lessons(capsys: Capture) -> None:
    assert [line.split()[0] for line in ok(capsys, "lessons").splitlines()] == list(lesson_ids())
    listed = json.loads(ok(capsys, "lessons", "--json"))
    assert listed[0]["id"] == "hand-set-lstm"
    assert listed[0]["steps"] == 9


def test_version_and_help(capsys: Capture) -> None:
    assert ok(capsys, "--version") == f"gatesim {__version__}\n"
    text = ok(capsys, "--help")
    assert all(f"  {command}" in text for command in COMMANDS)
    assert ok(capsys, "-h") == text
    for command in COMMANDS:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0
        assert f"usage: gatesim {command}" in capsys.readouterr().out


# -- trace


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


def test_trace_of_a_lesson(capsys: Capture) -> None:
    header, *steps = rows(ok(capsys, "trace", "hand-set-lstm"))
    assert ",".join(header) == "step,x1,x2,x3,z,z_i,z_f,z_o,g,i,f,o,c,y"
    assert [round(float(row[-1])) for row in steps] == [0, 0, 0, 0, 0, 7, 0, 0, 6]
    assert steps[6][-3] == "4.5397868702434395e-05"
    assert ok(capsys, "trace", "elman-ones").startswith("step,x1,x2,h[1],h[2],y[1],y[2]\n1,1.0,1.0,2.0,2.0,4.0,4.0\n")


def test_trace_to_a_file_equals_standard_output(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert ok(capsys, "trace", "gru-gates", "-o", str(path)) == ""
    assert path.read_bytes().decode() == ok(capsys, "trace", "gru-gates")
    for suffix in ("json", "npz"):
        ok(capsys, "trace", "gru-gates", "--output", str(tmp_path / f"t.{suffix}"))
    assert sorted(os.listdir(tmp_path)) == ["t.csv", "t.json", "t.npz"]


def test_every_lesson_and_cell_runs(capsys: Capture) -> None:
    for name in (*lesson_ids(), *cell_ids()):
        assert ok(capsys, "trace", name).startswith("step,x1,")


def test_inline_input(capsys: Capture) -> None:
    _, *steps = rows(ok(capsys, "trace", "hand-set-lstm", "--input", "3,1,0; 4,1,0;"))
    assert [row[1] for row in steps] == ["3.0", "4.0"]
    assert round(float(steps[1][-2])) == 7
    _, first = rows(ok(capsys, "trace", "hand-set-lstm", "--input", "-1,.5,+2"))
    assert first[1:4] == ["-1.0", "0.5", "2.0"]


@pytest.mark.parametrize("suffix", ["csv", "bare.csv", "trace.csv", "json", "trace.json", "npy"])
def test_input_from_a_file(capsys: Capture, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"input.{suffix}"
    x = [[3.0, 1.0, 0.0], [4.0, 1.0, 0.0], [1.5, 0.0, 1.0]]
    lines = "\n".join(",".join(map(str, row)) for row in x)
    match suffix:
        case "csv":
            path.write_text(f"\ufeffx1, x2, x3\r\n{lines}\r\n\r\n", encoding="utf-8", newline="")
        case "bare.csv":
            path.write_text(lines)
        case "json":
            path.write_text(json.dumps(x))
        case "npy":
            np.save(path, np.array(x))
        case _:
            ok(capsys, "trace", "hand-set-lstm", "--input", "3,1,0; 4,1,0; 1.5,0,1", "-o", str(path))
    wanted = ok(capsys, "trace", "hand-set-lstm", "--input", "3,1,0; 4,1,0; 1.5,0,1")
    assert ok(capsys, "trace", "hand-set-lstm", "--input", str(path)) == wanted


def test_columns_of_a_header_are_taken_by_name(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x2,note,x1,x3\n1,hello,3,0\n")
    _, first = rows(ok(capsys, "trace", "hand-set-lstm", "--input", str(path)))
    assert first[1:4] == ["3.0", "1.0", "0.0"]


def test_initial_states(capsys: Capture) -> None:
    _, first = rows(ok(capsys, "trace", "hand-set-lstm", "--input", "0,0,1", "--initial", "c=5"))
    assert round(float(first[-1])) == 5
    _, first = rows(ok(capsys, "trace", "lstm", "--initial", "c=0.8,-0.6; h=0,0", "--input", "1,0.5"))
    model = Model(load_cell("lstm"), 2, 2, parameters=load_cell("lstm").example.parameters)  # type: ignore[union-attr]  # it has one
    assert first[-1] == repr(float(model.run([[1, 0.5]], {"c": [0.8, -0.6]})["h"][0, 1]))


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_parameters_from_a_file_or_a_trace(capsys: Capture, tmp_path: Path, suffix: str) -> None:
    given = {name: value + 0.25 for name, value in Model(load_cell("elman"), 2, 3, seed=4).parameters.items()}
    path, saved = tmp_path / f"p{suffix}", tmp_path / f"t{suffix}"
    if suffix == ".json":
        path.write_text(json.dumps({name: value.tolist() for name, value in given.items()}))
    else:
        np.savez(path, **given)  # type: ignore[arg-type]  # the stubs mistake the names for options
    arguments = ["trace", "elman", "--units", "3", "--input", "1,2;3,4", "--parameters"]
    text = ok(capsys, *arguments, str(path))
    wanted = Model(load_cell("elman"), 2, 3, parameters=given).run([[1, 2], [3, 4]])["h"][1, 2]
    assert rows(text)[2][-1] == repr(float(wanted))
    ok(capsys, *arguments, str(path), "-o", str(saved))
    assert ok(capsys, *arguments, str(saved)) == text


def test_sizes_that_differ_draw_parameters_from_the_seed(capsys: Capture) -> None:
    _, first = rows(ok(capsys, "trace", "elman", "--units", "5", "--seed", "3", "--input", "1,2"))
    wanted = Model(load_cell("elman"), 2, 5, seed=3).run([[1, 2]])["h"][0]
    assert first[3:] == [repr(float(value)) for value in wanted]
    _, first = rows(ok(capsys, "trace", "hand-set-lstm", "--input", "1,2"))
    assert first[3] == repr(float(Model(load_cell("lecture-lstm"), 2, 1, seed=0).run([[1, 2]])["z"][0, 0]))
    one = ok(capsys, "trace", "hand-set-lstm", "--outputs", "7")
    assert one == ok(capsys, "trace", "hand-set-lstm"), "a cell without outputs ignores their number"
    assert ok(capsys, "trace", "hand-set-lstm", "--seed", "0") != one


def test_signals_dtype_and_long(capsys: Capture) -> None:
    assert ok(capsys, "trace", "hand-set-lstm", "--signals", "y, c").startswith("step,x1,x2,x3,c,y\n")
    text = ok(capsys, "trace", "hand-set-lstm", "--dtype", "float32", "--signals", "i")
    assert "\n1,1.0,0.0,0.0,4.539787e-05\n" in text
    text = ok(capsys, "trace", "elman-ones", "--long", "--signals", "y")
    assert text.startswith("step,signal,unit,value\n1,x,1,1.0\n1,x,2,1.0\n1,y,1,4.0\n1,y,2,4.0\n2,x,1,1.0\n")


def test_a_batch_goes_to_npz_only(capsys: Capture, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((4, 2, 3)))
    assert "a batch cannot be written as CSV" in refused(
        capsys, "trace", "hand-set-lstm", "--input", str(tmp_path / "x.npy")
    )
    ok(capsys, "trace", "hand-set-lstm", "--input", str(tmp_path / "x.npy"), "-o", str(tmp_path / "t.npz"))
    with np.load(tmp_path / "t.npz") as archive:
        assert archive["signals/y"].shape == (4, 2, 1)


# -- what is refused


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trace"], "the following arguments are required: WHAT"),
        (["trace", "lst"], "there is no lesson, cell or file “lst”. Did you mean lstm?"),
        (["trace", "no.gatesim"], "this version cannot open sessions"),
        (["trace", "no.toml"], "no.toml cannot be read: it does not exist"),
        (["trace", "lstm", "--units", "0"], "--units: “0” is not a whole number of at least 1"),
        (["trace", "lstm", "--units", "-3"], "--units: “-3” is not a whole number of at least 1"),
        (["trace", "lstm", "--units", "two"], "“two” is not a whole number"),
        (["trace", "lstm", "--seed", "-1"], "“-1” is not a whole number of at least 0"),
        (["trace", "lstm", "--dtype", "int8"], "invalid choice: 'int8'"),
        (["trace", "lstm", "--unit", "3"], "unrecognized arguments: --unit 3"),
        (["trace", "lstm", "--units", "999999999999"], "need too much memory"),
        (["trace", "lstm", "--signals", "hh"], "“hh” is no signal of this cell. Did you mean h?"),
        (["trace", "lstm", "--input", ""], "--input is empty"),
        (["trace", "lstm", "--input", "1,a"], "--input, step 1, column 2: “a” is not a number"),
        (["trace", "lstm", "--input", "1,2; 3,nan"], "--input, step 2, column 2: nan is not a finite number"),
        (["trace", "lstm", "--input", "1,2; 3"], "step 2 has 1 numbers, and step 1 has 2"),
        (["trace", "lstm", "--input", "1e999,2"], "1e999 is not a finite number"),
        (["trace", "lstm", "--input", "x.txt"], "neither numbers nor a file that ends in .csv, .json, .npy"),
        (["trace", "lstm", "--input", "no.csv"], "no.csv cannot be read: it does not exist"),
        (["trace", "lstm", "--input", "no.npy"], "no.npy cannot be read: it does not exist"),
        (["trace", "lstm", "--input", "no.json"], "no.json cannot be read: it does not exist"),
        (["trace", "lstm", "--initial", "c"], "--initial “c” is no state. Write name=numbers"),
        (["trace", "lstm", "--initial", "c=a,b"], "--initial, c, column 1: “a” is not a number"),
        (["trace", "lstm", "--initial", "c=1"], "the initial c must be 2 numbers, and is 1 number"),
        (["trace", "lstm", "--initial", "c=1,2; c=3,4"], "--initial gives c twice"),
        (["trace", "lstm", "--input", "1,2\n3,4"], "step 1, column 2: “2 3” is not a number"),
        (["trace", "lstm", "--input", "1,\x1b[31m2"], "“\N{REPLACEMENT CHARACTER}[31m2” is not a number"),
        (["trace", "a" * 300], "there is no lesson, cell or file “aaa"),
        (["trace", "lstm", "-o", "a" * 300 + ".csv"], "cannot be written: file name too long"),
        (["cell", "a" * 300], "there is no cell “aaa"),
        (["check", "no\n.toml"], "no .toml cannot be read: it does not exist"),
        (["trace", "lstm", "--initial", "i=1,2"], "“i” is no state of this cell"),
        (["trace", "lstm", "--parameters", "p.txt"], "a file that ends in .json or .npz"),
        (["trace", "lstm", "--parameters", "p.npz"], "p.npz cannot be read: it does not exist"),
        (["trace", "lstm", "-o", "t.xls"], "“.xls” is no format for a trace"),
        (["trace", "lstm", "-o", "no/such/t.csv"], "no/such/t.csv cannot be written: the folder does not exist"),
        (["trace", "lstm", "-o", "t.json", "--long"], "--long is for CSV"),
        (["cell"], "the following arguments are required: CELL"),
        (["gradcheck"], "the following arguments are required: CELL"),
        (["gradcheck", "lst"], "there is no cell “lst”"),
        (["gradcheck", "lstm", "--units", "0"], "--units: “0” is not a whole number of at least 1"),
        (["gradcheck", "lstm", "--tolerance", "0"], "--tolerance: “0” is not a number above 0"),
        (["gradcheck", "lstm", "--tolerance", "-1e-3"], "--tolerance: “-1e-3” is not a number above 0"),
        (["gradcheck", "lstm", "--tolerance", "inf"], "--tolerance: “inf” is not a number above 0"),
        (["cell", "lst"], "there is no cell “lst”"),
        (["check"], "the following arguments are required: FILE"),
        (["trase", "lstm"], "there is no command “trase”. Did you mean trace?"),
        (["nope"], "there is no lesson, cell or file “nope”"),
        (["--nope"], "there is no option --nope"),
        (["render", "lstm"], "the following arguments are required: -o/--output"),
        (["render", "lstm", "-o", "p.svg"], "a picture's name must end in .png"),
        (["render", "lstm", "-o", "p.png", "--view", "clouds"], "there is no view “clouds”. The views are cell"),
        (["render", "lstm", "-o", "p.png", "--size", "big"], "“big” is not a size such as 1600x900"),
        (["render", "lstm", "-o", "p.png", "--size", "0x5"], "“0x5” is not a size"),
        (["render", "lstm", "-o", "p.png", "--lang", "zh_TW"], "this version speaks English"),
        (["render", "lstm", "-o", "p.png", "--theme", "pink"], "invalid choice: 'pink'"),
        (["render", "lstm", "-o", "p.png", "--unit", "3"], "there is no unit 3. LSTM has the units 1 to 2"),
        (["render", "lstm", "-o", "p.png", "--unit", "0"], "“0” is not a whole number of at least 1"),
        (["render", "lstm", "-o", "p.png", "--unit", "2", "--view", "equations"], "shows all. Leave the unit out"),
        (["render", "lstm", "-o", "p.png", "--step", "99"], "there is no step 99"),
        (["render", "lstm", "-o", "p.png", "--step", "0"], "“0” is not a whole number of at least 1"),
        (["render", "lstm", "-o", "p.png", "--phase", "2"], "the phase 2 is not between 0 and 1"),
        (["render", "lstm", "-o", "p.png", "--view", "training"], "there is no training “lstm”. There are lecture"),
        (["render", "echo", "-o", "p.png", "--view", "training", "--phase", "0"], "a training has no layout"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, *arguments)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"x1,x2\n", "the sequence is empty"),
        ("a.csv", b"1,2\n3,four\n", "a.csv, line 2, column 2: “four” is not a number"),
        ("a.csv", b"x1,x2\n1,2\n\n3,nan\n", "a.csv, line 4, column 2: nan is not a finite number"),
        ("a.csv", b"1,2\n3\n", "a.csv, line 2: there are 1 values, and 2 are needed"),
        ("a.csv", b"1,2\n3,4,5\n", "a.csv, line 2: there are 3 values, and 2 are needed"),
        ("a.csv", b"x1,x2\n3,4,5\n", "a.csv, line 2: there are 3 values, and 2 are needed"),
        ("a.csv", b"x1,x2,x1\n3,4,5\n", "a.csv, line 1: there are two columns x1"),
        ("a.csv", b"1;2\n", "a.csv, line 1: the columns are separated by semicolons"),
        ("a.csv", b"1,two\n", "a.csv, line 1, column 2: “two” is not a number"),
        ("a.csv", b"x1,x3\n1,2\n", "a.csv, line 1: the column x2 is missing"),
        ("a.csv", b"time,value\n1,2\n", "a.csv, line 1: there is no column x1. The columns are time, value"),
        ("a.csv", b"1,2\n\xff\xfe\n", "this is not text, so it is no CSV file"),
        ("a.csv", b"a" * 2_000_000, "line 1 has more than 1,000,000 characters"),
        ("a.json", b"[[1, 2], [3", "a.json, line 1, column 12: this is not JSON"),
        ("a.json", b"[]", "the sequence is empty"),
        ("a.json", b'[[1, 2], [3, "four"]]', 'a.json, step 2, x2: "four" is not a number'),
        ("a.json", b"[[1, 2], [3, null]]", "a.json, step 2, x2: null is not a number"),
        ("a.json", b"[[1, 2], [3, NaN]]", "step 2, x2 is nan"),
        ("a.json", b"[[1, 2], [3]]", "a.json: step 2 has 1 numbers, and step 1 has 2"),
        ("a.json", b"[1, 2]", "a.json, step 1: this is not a row of numbers"),
        ("a.json", b'{"y": 1}', "a.json: “x” is missing"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.npy", b"junk", "a.npy is not a file of NumPy arrays"),
        ("a.npy", b"", "a.npy is not a file of NumPy arrays"),
    ],
)
def test_a_wrong_sequence_is_one_line(capsys: Capture, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path, out = tmp_path / name, tmp_path / "out.csv"
    path.write_bytes(content)
    out.write_text("before")
    assert words in refused(capsys, "trace", "lstm", "--input", str(path), "-o", str(out))
    assert out.read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == sorted([name, "out.csv"])


def test_arrays_of_objects_and_words_are_refused(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.array([[1, None]], dtype=object), allow_pickle=True)
    assert "is not a file of NumPy arrays of numbers" in refused(capsys, "trace", "lstm", "--input", str(path))
    np.save(path, np.array([["a", "b"]]))
    assert "rows of numbers are needed" in refused(capsys, "trace", "lstm", "--input", str(path))
    np.save(path, np.ones(3))
    assert "rows of numbers are needed" in refused(capsys, "trace", "lstm", "--input", str(path))


def test_a_folder_is_no_file(capsys: Capture, tmp_path: Path) -> None:
    for name in ("d.csv", "d.json", "d.npy", "d.npz", "d.toml"):
        (tmp_path / name).mkdir()
    folder = str(tmp_path / "d")
    for suffix in (".csv", ".json", ".npy"):
        assert "it is a folder" in refused(capsys, "trace", "lstm", "--input", folder + suffix)
    assert "it is a folder" in refused(capsys, "trace", "lstm", "--parameters", f"{folder}.npz")
    assert "it is a folder" in refused(capsys, "trace", "lstm", "-o", f"{folder}.csv")
    assert "it is a folder" in refused(capsys, "trace", f"{folder}.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[1]", "p.json: an object is needed"),
        ('{"W": [[1]]}', "p.json: the parameter U is missing"),
        ('{"W": [[1]], "U": [[1]], "b": [1], "c": 1}', "p.json: “c” is no parameter of this cell"),
        ('{"W": [[1, 2]], "U": [[1]], "b": [1]}', "p.json: the parameter W must be 1 x 1, and is 1 x 2"),
        ('{"W": [["a"]], "U": [[1]], "b": [1]}', "p.json: the parameter W must hold numbers"),
        ('{"W": [[NaN]], "U": [[1]], "b": [1]}', "p.json: the parameter W holds nan"),
    ],
)
def test_wrong_parameters_are_one_line(capsys: Capture, tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "p.json").write_text(content)
    arguments = ["trace", "elman", "--units", "1", "--input", "1;2", "--parameters", str(tmp_path / "p.json")]
    assert words in refused(capsys, *arguments)


def test_a_huge_file_of_junk_is_refused_at_once(capsys: Capture, tmp_path: Path) -> None:
    started = time.monotonic()
    for name in ("junk.csv", "junk.json", "junk.npy", "junk.toml"):
        path = tmp_path / name
        with open(path, "wb") as file:
            file.truncate(101_000_000)  # zeros, which take no room on the disk
        what = ["trace", str(path)] if path.suffix == ".toml" else ["trace", "lstm", "--input", str(path)]
        assert name in refused(capsys, *what)
    assert time.monotonic() - started < 5


def test_a_folder_that_cannot_be_written(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_open = os.open

    def denied(name: Any, *rest: Any, **more: Any) -> int:
        if str(name).endswith(".part"):
            raise PermissionError(13, "Permission denied")
        return really_open(name, *rest, **more)

    monkeypatch.setattr("os.open", denied)  # whoever runs the tests may be allowed everything
    assert "permission is denied. Choose another folder." in refused(
        capsys, "trace", "lstm", "-o", str(tmp_path / "t.csv")
    )


# -- check

GOOD = '[cell]\nid = "mine"\nname = "Mine"\noutput = "h"\nequations = """\nh = tanh(W @ x + U @ h[t-1])\n"""\n'


def test_check_reports_every_file(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.toml").write_text(GOOD)
    Path("wrong.toml").write_text(GOOD.replace("tanh", "thanh"))
    Path("junk.toml").write_text("this is = not = TOML")
    status = main(["check", "good.toml", "wrong.toml", "junk.toml", "none.toml", "s.gatesim", "lstm"])
    out, err = capsys.readouterr()
    assert status == 2
    assert out == "good.toml: the cell “mine” is fine: 1 signal, 1 state, 2 parameters.\n"
    lines = err.splitlines()
    assert len(lines) == 5
    assert lines[0] == (
        "gatesim: wrong.toml, line 6, column 5: thanh is not a function of the cell language. Did you mean tanh?"
    )
    assert lines[1].startswith("gatesim: junk.toml is not TOML")
    assert lines[2].startswith("gatesim: none.toml cannot be read: it does not exist")
    assert "cannot open sessions" in lines[3]
    assert lines[4].startswith("gatesim: lstm cannot be read")


def test_check_what_ships(capsys: Capture) -> None:
    files = [str(path) for kind in ("cells", "lessons") for path in (ROOT / "assets" / kind).glob("*.toml")]
    assert ok(capsys, "check", *files).count(" is fine: ") == len(files) == 23


def test_a_cell_file_runs(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    text = ok(capsys, "trace", str(tmp_path / "mine.toml"), "--input", "1;2", "--units", "1")
    assert text.startswith("step,x1,h\n1,1.0,")


# -- gradcheck


def test_gradcheck(capsys: Capture) -> None:
    header, *lines = ok(capsys, "gradcheck", "jordan", "--units", "3", "--seed", "1").splitlines()
    assert header == "jordan: 5 steps, batch 2, seed 1"
    names = [line.split("  ")[2] for line in lines if line.startswith("    ") and "worst" not in line]
    assert names == ["W", "U", "b", "V", "b_y", "x", "initial y"]
    assert any(line.split()[:4] == ["U", "3", "x", "2"] for line in lines)
    assert lines[-1] == "All agree: no relative error is above 1e-06."


def test_gradcheck_of_every_cell_that_ships_and_of_a_file(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    for name in (*cell_ids(), str(tmp_path / "mine.toml")):
        assert "All agree" in ok(capsys, "gradcheck", name, "--units", "2", "--steps", "3", "--batch", "1")


def test_gradcheck_as_json(capsys: Capture) -> None:
    sizes = ("--inputs", "1", "--units", "2", "--outputs", "3", "--steps", "4", "--batch", "1", "--tolerance", "1e-5")
    found = json.loads(ok(capsys, "gradcheck", "irnn", "--json", *sizes))
    asked = {"inputs": 1, "units": 2, "outputs": 3, "steps": 4, "batch": 1, "seed": 0, "tolerance": 1e-5}
    assert {name: found[name] for name in asked} == asked
    assert (found["cell"], found["passed"]) == ("irnn", True)
    assert found["kink_distance"] >= 1e-4
    shapes = [(row["name"], row["kind"], row["shape"]) for row in found["gradients"]]
    assert shapes == [
        ("W", "parameter", [2, 1]),
        ("U", "parameter", [2, 2]),
        ("b", "parameter", [2]),
        ("x", "input", [4, 1, 1]),
        ("h", "initial", [1, 2]),
    ]
    assert all(np.less_equal(1, row["place"]).all() for row in found["gradients"])
    assert all(np.less_equal(row["place"], row["shape"]).all() for row in found["gradients"])
    assert json.loads(ok(capsys, "gradcheck", "lstm", "--json"))["kink_distance"] is None


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_gradcheck_says_what_is_wrong_and_ends_with_1(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    row = FUNCTIONS["tanh"]

    def wrong(result: np.ndarray, out: np.ndarray) -> None:
        out[...] = 1.001 * (1 - result * result)

    monkeypatch.setitem(FUNCTIONS, "tanh", replace(row, slope=wrong))
    status = main(["gradcheck", "elman", *form])
    out, err = capsys.readouterr()
    assert status == 1
    words = r"gatesim: the gradient of .+ is off by \S+ at \[[\d, ]+\] \(and 4 more\), and the tolerance is 1e-06\.\n"
    assert re.fullmatch(words, err)
    assert ("All agree" in out, '"passed": false' in out) == (False, bool(form))


# -- as a process


def test_a_process_says_it_on_standard_error_and_ends_with_2() -> None:
    done = process("trace", "lst")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gatesim: there is no lesson, cell or file “lst”. Did you mean lstm?\n"


def test_tracing_loads_neither_qt_nor_the_random_numbers() -> None:
    code = (
        "import sys\nfrom simulator.cli import main\nmain(['trace', 'hand-set-lstm'])\n"
        "sys.exit([name for name in sys.modules if name.split('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph')"
        " or name.startswith('numpy.random.') or name == 'zipfile'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() in ("", "[]")
    assert done.stdout.startswith("step,x1,x2,x3,z,")


def test_a_broken_pipe_ends_quietly(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((200_000, 3)))
    running = subprocess.Popen(
        [sys.executable, "-m", "simulator", "trace", "hand-set-lstm", "--input", str(tmp_path / "x.npy")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline().startswith(b"step,")
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_standard_output_that_takes_nothing_is_said_in_a_line() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "simulator", "cells"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.stderr == "gatesim: standard output cannot be written: no space left on device.\n"
    assert done.returncode == 2


def test_standard_streams_may_be_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["trace", "lstm"]) == 0
    assert main(["trace", "nope"]) == 2
    assert main(["trace", "lstm", "-o", str(tmp_path / "t.csv")]) == 0
    assert (tmp_path / "t.csv").exists()
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("sent", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_interrupted_it_stops_at_once_and_leaves_nothing(tmp_path: Path, sent: str, status: int) -> None:
    np.save(tmp_path / "x.npy", np.ones((3_000_000, 3)))
    (tmp_path / "t.csv").write_text("before")
    running = subprocess.Popen(
        [sys.executable, "-m", "simulator", "trace", "hand-set-lstm", "--input", "x.npy", "-o", "t.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("*.part")):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.005)
    running.send_signal(getattr(signal, sent))
    assert running.wait(30) == status
    assert running.stderr is not None
    assert running.stderr.read() == b""
    running.stderr.close()
    assert sorted(os.listdir(tmp_path)) == ["t.csv", "x.npy"]
    assert (tmp_path / "t.csv").read_text() == "before"


# -- the window


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Stand in for the window, and return what it was asked to open."""
    found: list[str | None] = []

    def run(what: str | None) -> int:
        found.append(what)
        return 0

    app = types.ModuleType("simulator.gui.app")
    vars(app)["run"] = run
    monkeypatch.setitem(sys.modules, "simulator.gui.app", app)
    monkeypatch.setattr("simulator.preflight.check", lambda: None)
    return found


def test_without_a_command_the_window_opens(capsys: Capture, opened: list[str | None]) -> None:
    ok(capsys)
    ok(capsys, "gru-gates")
    assert opened == [None, "gru-gates"]


def test_what_cannot_be_opened_is_said_before_a_window_is_tried(capsys: Capture, opened: list[str | None]) -> None:
    assert "there is no lesson, cell or file “gru-gate”. Did you mean gru-gates?" in refused(capsys, "gru-gate")
    assert opened == []


def test_where_no_window_can_open_it_is_said(
    capsys: Capture, opened: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> None:
        raise UserError("there is no display.")

    monkeypatch.setattr("simulator.preflight.check", nothing)
    assert refused(capsys) == "gatesim: there is no display."
    assert opened == []


@pytest.mark.qt
@pytest.mark.parametrize("view", ["cell", "equations", "timeline"])
def test_a_picture_without_a_display(tmp_path: Path, view: str) -> None:
    path = tmp_path / "p.png"
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    arguments = ["render", "hand-set-lstm", "-o", str(path), "--view", view, "--step", "4", "--size", "800x500"]
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *arguments, "--theme", "dark"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (800, 500)


@pytest.mark.qt
def test_a_training_is_drawn_after_so_many_updates(capsys: Capture, tmp_path: Path) -> None:
    seen: list[bytes] = []
    for updates in ("20", "40", "40"):
        path = tmp_path / f"{len(seen)}.png"
        arguments = ["lecture-gates", "--view", "training", "--step", updates, "--size", "900x700", "-o", str(path)]
        assert ok(capsys, "render", *arguments) == ""
        seen.append(path.read_bytes())
        assert struct.unpack(">II", seen[-1][16:24]) == (900, 700)
    assert seen[0] != seen[1] == seen[2]


@pytest.mark.qt
@pytest.mark.parametrize("size", [(10, 10), (40, 600), (600, 40)])
def test_a_picture_has_the_size_that_was_asked_for(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "p.png"
    assert main(["render", "lstm", "-o", str(path), "--size", f"{size[0]}x{size[1]}"]) == 0
    assert struct.unpack(">II", path.read_bytes()[16:24]) == size


@pytest.mark.qt
@pytest.mark.parametrize("theme", ["projector", "projector-light"])
def test_a_projectors_theme_draws_in_its_sizes(tmp_path: Path, theme: str) -> None:
    path = tmp_path / "p.png"
    assert main(["render", "hand-set-lstm", "-o", str(path), "--theme", theme]) == 0
    assert struct.unpack(">II", path.read_bytes()[16:24]) == (1600, 650)
