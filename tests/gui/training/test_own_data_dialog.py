"""The dialog for data of one's own: from a file to a network that learns it; whatever is wrong is said in it."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget

from simulator.document.table_import import columns as reading
from simulator.document.table_import import pieces, preview
from simulator.document.table_import.uses import ANSWER, INPUT, SEQUENCE, UNUSED
from simulator.engine.tasks import OwnSequences
from simulator.gui.training import own_data_dialog
from simulator.gui.training.own_data_dialog import OwnDataDialog, ask_own_data
from simulator.gui.training.train_view import TrainView
from simulator.gui.window import Window
from tests.gui.training.helpers import PATIENCE
from tests.gui.training.helpers import until as until_told

Asker = Callable[..., OwnDataDialog]


def until(condition: Callable[[], object]) -> None:
    """Let Qt work until something holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def known(dialog: OwnDataDialog) -> bool:
    """Return whether it is said what would be learnt, or what is wrong."""
    return dialog.data is not None or bool(dialog.message.text())


@pytest.fixture
def ask(window: Window, tmp_path: Path) -> Iterator[Asker]:
    """Open the dialog on a text that is written to a file; it is waited for."""
    dialogs: list[OwnDataDialog] = []

    def asked(text: str | bytes, name: str = "t.csv") -> OwnDataDialog:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        dialog = ask_own_data(window, window.session, path)
        dialogs.append(dialog)
        until(lambda: known(dialog))
        return dialog

    yield asked
    for dialog in dialogs:
        dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rows_of(sequences: int, steps: Callable[[int], int]) -> str:
    """Return a table in which the label says whether the sum so far is above 0."""
    random = np.random.default_rng(0)
    lines = ["id,step,x1,x2,label"]
    for sequence in range(sequences):
        x = random.normal(size=(steps(sequence), 2)).round(3)
        for step, (one, two) in enumerate(x.tolist()):
            label = "up" if x[: step + 1, 0].sum() > 0 else "down"
            lines.append(f"{sequence},{step},{one},{two},{label}")
    return "\n".join(lines) + "\n"


GOOD = rows_of(20, lambda sequence: 5 + sequence % 4)


# -- the whole way


def test_from_the_button_to_a_network_that_learns(
    training: Callable[..., TrainView], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    view = training(None)
    path = tmp_path / "weather.csv"
    path.write_text(GOOD)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_what: (str(path), ""))
    view.setup.own_data.click()
    (dialog,) = view.findChildren(OwnDataDialog)
    dialog.browse.click()
    until(lambda: known(dialog))
    assert view.session.settings.folder == str(tmp_path)
    assert dialog.sheet.uses == [SEQUENCE, UNUSED, INPUT, INPUT, ANSWER]
    assert dialog.sentence.text().startswith(
        "2 inputs, 2 classes, 20 sequences of 5 to 8 steps, 4 of them held out. Always giving the same answer costs at "
    )
    dialog.ok.click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    edit = view.session.document.undo_edit
    assert edit is not None
    assert (edit.name, edit.values) == ("Train: weather.csv", {"title": "weather.csv"})
    task = view.lab.setup.task
    assert isinstance(task, OwnSequences)
    assert (task.input_names, task.output_names) == (("x1", "x2"), ("down", "up"))
    assert task.all.x[0, 0].tolist() == [float(field) for field in GOOD.split("\n")[1].split(",")[2:4]]
    assert view.setup.task.currentText() == task.title == "weather.csv"
    until_told(view, lambda: view.lab.trial is not None and view.lab.trial.update > 30)  # it begins by itself
    view.lab.toggle()
    until_told(view, lambda: view.lab.trial is not None and not view.lab.trial.running)
    assert view.lab.trial is not None
    assert view.lab.trial.history.last == view.lab.trial.update
    view.session.document.undo()
    assert not isinstance(view.lab.setup.task, OwnSequences)


