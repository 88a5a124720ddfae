"""The command train: what it prints and where, what it saves, what it refuses, and that it stops at once."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, load_cell
from simulator.cli import main
from simulator.commands.inputs import read_parameters
from simulator.commands.progress import Progress
from simulator.engine.tasks import TASKS

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]
QUICK = ("--steps", "20", "--batch", "2")


def train(capsys: Capture, *arguments: str) -> tuple[str, str]:
    """Train, successfully, and return standard output and standard error."""
    status = main(["train", *arguments])
    out, err = capsys.readouterr()
    assert status == 0, err
    return out, err


def refused(capsys: Capture, *arguments: str) -> str:
    """Return the one line that says why."""
    status = main(["train", *arguments])
    out, err = capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("gatesim: ")
    return err


# -- what is printed


def test_it_learns_and_says_so(capsys: Capture) -> None:
    out, err = train(capsys, "parity")
    assert out == ""
    *lines, final = err.splitlines()
    updates = TASKS["parity"].preset.updates
    wanted = [f"{updates * k // 10:,} of {updates:,} updates, loss " for k in range(1, 10)]
    assert [line[: len(start)] for line, start in zip(lines, wanted, strict=True)] == wanted
    assert re.fullmatch(
        r"parity: 100 % of answers right; loss \S+ on what was held out, where the trivial answer has 0\.693; "
        r"800 updates in \d+\.\d s, [\d,]+ a second",
        final,
    )


def test_json_has_a_report_a_line(capsys: Capture) -> None:
    out, _ = train(capsys, "echo", *QUICK, "--every", "6", "--json")
    reports = [json.loads(line) for line in out.splitlines()]
    assert [report["update"] for report in reports] == [6, 12, 18, 20]
    names = ["update", "loss", "gradient_norm", "clipped_norm", "update_to_weight", "rate"]
    assert [list(report) for report in reports] == [names] * 3 + [[*names, "held_out"]]
    trainer = Trainer("echo", batch=2)
    wanted = list(trainer.reports(20))
    assert [report["loss"] for report in reports] == [wanted[k - 1].loss for k in (6, 12, 18, 20)]
    found = trainer.evaluate()
    assert reports[-1]["held_out"] == {
        "loss": found.loss,
        "trivial_loss": trainer.trivial_loss,
        "score": found.score.value,
        "solved": found.score.solved,
        "text": found.score.text,
    }


def test_the_same_arguments_give_the_same_bytes(capsys: Capture, tmp_path: Path) -> None:
    arguments = ["slot-filling", *QUICK, "--json", "--every", "1", "--seed", "3"]
    first, _ = train(capsys, *arguments, "-o", str(tmp_path / "a.npz"))
    assert train(capsys, *arguments, "-o", str(tmp_path / "b.npz"))[0] == first
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert train(capsys, *arguments[:-1], "4")[0] != first


OPTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["--cell", "gru", "--units", "3"], {"cell": "gru", "units": 3}),
    (["--layers", "2", "--bidirectional"], {"layers": 2, "bidirectional": True}),
    (["--readout", "none", "--units", "4"], {"readout": None, "units": 4}),
    (["--optimizer", "momentum", "--rate", "0.02"], {"optimizer": "momentum", "rate": 0.02}),
    (["--optimizer", "sgd"], {"optimizer": "sgd"}),
    (["--clip-norm", "0.01"], {"clip_norm": 0.01}),
    (["--clip-norm", "off"], {"clip_norm": None}),
    (["--clip-value", "1e-3"], {"clip_value": 1e-3}),
    (["--schedule", "cosine"], {"schedule": "cosine"}),
    (["--length", "9"], {"length": 9}),
    (["--window", "5"], {"window": 5}),
    (["--initialisation", "keras", "--forget-bias", "-1"], {"initialisation": "keras", "forget_bias": -1.0}),
    (["--dtype", "float32", "--seed", "9"], {"dtype": "float32", "seed": 9}),
]


@pytest.mark.parametrize(("options", "arguments"), OPTIONS)
def test_options_mean_what_they_mean_in_python(
    capsys: Capture, options: list[str], arguments: dict[str, Any]
) -> None:
    task = "adding" if "--clip-norm" in options else "echo"  # whose preset clips
    lines, _ = train(capsys, task, "--steps", "4", "--batch", "2", "--every", "1", "--json", *options)
    wanted = [report[:-2] for report in Trainer(task, batch=2, **arguments).reports(4)]
    found = [tuple(json.loads(line).values())[:6] for line in lines.splitlines()]
    assert found == wanted


def test_help_names_every_task(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert set(re.findall(r"[\w-]+", capsys.readouterr().out)) >= set(TASKS)


# -- what is saved


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_what_is_learnt_can_be_traced(capsys: Capture, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"learnt{suffix}"
    train(capsys, "lecture-gates", "-o", str(path))
    trainer = Trainer("lecture-gates")
    list(trainer.reports(TASKS["lecture-gates"].preset.updates))
    saved = read_parameters(str(path))
    assert list(saved) == list(load_cell("lecture-lstm").parameters)
    assert all(np.array_equal(saved[name], trainer.network.parameters[f"1.{name}"]) for name in saved)
    assert main(["trace", "lecture-lstm", "--parameters", str(path), "--input", "7,1,0; 3,0,0; 5,0,1; 2,-1,1"]) == 0
    y = [float(line.split(",")[-1]) for line in capsys.readouterr().out.splitlines()[1:]]
    assert y == pytest.approx([0, 0, 7, 0], abs=0.6)
    assert list(tmp_path.iterdir()) == [path]


def test_of_a_network_each_part_is_named(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "n.npz"
    train(capsys, "echo", *QUICK, "--cell", "elman", "--bidirectional", "-o", str(path))
    names = ["1.W", "1.U", "1.b", "1.backward.W", "1.backward.U", "1.backward.b", "readout.V", "readout.b_y"]
    assert list(read_parameters(str(path))) == names


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("s.gatesim", "a session cannot be saved yet. Choose a name that ends in .npz, .json"),
        ("s.csv", "“.csv” is no format for parameters. Choose a name that ends in .npz, .json"),
        ("s", "“” is no format for parameters"),
        ("none/s.npz", "cannot be written: the folder does not exist"),
        ("folder.npz", "cannot be written: it is a folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_training(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    (tmp_path / "folder.npz").mkdir()

    def no_step(trainer: Trainer) -> None:
        raise AssertionError

    monkeypatch.setattr(Trainer, "step", no_step)
    assert why in refused(capsys, "parity", "-o", str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == ["folder.npz"]


# -- what is refused


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["paritty"], "“paritty” is no task. Did you mean parity?"),
        ([], "the following arguments are required: TASK"),
        (["parity", "--clip-norm", "1", "--clip-value", "1"], "not allowed with argument --clip-norm"),
        (["parity", "--clip-norm", "0"], "“0” is not a number above 0, nor off"),
        (["parity", "--rate", "inf"], "“inf” is not a number above 0"),
        (["parity", "--rate", "2e6"], "rate of the schedule constant must be a number from 0 to below 1e+06"),
        (["parity", "--steps", "0"], "“0” is not a whole number of at least 1"),
        (["parity", "--optimizer", "adan"], "invalid choice: 'adan'"),
        (["parity", "--cell", "lstn"], "lstn"),
        (["parity", "--readout", "none"], "the last layer gives 4, and outputs is 1"),
        (["echo", "--length", "2"], "a delay of 3 needs sequences of at least 4 steps"),
    ],
)
def test_what_cannot_be_is_refused(capsys: Capture, arguments: list[str], why: str) -> None:
    assert why in refused(capsys, *arguments)


def test_what_overflows_is_said_and_nothing_is_overwritten(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("before")
    arguments = ["adding", "--cell", "irnn", "--optimizer", "sgd", "--rate", "1000", "--clip-norm", "off"]
    line = refused(capsys, *arguments, "--steps", "30", "--every", "30", "-o", str(path))
    assert "training stopped at update " in line
    assert "Lower the rate, which was 1000, or clip the gradient" in line
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("sent", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_interrupted_it_stops_at_once_and_leaves_nothing(tmp_path: Path, sent: str, status: int) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "simulator", "train", "parity", "--steps", "10000000", "--every", "1", "-o", "p.npz"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("1 of 10,000,000 updates, loss ")
    begin = time.monotonic()
    running.send_signal(getattr(signal, sent))
    rest = running.communicate(timeout=30)[1]
    assert running.returncode == status
    assert time.monotonic() - begin < 5
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


# -- the bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Stand in for the time: its last entry is now."""
    now = [100.0]
    monkeypatch.setattr("simulator.commands.progress.time.monotonic", lambda: now[-1])
    return now


