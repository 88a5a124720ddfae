"""Filling steps, words, and tables from files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from simulator.gui.sequence.fill_dialog import FillDialog
from simulator.gui.sequence.import_dialog import ImportDialog, open_import
from simulator.gui.sequence.words_dialog import WordsDialog
from simulator.gui.timeline.selection import Block
from simulator.gui.window import Window


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window("hand-set-lstm", animation=False)


def opened(kind: type[QDialog]) -> QDialog:
    (found,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible())
    return found


def gone() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def column(window: Window, number: int) -> list[float]:
    found: list[float] = window.session.inputs(0, window.session.steps)[:, number].tolist()
    return found


# -- filling


def fill(window: Window, block: Block) -> FillDialog:
    window.timeline.selection.choose(block)
    window.actions_["fill"].trigger()
    dialog = opened(FillDialog)
    assert isinstance(dialog, FillDialog)
    return dialog


def test_what_is_filled_is_seen_at_once_and_is_one_step_of_undo(window: Window) -> None:
    before = column(window, 0)
    dialog = fill(window, Block(2, 6, 0, 0))
    dialog.kind.setCurrentIndex(2)
    dialog.fields["first"].step_by(10)
    dialog.fields["last"].step_by(3)
    first, last = dialog.fields["first"].value, dialog.fields["last"].value
    found = column(window, 0)
    assert found[2] == first
    assert found[5] == last
    assert found[:2] + found[6:] == before[:2] + before[6:]
    dialog.accept()
    window.session.document.undo()
    assert column(window, 0) == before


def test_cancelling_takes_it_back(window: Window) -> None:
    before = column(window, 1)
    dialog = fill(window, Block(0, 9, 1, 1))
    dialog.kind.setCurrentIndex(4)
    dialog.fields["value"].step_by(50)
    assert column(window, 1) != before
    dialog.reject()
    assert column(window, 1) == before
    assert window.session.document.undo_edit is None


def test_every_kind_fills_and_impossible_numbers_are_said(window: Window) -> None:
    dialog = fill(window, Block(0, 9, 0, 2))
    seen = []
    for kind in range(dialog.kind.count()):
        dialog.kind.setCurrentIndex(kind)
        assert dialog.message.text() == ""
        seen.append(tuple(column(window, 0)))
    assert len(set(seen)) == dialog.kind.count()
    dialog.kind.setCurrentIndex(0)
    dialog.fields["low"].step_by(1000)
    assert dialog.message.text() != ""
    dialog.kind.setCurrentIndex(1)
    dialog.choices.setText("1 two 3")
    dialog.choices.textEdited.emit("")
    assert "two" in dialog.message.text()
    dialog.reject()


def test_only_one_input_can_be_filled(window: Window) -> None:
    before = column(window, 2)
    dialog = fill(window, Block(0, 9, 0, 2))
    dialog.reject()
    dialog = fill(window, Block(0, 9, 0, 2))
    dialog.inputs.setCurrentIndex(1)
    dialog.accept()
    window.session.document.undo()
    assert column(window, 2) == before


# -- words


def told(dialog: WordsDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    assert item is not None
    return item.text()


def test_a_sentence_becomes_a_sequence_of_its_own(open_window: Callable[..., Window]) -> None:
    window = open_window("two-memories", animation=False)
    window.actions_["words"].trigger()
    dialog = opened(WordsDialog)
    assert isinstance(dialog, WordsDialog)
    assert dialog.sentence.text() == "arrive Taipei on November 2nd"
    assert dialog.how.currentData() == "document"
    dialog.sentence.setText("leave Gandalf on 3rd")
    dialog.sentence.textEdited.emit("")
    rows = [[told(dialog, row, k) for k in (0, 1)] for row in range(dialog.table.rowCount())]
    assert [row[0] for row in rows] == ["leave", "Gandalf", "on", "3rd"]
    assert rows[0][1].startswith("leave")
    assert rows[1][1].startswith("other")
    before = len(window.session.state.sequences)
    dialog.add.click()
    state = window.session.state
    assert len(state.sequences) == before + 1
    assert state.sequence.heads == ("leave", "Gandalf", "on", "3rd")
    assert any("leave" in name for name in (state.sequence.name,))
    gone()


def test_letter_trigrams_are_named_and_widen_the_cell(window: Window) -> None:
    window.actions_["words"].trigger()
    dialog = opened(WordsDialog)
    assert isinstance(dialog, WordsDialog)
    dialog.how.setCurrentIndex(dialog.how.findData("trigrams"))
    dialog.sentence.setText("apple")
    dialog.refresh()
    assert told(dialog, 0, 1) == "app, ple, ppl"
    dialog.replace.click()
    assert window.session.layer.inputs == 17_576
    QApplication.processEvents()
    window.session.document.undo()
    assert window.session.layer.inputs == 3
    gone()


def test_without_words_nothing_can_be_added_and_unknown_ones_are_refused(window: Window) -> None:
    window.actions_["words"].trigger()
    dialog = opened(WordsDialog)
    assert isinstance(dialog, WordsDialog)
    assert not dialog.add.isEnabled()
    dialog.lexicon.setText("apple bag")
    dialog.other.setChecked(False)
    dialog.sentence.setText("apple cat")
    dialog.refresh()
    assert "cat" in dialog.message.text()
    assert not dialog.add.isEnabled()
    dialog.reject()
    gone()


# -- tables


def until(done: Callable[[], bool]) -> None:
    """Let events come until something is so."""
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: loop.quit() if done() else None)
    QTimer.singleShot(20_000, loop.quit)
    timer.start()
    loop.exec()
    timer.stop()
    assert done()


def importing(window: Window, path: Path) -> ImportDialog:
    dialog = open_import(window.session, str(path), window)
    assert dialog is not None
    return dialog


def test_a_table_is_shown_read_and_added(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "my-data.csv"
    path.write_text("time;x1;x2;x3;note\n1;0,5;1;0;up\n2;1,5;0;1;down\n")
    dialog = importing(window, path)
    assert [box.currentData() for box in dialog.uses][1:4] == ["x1", "x2", "x3"]
    assert dialog.ok.isEnabled()
    dialog.start()
    until(lambda: window.session.state.sequence.name == "my-data")
    assert window.session.inputs(0, 2).tolist() == [[0.5, 1, 0], [1.5, 0, 1]]
    window.session.document.undo()
    assert len(window.session.state.sequences) == 1
    gone()


def test_columns_are_chosen_until_they_fit(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b,c,d\n1,2,3,4\n5,6,7,8\n")
    dialog = importing(window, path)
    assert not dialog.ok.isEnabled()
    assert "3 inputs" in dialog.message.text()
    dialog.uses[0].setCurrentIndex(dialog.uses[0].findData("omit"))
    dialog.uses[0].activated.emit(dialog.uses[0].currentIndex())
    assert dialog.ok.isEnabled()
    dialog.start()
    until(lambda: len(window.session.state.sequences) == 2)
    assert window.session.inputs(0, 2).tolist() == [[2, 3, 4], [6, 7, 8]]
    gone()


def test_what_is_wrong_is_said_with_its_line_and_can_be_mended(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "gap.csv"
    path.write_text("x1,x2,x3\n1,2,3\n4,,6\n")
    dialog = importing(window, path)
    dialog.start()
    until(lambda: bool(dialog.message.text()))
    assert "line 3" in dialog.message.text()
    assert len(window.session.state.sequences) == 1
    dialog.gaps.setCurrentIndex(1)
    dialog.start()
    until(lambda: len(window.session.state.sequences) == 2)
    assert window.session.inputs(1, 2).tolist() == [[4, 0, 6]]
    gone()


def test_a_file_that_is_no_table_is_refused_in_a_box(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(bytes(range(256)) * 10)
    assert open_import(window.session, str(path), window) is None
    box = opened(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "picture.csv" in box.informativeText()
    box.accept()
    gone()


def test_reading_is_cancelled_with_the_dialog(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x1,x2,x3\n" + "1,2,3\n" * 1_000_000)
    dialog = importing(window, path)
    seen: list[float] = []
    dialog.start()
    assert dialog.job is not None
    dialog.job.progressed.connect(lambda done, total: seen.append(done / total))
    until(lambda: bool(seen))
    dialog.reject()
    QApplication.processEvents()
    assert len(window.session.state.sequences) == 1
    gone()
