"""A training in a process of its own: the same numbers, every way to end, and nothing left behind."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.tasks import Adding, Batch, OwnSequences
from simulator.running import child, worker
from simulator.running import run as of_run
from simulator.running.messages import (
    Changed,
    Done,
    Ended,
    Evaluated,
    Failed,
    Message,
    Paused,
    Progress,
    Ready,
    Refused,
    Restored,
    SnapshotTaken,
    Weights,
)
from simulator.running.run import Run
from simulator.running.setup import Setup
from tests.running.helpers import losses_of, of_kind

pytestmark = pytest.mark.usefixtures("bare_main")

SMALL = Setup("parity", units=2, batch=3, length=6)
PATIENCE = 60.0  # seconds for what takes half of one on a quiet machine

linux = pytest.mark.skipif(sys.platform != "linux", reason="What a process does is read from Linux’s /proc.")


def until(run: Run, *kinds: type[Any], found: Callable[[list[Message]], bool] | None = None) -> list[Message]:
    """Return what a run tells until there is a message of each kind, or what is asked is found."""
    messages: list[Message] = []
    end = time.monotonic() + PATIENCE
    while not (found(messages) if found else all(of_kind(kind, messages) for kind in kinds)):
        assert time.monotonic() < end, f"only told: {messages}"
        messages += run.wait(1)
    return messages


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def state_of(pid: int) -> str:
    """Return the letter that Linux has for what a process does: T is stopped, Z and X are gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def catches(pid: int, number: int) -> bool:
    """Whether a process has an answer of its own to a signal."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(mask >> (number - 1) & 1)


def open_files() -> set[str]:
    """Return what this process has open, each pipe by the number that only it has."""
    found = set()
    for link in Path("/proc/self/fd").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # the listing itself, which is closed by now
            found.add(os.readlink(link))
    return found


def settle() -> None:
    """Let go what tests before this one have left: processes that have ended keep two files open until asked for."""
    assert children() == 0
    gc.collect()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="Processes have no such priority here.")
def test_it_lets_the_window_go_first() -> None:
    with Run(SMALL) as run:
        until(run, Ready)
        (process,) = multiprocessing.active_children()
        assert process.pid is not None
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, own + child.PRIORITY)


def children() -> int:
    return len(multiprocessing.active_children())


# -- training


def test_the_numbers_are_those_of_a_trainer_here() -> None:
    trainer = SMALL.trainer()
    wanted = [report.loss for report in trainer.reports(150)]
    trainer.rate, trainer.clip_value = 0.3, 0.01
    trainer.batch = 5
    wanted += [report.loss for report in trainer.reports(150)]
    with Run(SMALL) as run:
        run.step(150)
        told = until(run, Done)
        run.change(rate=0.3, clip_value=0.01)
        run.change(batch=5)
        run.step(150)
        told += until(run, Done)
        assert run.alive
    assert losses_of(told) == wanted
    assert of_kind(Ready, told) == [Ready(0, trainer.trivial_loss)]
    assert [message.update for message in of_kind(Changed, told)] == [150, 150]
    assert np.array_equal(of_kind(Weights, told)[-1].flat, trainer.network.flat)


def test_it_starts_pauses_and_goes_back() -> None:
    with Run(SMALL) as run:
        run.start()
        told = until(run, found=lambda messages: any(part.last > 200 for part in of_kind(Progress, messages)))
        run.pause()
        told += until(run, Paused)
        run.evaluate()
        told += until(run, Evaluated)
        snapshot = of_kind(SnapshotTaken, told)[20].snapshot
        run.restore(snapshot)
        run.step(10)
        again = until(run, Done)
        assert of_kind(Restored, again) == [Restored(snapshot.update)]
        assert losses_of(again) == losses_of(told)[snapshot.update : snapshot.update + 10]
        run.rewind()
        run.step(10)
        assert losses_of(until(run, Done)) == losses_of(told)[:10]


def test_sequences_of_ones_own_go_along_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty megabytes, far more than a pipe holds."""
    x = np.random.default_rng(0).normal(size=(10, 200_000, 1))
    setup = Setup(OwnSequences(Batch(x, x, np.ones(x.shape[:2]))), "elman", 2)
    wanted = [report.loss for report in setup.trainer().reports(3)]
    with Run(setup) as run:
        run.step(3)
        assert losses_of(until(run, Done)) == wanted


def test_requests_wait_while_the_process_does_not_read() -> None:
    """Two hundred of them, which are more than may be in the pipe unheard; of a slider only the last one counts."""
    with Run(SMALL) as run:
        for number in range(200):
            run.change(rate=0.001 * (number + 1))
        assert len(run._waiting) == 2, "the setup, and a change"
        for _ in range(100):
            run.step()
            run.evaluate()
        told = until(run, found=lambda messages: len(of_kind(Evaluated, messages)) == 100)
    assert [message.settings["rate"] for message in of_kind(Changed, told)] == [0.2]