def test_keys_alone(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(GOOD)
    dialog = ask_own_data(window, window.session)
    assert not dialog.ok.isEnabled()
    dialog.file.setFocus()
    QTest.keyClicks(dialog.file, str(path))
    QTest.keyClick(dialog.file, Qt.Key.Key_Return)
    until(lambda: known(dialog))
    assert dialog.isVisible()  # Return looked at the file, and took nothing
    dialog.browse.setFocus()
    visited: list[QWidget | None] = []
    while dialog.focusWidget() is not dialog.options.kind and len(visited) < 10:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        visited.append(dialog.focusWidget())
    assert [box for box in visited if box is not dialog.sheet] == [
        *(dialog.sheet.boxes[column] for column in range(5)),
        dialog.options.kind,
    ]
    box = dialog.sheet.boxes[2]
    QTest.keyClick(box, Qt.Key.Key_End)
    assert dialog.sheet.uses[2] == UNUSED
    assert dialog.data is None
    until(lambda: known(dialog))
    assert dialog.sentence.text().startswith("1 input, 2 classes, ")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert isinstance(window.session.state.training.task, OwnSequences)  # type: ignore[union-attr]  # there is one now
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# -- what is chosen


def test_every_choice_is_heard(ask: Asker) -> None:
    dialog = ask("x1,x2,y\n" + "".join(f"{k},{k % 3},{k % 2}\n" for k in range(300)))
    options = dialog.options
    assert options.cut.isChecked()  # one sequence of 300 steps
    assert dialog.sentence.text().startswith("2 inputs, 1 answer of yes or no, 6 sequences of 50 steps.")
    assert "none is held out" in dialog.warnings.text()

    def heard(change: Callable[[], object]) -> str:
        change()
        assert not dialog.ok.isEnabled()
        assert dialog.sentence.text() == ""
        until(lambda: known(dialog))
        return dialog.sentence.text() or dialog.message.text()

    def choose(box: QComboBox, value: str) -> None:
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())

    assert "30 sequences of 10 steps, 6 of them held out" in heard(lambda: options.steps.step_by(-40))
    assert "1 sequence of 300 steps." in heard(options.cut.click)
    assert ", 1 number to answer," in heard(lambda: choose(options.kind, "numbers"))
    assert ", 2 classes," in heard(lambda: choose(options.kind, "classes"))
    assert "are on very different scales" in dialog.warnings.text()
    assert heard(options.scaled.click)
    assert "scales" not in dialog.warnings.text()
    assert dialog.data is not None
    assert abs(dialog.data.task.all.x.mean()) < 1e-12
    assert heard(lambda: choose(options.judged, "last step"))
    assert dialog.data.task.all.weight.sum() == 1
    assert "2 sequence" not in heard(lambda: dialog.sheet.choose(1, ANSWER))
    assert dialog.message.text() == "Classes stand in one column, and 2 are chosen. Choose one target."
    assert not dialog.ok.isEnabled()
    assert heard(lambda: dialog.sheet.choose(1, SEQUENCE)).startswith("1 input, 2 classes, 3 sequences of 100 steps")
    assert heard(lambda: dialog.sheet.choose(0, SEQUENCE)).startswith("No column is an input.")
    assert dialog.sheet.uses == [SEQUENCE, UNUSED, ANSWER]


def test_a_piece_of_no_number_of_steps(ask: Asker) -> None:
    dialog = ask("x1,y\n1,2\n2,3\n")
    steps = dialog.options.steps
    steps.setFocus()
    steps.selectAll()
    QTest.keyClicks(steps, "x")
    assert "is not a number" in dialog.message.text()
    steps.selectAll()
    QTest.keyClicks(steps, "1.5")
    until(lambda: "whole number" in dialog.message.text())
    steps.selectAll()
    QTest.keyClicks(steps, "1")
    until(lambda: dialog.data is not None)
    assert dialog.sentence.text().startswith("1 input, 1 number to answer, 2 sequences of one step.")


