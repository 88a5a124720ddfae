"""Traces as files: the words of the contract, byte for byte."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Model, Trace, UserError, load_cell, parse_cell
from simulator.exports import FORMATS, write_trace
from simulator.lessons import load_lesson

X = np.random.default_rng(0).normal(size=(50, 2))


def lstm(dtype: Any = "float64", units: int = 3) -> Model:
    return Model(load_cell("lstm"), inputs=2, units=units, dtype=dtype)


def lesson(name: str) -> Trace:
    found = load_lesson(name)
    model = Model(found.cell, found.inputs, found.units, found.outputs, parameters=found.parameters)
    return model.run(found.x, found.initial)


def test_a_signal_of_one_unit_is_one_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lesson("hand-set-lstm").save(path)
    lines = path.read_bytes().decode().split("\n")
    assert lines[0] == "step,x1,x2,x3,z,z_i,z_f,z_o,g,i,f,o,c,y"
    assert lines[2].startswith("2,3.0,1.0,0.0,3.0,90.0,110.0,-10.0,3.0,1.0,1.0,4.5397868702434395e-05,")
    assert len(lines) == 11
    assert lines[-1] == ""


def test_a_larger_signal_is_a_column_a_unit(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lesson("elman-ones").save(str(path))
    assert path.read_bytes() == (
        b"step,x1,x2,h[1],h[2],y[1],y[2]\n"
        b"1,1.0,1.0,2.0,2.0,4.0,4.0\n2,1.0,1.0,6.0,6.0,12.0,12.0\n3,2.0,2.0,16.0,16.0,32.0,32.0\n"
    )


def test_one_input_is_x1_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    Model(parse_cell("h = tanh(W @ x)"), 1, 1, parameters={"W": [[0]]}).run([[1], [2]]).save(path)
    assert path.read_text() == "step,x1,h\n1,1.0,0.0\n2,2.0,0.0\n"


def test_long_is_a_row_a_value(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_trace([lesson("elman-ones")], path, long=True)
    lines = path.read_text().splitlines()
    assert lines[:7] == [
        "step,signal,unit,value",
        "1,x,1,1.0",
        "1,x,2,1.0",
        "1,h,1,2.0",
        "1,h,2,2.0",
        "1,y,1,4.0",
        "1,y,2,4.0",
    ]
    assert len(lines) == 1 + 3 * 6


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_every_number_reads_back_as_it_was(tmp_path: Path, suffix: str, dtype: str) -> None:
    trace = lstm(dtype).run(X, {"c": [0.1, 0.2, 0.3]})
    path = tmp_path / f"t{suffix}"
    trace.save(path)
    found = read(path, dtype)
    for name in ("x", *trace.signals):
        assert found[name].tobytes() == trace[name].tobytes()


def read(path: Path, dtype: str) -> dict[str, np.ndarray]:
    if path.suffix == ".npz":
        with np.load(path) as archive:
            return {name.removeprefix("signals/"): archive[name] for name in archive}
    if path.suffix == ".json":
        value = json.loads(path.read_text())
        return {name: np.array(rows, dtype) for name, rows in {"x": value["x"], **value["signals"]}.items()}
    header, *lines = path.read_text().splitlines()
    names = [name.split("[")[0] if name[0] != "x" else "x" for name in header.split(",")]
    rows = np.array([line.split(",") for line in lines]).astype(dtype)
    found = {name: [place for place, own in enumerate(names) if own == name] for name in names}
    return {name: np.ascontiguousarray(rows[:, places]) for name, places in found.items()}


def test_single_precision_is_written_with_its_own_digits(tmp_path: Path) -> None:
    model = Model(parse_cell("y: inputs = linear(x)"), 1, 1, dtype="float32")
    trace = model.run([[0.1], [1e-5], [16777216], [1e16]])
    trace.save(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().splitlines()[1:] == [
        "1,0.1,0.1", "2,1e-05,1e-05", "3,16777216.0,16777216.0", "4,1e+16,1e+16",
    ]  # fmt: skip
    trace.save(tmp_path / "t.json")
    assert json.loads((tmp_path / "t.json").read_text())["x"] == [[0.1], [1e-5], [16777216], [1e16]]


def test_json_holds_what_the_contract_names(tmp_path: Path) -> None:
    trace = lstm().run(X, {"c": [1, 2, 3]})
    trace.save(tmp_path / "t.json")
    value = json.loads((tmp_path / "t.json").read_text())
    assert list(value) == ["cell", "equations", "sizes", "parameters", "initial", "x", "signals"]
    assert value["cell"] == "lstm"
    assert value["equations"] == load_cell("lstm").equations
    assert value["sizes"] == {"inputs": 2, "units": 3}
    assert value["initial"] == {"c": [1, 2, 3], "h": [0, 0, 0]}
    assert list(value["parameters"]) == list(trace.cell.parameters)
    assert np.array_equal(value["parameters"]["U_g"], trace.parameters["U_g"])
    assert list(value["signals"]) == list(trace.cell.signals)


def test_json_has_no_word_for_infinity(tmp_path: Path) -> None:
    cell = parse_cell("y: inputs = exp(x)\nz: inputs = y - y\nn: inputs = -y")
    Model(cell, 2, 1).run([[1e4, 0], [0, 0]]).save(tmp_path / "t.json")
    text = (tmp_path / "t.json").read_text()
    assert "NaN" not in text
    assert "Infinity" not in text
    value = json.loads(text)
    assert value["signals"] == {"y": [[None, 1], [1, 1]], "z": [[None, 0], [0, 0]], "n": [[None, -1], [-1, -1]]}


def test_npz_holds_what_the_contract_names_and_no_pickle(tmp_path: Path) -> None:
    trace = lstm().run(X, {"c": [1, 2, 3]})
    trace.save(tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz", allow_pickle=False) as archive:
        names = ["x", *(f"signals/{name}" for name in trace.signals), "initial/c", "initial/h"]
        assert archive.files == names + [f"parameters/{name}" for name in trace.cell.parameters]
        assert archive["initial/c"].tolist() == [1, 2, 3]
        assert np.array_equal(archive["parameters/W_i"], trace.parameters["W_i"])
    with zipfile.ZipFile(tmp_path / "t.npz") as archive_file:
        assert archive_file.testzip() is None


def test_a_batch(tmp_path: Path) -> None:
    trace = lstm().run(np.stack([X, -X], axis=1))
    with pytest.raises(UserError, match="a batch cannot be written as CSV"):
        trace.save(tmp_path / "t.csv")
    trace.save(tmp_path / "t.npz")
    trace.save(tmp_path / "t.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.json", "t.npz"]
    with np.load(tmp_path / "t.npz") as archive:
        assert archive["signals/h"].shape == (50, 2, 3)
    assert np.array_equal(json.loads((tmp_path / "t.json").read_text())["signals"]["h"], trace["h"])


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_pieces_give_the_same_bytes_as_the_whole(tmp_path: Path, suffix: str) -> None:
    model = lstm()
    model.run(X).save(tmp_path / f"whole{suffix}")
    write_trace(model.stream(X, chunk=7), tmp_path / f"pieces{suffix}")
    assert (tmp_path / f"whole{suffix}").read_bytes() == (tmp_path / f"pieces{suffix}").read_bytes()


def test_only_the_signals_kept_are_written(tmp_path: Path) -> None:
    lstm(units=1).run(X, signals=["h", "i"]).save(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().startswith("step,x1,x2,i,h\n")


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
@pytest.mark.parametrize("problem", [KeyboardInterrupt, UserError("step 3, x1 is nan.")])
def test_what_is_interrupted_leaves_everything_as_it_was(tmp_path: Path, suffix: str, problem: Any) -> None:
    path = tmp_path / f"t{suffix}"
    path.write_bytes(b"before")

    def pieces() -> Iterator[Trace]:
        yield lstm().run(X)
        raise problem

    with pytest.raises((KeyboardInterrupt, UserError)):
        write_trace(pieces(), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "word"), [("t.xls", "“.xls” is no format"), ("trace", "the name has no suffix")])
def test_an_unknown_suffix_is_refused(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(UserError) as error:
        write_trace([lstm().run(X)], tmp_path / name)
    assert word in str(error.value)
    assert "ends in .csv, .json, .npz" in str(error.value)
    with pytest.raises(UserError):
        lstm().run(X).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_suffixes_in_capitals_are_the_same(tmp_path: Path) -> None:
    lstm().run(X).save(tmp_path / "T.CSV")
    assert (tmp_path / "T.CSV").read_text().startswith("step,")
    assert list(FORMATS) == [".csv", ".json", ".npz"]


def test_a_format_writes_to_any_open_file() -> None:
    file = io.StringIO()
    FORMATS[".csv"].write(file, lstm(units=1).stream(X, signals=["h"]))
    assert file.getvalue().count("\n") == 51