def test_changes_of_different_settings_are_all_made() -> None:
    with Run(SMALL) as run:
        run.change(clip_value=5.0)
        run.change(clip_norm=1.0)
        run.change(clip_norm=2.0)
        told = until(run, found=lambda messages: len(of_kind(Changed, messages)) == 2)
    assert [message.settings["clip_norm"] for message in of_kind(Changed, told)] == [None, 2.0]


@pytest.mark.parametrize("updates", [0, -1, 2.5, True, "3"])
def test_a_number_of_updates_that_is_none_is_refused_at_once(updates: Any) -> None:
    message = "the number of updates must be a whole number of at least 1"
    with Run(SMALL) as run, pytest.raises(UserError, match=message):
        run.step(updates)


def test_what_cannot_be_changed_is_refused_at_once_and_a_wrong_value_by_the_process() -> None:
    with Run(SMALL) as run:
        with pytest.raises(UserError, match=r"“ratee” is no setting that can be changed .*\. Did you mean rate\?"):
            run.change(ratee=0.1)
        run.change(rate=-3)
        (refused,) = of_kind(Refused, until(run, Refused))
        assert "must be a number from 0" in refused.text
        run.step()
        until(run, Done)


@linux
def test_numpy_takes_one_thread_in_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the environment says otherwise; it is said before NumPy is loaded, which a thread count shows."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with Run(SMALL) as run:
        run.step()
        until(run, Done)
        (process,) = multiprocessing.active_children()
        threads = len(list(Path(f"/proc/{process.pid}/task").iterdir()))
    assert threads == 2, "the one that trains, and the one that writes"


# -- the end


def test_a_setup_that_is_refused_ends_the_process() -> None:
    run = Run(Setup("parity", cell="elman", forget_bias=1.0))
    run.start()
    told = until(run, Failed)
    while run.alive:
        told += run.wait(1)
    assert told == [Failed("elman has no forget gate: no gate multiplies the last value of a memory.", "")]
    assert run.wait() == run.poll() == []
    with pytest.raises(UserError, match=r"this training has ended\. Start again from its last snapshot\."):
        run.step()


class Faulty(Adding):
    """A task of which the first batch is fine."""

    drawn = 0
    fault: type[Exception] = ZeroDivisionError

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        self.drawn += 1
        if self.drawn > 1:
            raise self.fault("something is wrong")
        return super()._draw(random, size, length)


class Greedy(Faulty):
    """One that takes all memory."""

    fault = MemoryError


@pytest.mark.parametrize(("task", "sentence"), [(Faulty(), worker.FAULT), (Greedy(), worker.NO_MEMORY)])
def test_a_fault_of_the_program_is_told_with_its_traceback(task: Faulty, sentence: str) -> None:
    run = Run(Setup(task, units=1, length=4, batch=1))
    run.start()
    told = until(run, found=lambda messages: bool(of_kind(Failed, messages)) or bool(of_kind(Ended, messages)))
    (failed,) = of_kind(Failed, told)
    assert failed.text == sentence
    assert "something is wrong" in failed.details
    assert "Traceback" in failed.details
    assert len(losses_of(told)) == 16, "what was done before is told"
    while run.alive:
        told += run.wait(1)
    assert of_kind(Ended, told) == []


@linux
@pytest.mark.parametrize(
    ("number", "how"),
    [
        (signal.SIGKILL, "(signal 9, SIGKILL; the system may have been out of memory)"),
        (signal.SIGSEGV, "(signal 11, SIGSEGV)"),
        (signal.SIGTERM, "(signal 15, SIGTERM)"),
        (signal.SIGINT, "(signal 2, SIGINT)"),
    ],
)
def test_a_process_that_is_killed_is_told_of_and_its_last_snapshot_goes_on(number: int, how: str, capfd: Any) -> None:
    run = Run(SMALL)
    run.start()
    told = until(run, Progress)
    (process,) = multiprocessing.active_children()
    os.kill(process.pid or 0, number)
    told += until(run, Ended)
    (ended,) = of_kind(Ended, told)
    assert ended.text == f"the training process ended unexpectedly {how}. Start again from the last snapshot."
    assert ended.exit_code == -number
    assert not run.alive
    assert children() == 0
    assert run.poll() == []
    snapshot = of_kind(SnapshotTaken, told)[-1].snapshot
    with run.resume(snapshot) as again:
        again.step(5)
        more = until(again, Done)
    wanted = [report.loss for report in SMALL.trainer().reports(snapshot.update + 5)]
    assert losses_of(more) == wanted[-5:]
    assert losses_of(told)[: len(wanted)] == wanted[: len(losses_of(told))]
    assert capfd.readouterr() == ("", ""), "quietly"