def test_texts_among_the_numbers_of_a_column_that_need_not_be_numbers(ask: Asker) -> None:
    dialog = ask("run,x1,label\n" + "1,1,1\n1,2,2\n" * 80 + "B,3,other\nB,4,1\n")
    assert dialog.message.text() == (
        "t.csv, line 162, column 3 (label): “other” is not a number. Write one there, or leave that column out. "
        "Or say that the answers are classes."
    )  # that “B” is a run is no trouble
    kind = dialog.options.kind
    kind.setCurrentIndex(kind.findData("classes"))
    kind.activated.emit(kind.currentIndex())
    until(lambda: dialog.data is not None)
    assert dialog.data is not None
    assert dialog.data.task.output_names == ("1", "2", "other")
    assert dialog.data.sequences == 2


# -- bad files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "t.csv holds no rows."),
        ("\n\n# nothing\n", "t.csv holds no rows."),
        ("a,b\n", "t.csv has no column of numbers."),
        ("a,b\nc,d\ne,f\n", "t.csv has no column of numbers."),
        (bytes(range(256)) * 20, "t.csv is not text, so it is no table that can be read."),
        ('x1,y\n1,2\n3,4\n"5,6\n', 't.csv, line 4: the quotes (") do not match'),
        ("x1,y\n1,0\n,1\n3,1\n", "t.csv, line 3, column 1 (x1): nothing stands there."),
        ("x1,y\n1,0\n2,1\nabc,1\n", "t.csv, line 4, column 1 (x1): “abc” is not a number."),
        ("x1,y\n1,0\n2,1\n3,1,4\n", "t.csv, line 4: the row has 3 fields, and most have 2."),
        ("x1,y\n1,a\n2,a\n3,a\n", "The target “y” is a in every row, so there is nothing to learn."),
        ("x1,y\n1,0\n", "The target “y” is 0 in every row, so there is nothing to learn."),
        ("x1\n1\n2\n", "No column is a target."),
    ],
)
def test_what_is_wrong_with_a_file_is_said_here(ask: Asker, text: str | bytes, words: str) -> None:
    dialog = ask(text)
    assert dialog.message.text().startswith(words)
    assert not dialog.message.isHidden()
    assert not dialog.ok.isEnabled()
    dialog.take()  # as if Return came too late
    assert dialog.session.state.training is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x1,x2,y\n1,5,0\n2,5,1\n", "The input “x2” is 5 in every row"),
        ("id,x1,y\n1,5,0\n1,6,1\n2,6,1\n", "Sequences have 1 to 2 steps."),
        ("x1,y\n1,3\n2,4\n", "There is one sequence only"),
        ("x1,y\n1,3\n2,4000\n", "The target “y” is as large as 4,000"),
    ],
)
def test_what_is_odd_is_said_and_may_be_learnt(ask: Asker, text: str, words: str) -> None:
    dialog = ask(text)
    assert words in dialog.warnings.text()
    assert dialog.ok.isEnabled()


def test_a_folder_a_name_that_is_not_there_and_another_try(ask: Asker, tmp_path: Path) -> None:
    dialog = ask(GOOD)
    dialog.look_at(tmp_path)
    assert not dialog.ok.isEnabled()
    until(lambda: known(dialog))
    assert dialog.message.text() == f"{tmp_path.name} cannot be read: it is a folder. Give the name of a file."
    dialog.look_at(tmp_path / "nowhere.csv")
    until(lambda: known(dialog))
    assert dialog.message.text().startswith("nowhere.csv cannot be read")
    dialog.look_at(tmp_path / "t.csv")
    until(lambda: known(dialog))
    assert dialog.ok.isEnabled()
    assert dialog.message.isHidden()