def test_on_a_terminal_a_line_is_redrawn_in_place(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with Progress(2000) as progress:
        for done in range(1, 501):
            clock.append(100 + done / 250)  # 250 updates a second
            progress.show(done, 0.123456)
            progress.note(done, 0.123456)
    drawn = terminal.getvalue().split("\r")[1:]
    assert 15 <= len(drawn) <= 22, "ten times a second, for two seconds"
    assert "\n" not in terminal.getvalue()
    assert drawn[-1] == "\x1b[K", "nothing stays behind"
    found = re.fullmatch(
        r"(█+)(░+) +(\d+) %  (\d+) of 2,000  loss 0\.1235  250 updates/s  0:0(\d) left\x1b\[K", drawn[-2]
    )
    assert found
    assert len(found[1]) + len(found[2]) == 24
    assert int(found[3]) == round(int(found[4]) / 20)
    assert int(found[5]) == round((2000 - int(found[4])) / 250)


def test_a_narrow_terminal_is_not_overrun(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    with Progress(20_000_000) as progress:
        clock.append(108)
        progress.show(1000, 1.0)
    assert len(terminal.getvalue().split("\r")[1].removesuffix("\x1b[K")) == 39
    assert progress.line(1000, 1.0).endswith("44:26:32 left")


@pytest.mark.parametrize("term", ["dumb", None])
def test_elsewhere_there_are_lines(monkeypatch: pytest.MonkeyPatch, clock: list[float], term: str | None) -> None:
    stream = Terminal() if term else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", term or "xterm")
    with Progress(2000) as progress:
        clock.append(110)
        progress.show(1000, 0.5)
        progress.note(1000, 0.5)
    assert stream.getvalue() == "1,000 of 2,000 updates, loss 0.5\n"
