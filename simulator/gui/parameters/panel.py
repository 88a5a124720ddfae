"""The window of all parameters: it stays open beside the cell, which follows every number that is changed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from simulator.document.parameter_edits import Which, arrays_of
from simulator.gui.controls.value_slider import ValueSlider
from simulator.gui.gestures import NumberGesture
from simulator.gui.parameters.grid import Grid
from simulator.gui.parameters.grouping import groups
from simulator.gui.parameters.tools import Tools
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.words import signal_words
from simulator.paint.fonts import font

_ROLE = Qt.ItemDataRole.UserRole


class ParameterPanel(QDialog):
    """The arrays at the left by gate, the chosen one as a grid at the right, with a slider for its current number."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._placed = False
        self._listed: object = None  # what the list was made for
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("Parameters", "Parameters"))
        self.list = QListWidget()
        self.list.setFixedWidth(216)
        self.list.setFont(font(14, 500))
        self.list.setAccessibleName(tr("Parameters", "Parameters"))
        self.list.itemSelectionChanged.connect(self._on_chosen)
        self.tools = Tools(session)
        self.grid = Grid(session)
        self.grid.setAccessibleName(tr("Parameters", "Numbers"))
        self.grid.entered.connect(self._show_current)
        self.number = QLabel()
        self.number.setFont(font(13, 600))
        self.slider = ValueSlider()
        self._gesture = NumberGesture(session, "slide", self.grid.edit_current)
        self._gesture.follow(self.slider)
        self.message = QLabel()
        self.message.setFont(font(13, 500))
        self.message.setWordWrap(True)
        for part in (self.grid, self.tools):
            part.refused.connect(self._say)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.tools)
        right.addWidget(self.grid, 1)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.number)
        below.addWidget(self.slider, 1)
        right.addLayout(below)
        right.addWidget(self.message)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(16)
        layout.addWidget(self.list)
        layout.addLayout(right, 1)
        for key, do in (
            (QKeySequence.StandardKey.Undo, session.document.undo),
            (QKeySequence.StandardKey.Redo, session.document.redo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(do)
        session.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Room for the tools and a matrix of some rows, and small enough to leave most of the cell in sight."""
        return QSize(760, 440)

    def showEvent(self, event: QShowEvent) -> None:
        """Stand over the lesson the first time: cell and timeline stay in sight."""
        parent = self.parentWidget()
        if not self._placed and parent is not None:
            self._placed = True
            self.move(parent.mapToGlobal(QPoint(8, 104)))
        super().showEvent(event)

    def refresh(self) -> None:
        """Show what stands there now; another cell has another list."""
        session, layer = self.session, self.session.layer
        listed = (session.cell, layer.inputs, layer.units, layer.outputs)
        if listed != self._listed:
            self._listed = listed
            self._fill_list()
        elif self.grid.which is not None:
            self.grid.numbers.refresh()
        self._show_current()

    def show_signal(self, name: str) -> None:
        """Choose the first array of a gate, or of a signal."""
        for group, whiches in groups(self.session.cell).items():
            if group and (name == group or name in _sums(self.session, group)) and whiches:
                self._choose(whiches[0])
                return

    def _fill_list(self) -> None:
        session = self.session
        before = self.grid.which
        arrays = arrays_of(session.layer)
        self.list.blockSignals(True)
        self.list.clear()
        labels = session.state.labels
        for name, whiches in groups(session.cell).items():
            start = QCoreApplication.translate("Parameters", "Before the first step")
            title = f"{name}   {signal_words(session.cell, name, labels, LANGUAGE).title}" if name else start
            heading = QListWidgetItem(title)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setFont(font(13, 600))
            heading.setSizeHint(QSize(0, 30))
            if whiches:
                self.list.addItem(heading)
            for which in whiches:
                item = QListWidgetItem(f"    {which.label}   {' × '.join(map(str, arrays[which].shape))}")
                item.setData(_ROLE, (which, name))
                item.setSizeHint(QSize(0, 26))
                self.list.addItem(item)
        self.list.blockSignals(False)
        self._choose(before if before in arrays else next(iter(arrays)))

    def _choose(self, which: Which | None) -> None:
        for row in range(self.list.count()):
            data = self.list.item(row).data(_ROLE)
            if data is not None and data[0] == which:
                self.list.setCurrentRow(row)
                if self.grid.which != which or self.grid.numbers.rowCount() == 0:
                    self._on_chosen()
                else:
                    self.grid.show_array(data[0])

    def _chosen(self) -> tuple[Which, str] | None:
        """Return the array that the list stands on, and its gate."""
        items = self.list.selectedItems()
        return items[0].data(_ROLE) if items else None

    def _on_chosen(self) -> None:
        data = self._chosen()
        if data is not None:
            self.grid.show_array(data[0])
            self._say("")

    def _show_current(self) -> None:
        which, index = self.grid.which, self.grid.currentIndex()
        data = self._chosen()
        if which is None or data is None or not index.isValid():
            return
        self.tools.show_array(which, data[1])
        name = self.grid.numbers.name(index)
        self.number.setText(name)
        self.slider.setAccessibleName(name)
        self.slider.show_value(self.grid.numbers.value(index))

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence[:1].upper() + sentence[1:])


def _sums(session: Session, name: str) -> tuple[str, ...]:
    """Return the sums behind a signal."""
    return tuple(other for other in session.cell.graph.reads(name) if session.cell.roles[other] == "sum")