def test_a_file_that_may_not_be_read(ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = ask(GOOD)

    def refuse(*_what: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(pieces, "open", refuse, raising=False)
    dialog.look_at(tmp_path / "t.csv")
    until(lambda: known(dialog))
    assert dialog.message.text().startswith("t.csv cannot be read")
    assert dialog.sheet.columnCount() == 0


def test_a_file_that_changes_while_it_is_read(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text(GOOD)

    def look_and_change(name: Path) -> object:
        found = preview(name)
        path.write_text(GOOD + "\n")
        return found

    monkeypatch.setattr(own_data_dialog, "preview", look_and_change)
    dialog = ask_own_data(window, window.session, path)
    until(lambda: known(dialog))
    assert dialog.message.text() == "t.csv has changed since it was looked at. Look at it again."
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_is_chosen_meanwhile_does_not_hide_why_a_file_cannot_be_read(ask: Asker) -> None:
    dialog = ask("x1,y\n1,0\n2,1\n3,1,4\n")
    said = dialog.message.text()
    dialog.sheet.choose(0, UNUSED)
    dialog.options.scaled.click()
    assert dialog.message.text() == said


def test_return_looks_again_at_a_file_that_was_mended(ask: Asker, tmp_path: Path) -> None:
    dialog = ask("x1,y\n1,0\n2,1\n3,1,4\n")
    (tmp_path / "t.csv").write_text("x1,y\n1,0\n2,1\n3,1\n")
    dialog.file.setFocus()
    QTest.keyClick(dialog.file, Qt.Key.Key_Return)
    until(lambda: dialog.data is not None)
    assert dialog.message.isHidden()


def test_what_is_no_number_while_the_file_is_read(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog, goes_on = ask(GOOD), threading.Event()

    def read(*what: Any) -> object:
        assert goes_on.wait(PATIENCE)
        return reading.read_columns(*what)

    monkeypatch.setattr(own_data_dialog, "read_columns", read)
    dialog.look_at(str(dialog.path))
    until(lambda: dialog.table is not None)
    steps = dialog.options.steps
    steps.setFocus()
    steps.selectAll()
    QTest.keyClicks(steps, "x")
    assert "is not a number" in dialog.message.text()
    goes_on.set()
    until(lambda: dialog.columns is not None)
    steps.selectAll()
    QTest.keyClicks(steps, "2")
    until(lambda: dialog.data is not None)
    assert ", 70 sequences of 1 to 2 steps" in dialog.sentence.text()


def test_a_mistake_of_the_program_is_told(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text(GOOD)

    def fail(*_what: object) -> object:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(own_data_dialog, "read_columns", fail)
    dialog = ask_own_data(window, window.session, path)
    until(lambda: known(dialog))
    assert dialog.message.text() == "ZeroDivisionError('oh')"
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# -- large files, and what comes too late


def test_two_thousand_columns(ask: Asker) -> None:
    names = ",".join(f"x{k}" for k in range(1, 2000))
    dialog = ask("\n".join([f"{names},y"] + [",".join(["1"] * 1999) + f",{k}" for k in range(5)]))
    assert dialog.sentence.text().startswith("1,999 inputs, 1 number to answer, 1 sequence of 5 steps.")
    assert dialog.warnings.text().endswith("more.")
    assert len(dialog.warnings.text().split("\n")) == 13
    assert len(dialog.sheet.boxes) < 20  # those in sight
    dialog.sheet.horizontalScrollBar().setValue(dialog.sheet.horizontalScrollBar().maximum())
    assert dialog.sheet.boxes[1999].currentData() == ANSWER


def test_what_comes_too_late_is_dropped(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PIECE", 1 << 12)
    long, short = tmp_path / "long.csv", tmp_path / "short.csv"
    long.write_text("x1,x2,y\n" + "1,2,3\n4,5,6\n" * 200_000)
    short.write_text("x1,y\n1,3\n2,4\n")
    dialog = ask_own_data(window, window.session, long)
    until(lambda: dialog.bar.maximum() > 0 and dialog.bar.value() > 0)
    assert not dialog.bar.isHidden()
    dialog.look_at(short)
    until(lambda: known(dialog))
    assert dialog.sentence.text().startswith("1 input, 1 number to answer, 1 sequence of 2 steps.")
    assert dialog.bar.isHidden()
    dialog.look_at(long)
    until(lambda: dialog.table is not None and dialog.bar.value() > 0)
    begun = time.monotonic()
    dialog.reject()
    assert time.monotonic() - begun < 1.0  # nobody waits for what is under way
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    assert window.session.state.training is None
