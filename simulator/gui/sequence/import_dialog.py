"""Import a table: its first rows, a list over each column that says what it will be, and progress while it is read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simulator.document.sequence_list_edits import free_name, import_rows
from simulator.document.table_import import OMIT, STEP, WORD, Preview, load, preview
from simulator.errors import UserError
from simulator.gui.background import Job
from simulator.gui.dialogs import error_box
from simulator.gui.session import Session
from simulator.paint.fonts import font

_ROWS = 8  # of the table that are shown
_GAPS = ("refuse", "zero", "previous")


def ask_import(session: Session, parent: QWidget) -> None:
    """Ask for a file, and open the dialog for it."""
    tr = QCoreApplication.translate
    filters = tr("ImportDialog", "Tables (*.csv *.tsv *.txt);;All files (*)")
    name, _ = QFileDialog.getOpenFileName(
        parent, tr("ImportDialog", "Import a table"), session.settings.folder, filters
    )
    if name:
        session.set_settings(folder=str(Path(name).parent))
        open_import(session, name, parent)


def open_import(session: Session, name: str, parent: QWidget) -> ImportDialog | None:
    """Open the dialog for a file; say what is wrong if it is no table."""
    try:
        table = preview(name)
    except UserError as error:
        title = QCoreApplication.translate("ImportDialog", "This cannot be imported.")
        error_box(parent, title, error).open()
        return None
    dialog = ImportDialog(session, table, parent)
    dialog.open()
    return dialog


class ImportDialog(QDialog):
    """Shows what a table will be, and adds it as a sequence of its own."""

    def __init__(self, session: Session, table: Preview, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.table = session, table
        self.job: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("ImportDialog", "Import {name}").format(name=table.path.name))
        self.sheet = QTableWidget()
        self.sheet.setAccessibleName(tr("ImportDialog", "The first rows"))
        self.sheet.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sheet.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.sheet.verticalHeader().hide()
        self.name = QLineEdit(free_name(session.state, table.path.stem))
        self.name.setAccessibleName(tr("ImportDialog", "Name of the sequence"))
        self.gaps = QComboBox()
        self.gaps.setAccessibleName(tr("ImportDialog", "Empty fields"))
        self.gaps.addItems(
            [
                tr("ImportDialog", "are refused"),
                tr("ImportDialog", "become 0"),
                tr("ImportDialog", "repeat the step before"),
            ]
        )
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.uses: list[QComboBox] = []
        self._arrange()
        self._show()

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        form, separators = self.table.form, {",": tr("ImportDialog", "commas"), ";": tr("ImportDialog", "semicolons")}
        separators |= {"\t": tr("ImportDialog", "tabs"), " ": tr("ImportDialog", "spaces")}
        words = tr("ImportDialog", "Columns between {separators}; a decimal {mark}.").format(
            separators=separators.get(form.separator, form.separator),
            mark=tr("ImportDialog", "comma") if form.decimal == "," else tr("ImportDialog", "point"),
        )
        note = QLabel(words)
        note.setFont(font(13, 500))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("ImportDialog", "Import"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("ImportDialog", "Cancel"))
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        for label, widget in ((tr("ImportDialog", "Name"), self.name), (tr("ImportDialog", "Empty fields"), self.gaps)):
            text = QLabel(label)
            text.setBuddy(widget)
            line.addWidget(text)
            line.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(note)
        column.addWidget(self.sheet, 1)
        column.addLayout(line)
        column.addWidget(self.message)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)
        self.resize(720, 460)

    def _show(self) -> None:
        """Show the lists over the columns, and the rows as they will be read."""
        table, sheet = self.table, self.sheet
        rows = table.sample[:_ROWS]
        sheet.setRowCount(len(rows) + 1)
        sheet.setColumnCount(len(table.uses))
        sheet.setHorizontalHeaderLabels([title or str(k + 1) for k, title in enumerate(table.titles)])
        self.uses = []
        for column, use in enumerate(table.uses):
            box = self._box(column, use)
            sheet.setCellWidget(0, column, box)
            self.uses.append(box)
        for number, record in enumerate(rows, 1):
            for column in range(len(table.uses)):
                field = record.fields[column] if column < len(record.fields) else ""
                item = QTableWidgetItem(field)
                if table.uses[column] in (STEP, OMIT):
                    item.setForeground(QColor(*self.session.theme.colour("ink3")))
                sheet.setItem(number, column, item)
        sheet.resizeColumnsToContents()
        inputs, wanted = table.inputs, self.session.layer.inputs
        fits = inputs == wanted
        text = QCoreApplication.translate(
            "ImportDialog", "The cell has {wanted} inputs, and {inputs} columns are chosen for them."
        )
        self._say("" if fits else text.format(wanted=wanted, inputs=inputs))
        self.ok.setEnabled(fits)

    def _box(self, column: int, use: str) -> QComboBox:
        tr = QCoreApplication.translate
        box = QComboBox()
        box.setAccessibleName(tr("ImportDialog", "Column {number}").format(number=column + 1))
        wanted = max(self.session.layer.inputs, self.table.inputs)
        for number in range(1, wanted + 1):
            box.addItem(f"x{number}", f"x{number}")
        box.addItem(tr("ImportDialog", "word over the step"), WORD)
        box.addItem(tr("ImportDialog", "number of the step"), STEP)
        box.addItem(tr("ImportDialog", "left out"), OMIT)
        box.setCurrentIndex(box.findData(use))
        box.activated.connect(partial(self._choose, column))
        return box

    def _choose(self, column: int, index: int) -> None:
        self.table = self.table.with_column(column, self.uses[column].itemData(index))
        self._show()

    # -- reading

    def start(self) -> None:
        """Read the table, in the background."""
        table, gaps = self.table, _GAPS[self.gaps.currentIndex()]
        self.ok.setEnabled(False)
        self.sheet.setEnabled(False)
        self.bar.setRange(0, 1000)
        self.bar.show()
        self._say("")
        self.job = Job(lambda progress: load(table, progress, gaps), self)  # type: ignore[arg-type]  # one of three
        self.job.progressed.connect(lambda done, total: self.bar.setValue(round(1000 * done / max(1, total))))
        self.job.finished.connect(self._take)
        self.job.failed.connect(self._refuse)
        self.job.crashed.connect(lambda error: self._refuse(repr(error)))
        self.job.start()

    def _take(self, found: object) -> None:
        self.job = None
        if not isinstance(found, tuple):
            return
        rows, heads = found
        try:
            self.session.apply(import_rows(self.session.state, self.name.text(), rows, heads))
        except UserError as error:
            self._refuse(str(error))
        else:
            self.accept()

    def _refuse(self, sentence: str) -> None:
        self.job = None
        self.bar.hide()
        self.sheet.setEnabled(True)
        self.ok.setEnabled(True)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence[:1].upper() + sentence[1:])

    def done(self, result: int) -> None:
        """Leave, and stop reading."""
        if self.job is not None:
            self.job.cancel()
            self.job = None
        super().done(result)