@linux
def test_an_early_ctrl_c_is_quiet_too(capfd: Any) -> None:
    """Python's own answer to it would be a traceback; until we are there it is held back."""
    for _ in range(3):
        run = Run(SMALL)
        (process,) = multiprocessing.active_children()
        wait_for(partial(catches, process.pid or 0, signal.SIGINT))
        os.kill(process.pid or 0, signal.SIGINT)
        (ended,) = until(run, Ended)
        assert isinstance(ended, Ended)
        assert ended.text == "the training process ended unexpectedly (signal 2, SIGINT). Start it again."
    assert capfd.readouterr() == ("", "")
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_process_that_leaves_says_with_which_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "main", leave)
    run = Run(SMALL)
    (ended,) = until(run, Ended)
    assert ended == Ended("the training process ended unexpectedly (exit status 3). Start it again.", 3)


class Sleepy(Adding):
    """A task of which the first batch takes for ever."""

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        time.sleep(1000)
        return super()._draw(random, size, length)


def test_a_process_that_is_busy_for_long_is_ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_run, "PATIENCE", PATIENCE)
    begin = time.monotonic()
    run = Run(Setup(Sleepy(), units=1, length=4, batch=1))
    until(run, found=lambda _: not run._waiting)
    run.close()
    assert children() == 0
    assert time.monotonic() < begin + PATIENCE / 2


def leave(*pipes: Any) -> None:
    """Be a process that is of no use."""
    sys.exit(3)


@linux
def test_a_process_that_does_not_answer_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_run, "PATIENCE", 0.05)
    run = Run(SMALL)
    run.start()
    until(run, Progress)
    (process,) = multiprocessing.active_children()
    os.kill(process.pid or 0, signal.SIGSTOP)
    wait_for(lambda: state_of(process.pid or 0) in "TZX")
    for _ in range(5000):  # more than a pipe holds
        run.pause()
    run.close()
    assert children() == 0


def test_closing_twice_and_a_run_that_is_forgotten() -> None:
    settle()
    before = open_files()
    run = Run(SMALL)
    run.close()
    run.close()
    assert not run.alive
    assert run.wait() == []
    run = Run(SMALL)
    run.start()
    until(run, Progress)
    del run
    gc.collect()
    assert children() == 0
    assert open_files() <= before, open_files() - before


def test_a_system_that_refuses_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    settle()
    before = open_files()

    def refuse(process: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuse)
    with pytest.raises(UserError, match=r"cannot be started: resource temporarily unavailable\. Close other programs"):
        Run(SMALL)
    assert open_files() <= before, open_files() - before


PARENT = """
import sys
from simulator.running.run import Run
from simulator.running.setup import Setup

if __name__ == "__main__":
    run = Run(Setup("parity", units=2, batch=3, length=6))
    run.start()
    while not any(type(message).__name__ == "Progress" for message in run.wait(1)):
        pass
    print(run._process.pid, flush=True)
    how = sys.argv[1]
    if how == "leave":
        sys.exit(0)
    if how == "raise":
        raise SystemExit(4)
    while True:
        run.wait(1) if how == "watch" else sys.stdin.read()
"""


@linux
@pytest.mark.parametrize("how", ["leave", "raise", "killed while watching", "killed while it does not read"])
def test_no_process_outlives_the_program(tmp_path: Path, how: str) -> None:
    """However it ends, and also where its end comes so suddenly that it can do nothing about it."""
    script = tmp_path / "program.py"
    script.write_text(PARENT)
    argument = {"killed while watching": "watch", "killed while it does not read": "sleep"}.get(how, how)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script), argument], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONPATH": str(root)},
    ) as program:  # fmt: skip
        assert program.stdout is not None
        assert program.stderr is not None
        pid = int(program.stdout.readline())
        if "killed" in how:
            program.kill()
        program.wait(PATIENCE)
        wait_for(lambda: state_of(pid) in "ZX")
        assert program.stderr.read() == ""


@linux
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_left_behind_in_whatever_order_things_happen(seed: int) -> None:
    draw = random.Random(seed)
    settle()
    before = open_files()
    runs, snapshots = [Run(SMALL)], [SMALL.trainer().snapshot()]
    for _ in range(25):
        run = draw.choice(runs)
        requests: list[Callable[[], None]] = [
            run.start,
            run.step,
            run.pause,
            run.rewind,
            run.evaluate,
            partial(run.change, rate=draw.random()),
            partial(run.restore, snapshots[-1]),
        ]
        match draw.choice(["ask", "ask", "ask", "wait", "poll", "kill", "close", "resume"]):
            case "ask" if run.alive:
                draw.choice(requests)()
            case "ask":
                with pytest.raises(UserError, match="this training has ended"):
                    draw.choice(requests)()
            case "wait":
                snapshots += [message.snapshot for message in of_kind(SnapshotTaken, run.wait(0.2))]
            case "poll":
                run.poll()
            case "kill" if run.alive:
                os.kill(run._process.pid or 0, signal.SIGKILL)
            case "close":
                run.close()
            case "resume" if len(runs) < 4:
                runs.append(run.resume(snapshots[-1]))
    for run in runs:
        run.close()
    assert children() == 0
    assert open_files() <= before, open_files() - before
