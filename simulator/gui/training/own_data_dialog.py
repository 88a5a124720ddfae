"""Data of one's own: a table is chosen, its columns are told what they are, and what would be learnt is always said."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator.document.table_import import Preview, preview
from simulator.document.table_import.columns import Columns, column_names, read_columns
from simulator.document.table_import.own_task import choose, read_task, wanted_as_texts
from simulator.document.table_import.uses import SEQUENCE, guess_uses
from simulator.document.training_edits import set_training
from simulator.errors import UserError
from simulator.gui.background import Job, Progress
from simulator.gui.session import Session
from simulator.gui.training.own_data_options import OwnDataOptions, labelled
from simulator.gui.training.own_data_sheet import OwnDataSheet
from simulator.gui.training.own_data_words import said
from simulator.paint.fonts import font
from simulator.running.own_data import Choice, OwnData
from simulator.running.own_setup import suited

_LONG = 200  # steps: where all rows are one sequence longer than that, it is proposed to cut it into pieces
_MOST_WARNINGS = 12  # that are shown
_PARTS = 200  # of the bar that shows how much is read
_REST = 150  # ms after which what was changed is looked at


def ask_own_data(parent: QWidget, session: Session, path: str | Path | None = None) -> OwnDataDialog:
    """Open the dialog, on a file if one is given."""
    dialog = OwnDataDialog(session, parent)
    dialog.open()
    if path is not None:
        dialog.look_at(path)
    return dialog


class OwnDataDialog(QDialog):
    """All is read and checked beside the window. ``data``: what would be learnt; None while that is not known."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.path: Path | None = None
        self.table: Preview | None = None
        self.columns: Columns | None = None
        self.data: OwnData | None = None
        self._job: Job | None = None
        self._texts: tuple[str, ...] = ()  # columns that are read as texts, whatever they look like
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self._check)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("OwnData", "Data of your own"))
        self.file = QLineEdit()
        self.file.setPlaceholderText(tr("OwnData", "A table with a row for each step: a CSV or text file"))
        self.file.editingFinished.connect(self._on_typed)
        self.file.returnPressed.connect(self._on_return)
        self.browse = QPushButton(tr("OwnData", "Choose…"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.form = QLabel()
        self.sheet = OwnDataSheet(session)
        self.sheet.changed.connect(self._on_changed)
        self.options = OwnDataOptions(session)
        self.options.changed.connect(self._on_changed)
        self.options.refused.connect(self._on_refused)
        self.sentence, self.warnings, self.message = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self._fill()
        self._arrange()
        self._forget()
        self.browse.setFocus()

    def _fill(self) -> None:
        for label, size, hue in (
            (self.form, 13.0, "ink2"),
            (self.sentence, 15.0, "ink"),
            (self.warnings, 13.0, "ink2"),
            (self.message, 13.5, "out"),
        ):
            label.setWordWrap(True)
            label.setFont(font(size, 500 if label is not self.sentence else 600))
            palette = label.palette()
            palette.setColor(label.foregroundRole(), self._colour(hue))
            label.setPalette(palette)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(QCoreApplication.translate("OwnData", "How much is read"))
        self.bar.setFixedHeight(6)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("OwnData", "Learn this"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("OwnData", "Cancel"))
        self.buttons.accepted.connect(self.take)
        self.buttons.rejected.connect(self.reject)
        file = QHBoxLayout()
        file.addWidget(labelled(tr("OwnData", "&File"), self.file))
        file.addWidget(self.file, 1)
        file.addWidget(self.browse)
        words = QWidget()
        below = QVBoxLayout(words)
        below.setContentsMargins(0, 0, 8, 0)
        below.setSpacing(8)
        for label in (self.message, self.sentence, self.warnings):
            below.addWidget(label)
        below.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(tr("OwnData", "What will be learnt"))
        scroll.setWidget(words)
        scroll.setMinimumHeight(96)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(file)
        column.addWidget(self.form)
        column.addWidget(self.sheet, 3)
        column.addWidget(self.options)
        column.addWidget(scroll, 2)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)
        self.resize(920, 680)

    # -- a file

    def look_at(self, path: str | Path) -> None:
        """Look at a file, and read it. What is wrong with it is said here."""
        self.path = Path(path)
        self.file.setText(str(path))
        self._forget()
        self._say("")
        name = self.path
        self._work(lambda _progress: _look(name), self._on_seen)

    def _browse(self) -> None:
        tr = QCoreApplication.translate
        filters = tr("OwnData", "Tables (*.csv *.tsv *.txt);;All files (*)")
        title = tr("OwnData", "Choose a table")
        name, _ = QFileDialog.getOpenFileName(self, title, self.session.settings.folder, filters)
        if name:
            self.session.set_settings(folder=str(Path(name).parent))
            self.look_at(name)
            self.sheet.setFocus()

    def _on_typed(self) -> None:
        typed = self.file.text().strip()
        if typed and typed != str(self.path or ""):
            self.look_at(os.path.expanduser(typed))

    def _on_return(self) -> None:
        """Have a file looked at again that may have been mended meanwhile; ``_on_typed`` comes next."""
        if self.data is None and self._job is None:
            self.path = None

    def _forget(self) -> None:
        """Hold no table."""
        self.table, self.columns, self._texts = None, None, ()
        self.sheet.forget()
        tr = QCoreApplication.translate
        words = tr("OwnData", "Each row is a step: what is read, what is to be answered, and which sequence it is of.")
        self.form.setText(words)
        self.options.setEnabled(False)
        self._set_data(None)

    def _on_seen(self, found: tuple[Preview, tuple[str, ...]]) -> None:
        table, uses = found
        self.table = table
        self.sheet.show_table(table, uses)
        self.options.setEnabled(True)
        tr = QCoreApplication.translate
        separators = {",": tr("OwnData", "commas"), ";": tr("OwnData", "semicolons")}
        separators |= {"\t": tr("OwnData", "tabs"), " ": tr("OwnData", "spaces")}
        words = tr("OwnData", "{count} columns between {separators}; a decimal {mark}.").format(
            count=f"{len(uses):,}",
            separators=separators[table.form.separator],
            mark=tr("OwnData", "comma") if table.form.decimal == "," else tr("OwnData", "point"),
        )
        self.form.setText(words)
        self._read(first=True)

    def _read(self, first: bool = False) -> None:
        table, texts = self.table, self._texts
        assert table is not None  # it has been seen
        self.columns = None
        self._work(lambda progress: read_columns(table, progress, texts), partial(self._on_read, first))

    def _on_read(self, first: bool, columns: Columns) -> None:
        self.columns = columns
        if first:
            rows = len(next(iter(columns.values.values())))
            self.options.propose_cut(SEQUENCE not in self.sheet.uses and rows > _LONG)
        self._check()

    # -- what would be learnt

    def choice(self) -> Choice:
        """Return what is chosen. Raises UserError for what cannot be."""
        assert self.table is not None  # it has been seen
        return self.options.applied_to(choose(column_names(self.table), self.sheet.uses))

    def _on_changed(self, *_what: object) -> None:
        """Something else is chosen: what was known holds no more, and is looked at anew in a moment."""
        if self.columns is not None:
            self._set_data(None)
            self._say("")
            self._timer.start()

    def _on_refused(self, sentence: str) -> None:
        """A field holds no number: what is being read is read on."""
        self._set_data(None)
        self._say(sentence)

    def _check(self) -> None:
        columns = self.columns
        if columns is None:
            return  # when it is read, it is looked at
        try:
            choice = self.choice()
        except UserError as error:
            self._refuse(str(error))
            return
        more = tuple(name for name in wanted_as_texts(columns, choice) if name not in self._texts)
        if more:
            self._texts += more
            self._read()
        else:
            name = None if self.path is None else self.path.name
            self._work(lambda progress: read_task(columns, choice, progress, name), self._set_data)

    def _set_data(self, data: OwnData | None) -> None:
        """Show what would be learnt; None: it is not known, and nothing that is under way tells it."""
        self._timer.stop()
        if data is None and self._job is not None and self.columns is not None:
            self._drop_job()
        self.data = data
        self.ok.setEnabled(data is not None)
        self.sentence.setText("" if data is None else said(data))
        self.warnings.setText("" if data is None else _list(data.warnings))

    def take(self) -> None:
        """Have it learnt: one edit of the document."""
        if self.data is None or self.path is None:
            return
        state = self.session.state
        seed = 0 if state.training is None else state.training.seed
        self.session.apply(set_training(state, suited(self.data.task, seed), self.path.name))
        self.accept()

    # -- work beside the window

    def _work(self, work: Callable[[Progress], Any], take: Callable[[Any], None]) -> None:
        """Do something beside the window, and nothing else; what it finds is taken unless something else begins."""
        self._drop_job()
        job = self._job = Job(work, self)
        self.bar.setRange(0, 0)
        self.bar.show()

        def over(found: Any) -> None:
            self._drop_job()
            if found is not None:
                take(found)

        def tell(done: int, total: int) -> None:
            if self._job is job:
                self.bar.setRange(0, _PARTS)
                self.bar.setValue(_PARTS * done // max(1, total))

        job.finished.connect(over)
        job.failed.connect(self._refuse)
        job.crashed.connect(lambda error: self._refuse(repr(error)))
        job.progressed.connect(tell)
        job.start()

    def _drop_job(self) -> None:
        job, self._job = self._job, None
        self.bar.hide()
        if job is not None:
            job.abandon()

    def _refuse(self, sentence: str) -> None:
        self._drop_job()
        self._set_data(None)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        path = self.path
        if path is not None and path.name and sentence.startswith(str(path)):
            self.message.setText(path.name + sentence.removeprefix(str(path)))  # the folder stands above
        else:
            self.message.setText(_capital(sentence))
        self.message.setVisible(bool(sentence))

    def _colour(self, name: str) -> QColor:
        return QColor(*self.session.theme.colour(name))

    def done(self, result: int) -> None:
        """Leave; whatever is under way comes to nothing."""
        self._timer.stop()
        self._drop_job()
        self.columns = self.data = None  # a job that is not over yet holds the dialog, and need not hold these
        super().done(result)


def _look(path: Path) -> tuple[Preview, tuple[str, ...]]:
    """Return the beginning of a table, and what its columns may be."""
    table = preview(path)
    return table, guess_uses(table)


def _list(warnings: Sequence[str]) -> str:
    """Return the first of some warnings, and how many more there are: a wide table may have one for each column."""
    lines = [f"•  {_capital(warning)}" for warning in warnings[:_MOST_WARNINGS]]
    if len(warnings) > _MOST_WARNINGS:
        more = QCoreApplication.translate("OwnData", "•  And {count} more.")
        lines.append(more.format(count=f"{len(warnings) - _MOST_WARNINGS:,}"))
    return "\n".join(lines)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
