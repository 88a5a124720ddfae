"""The equations: typeset with the numbers of the present step, and beside them as text that can be edited."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from simulator.document.equation_edits import set_output
from simulator.engine.overflow import Overflow, first_overflow
from simulator.gui.equation_editor import EquationEditor
from simulator.gui.moment_view import MomentView
from simulator.gui.session import Session
from simulator.language import FUNCTIONS
from simulator.paint.fonts import font
from simulator.render.equations import equations
from simulator.render.primitives import Picture
from simulator.render.view import CellView

_SIDE, _LEAST_SIDE = 400, 260  # px of the editor's side
_PADDING = 16


class EquationsPicture(MomentView):
    """The typeset equations; what is clicked in them is selected."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(QCoreApplication.translate("EquationsView", "Equations with their numbers"))

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the equations with the numbers of a step."""
        return equations(view, self.session.cursor.phase, width, height)

    def on_selected(self) -> None:
        """Draw, and scroll to what is selected."""
        self.refresh()
        place = self.place(self.session.selected)
        if place is not None:
            for bar, start, stop, room in (
                (self.verticalScrollBar(), place.top(), place.bottom(), self.viewport().height()),
                (self.horizontalScrollBar(), place.left(), place.right(), self.viewport().width()),
            ):
                bar.setValue(bar.value() + min(start, max(0, stop - room)))


class EquationsView(QSplitter):
    """The picture, and beside it the editor with the lists of functions and outputs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.session = session
        self._overflow: Overflow | None = None
        tr = QCoreApplication.translate
        self.picture = EquationsPicture(session)
        self.editor = EquationEditor(session)
        self.functions = QComboBox()
        self.functions.addItems(list(FUNCTIONS))
        self.functions.setToolTip(tr("EquationsView", "Another function for the one at the caret (Ctrl+Space)"))
        self.functions.setAccessibleName(tr("EquationsView", "Function at the caret"))
        self.outputs = QComboBox()
        self.outputs.setToolTip(tr("EquationsView", "Which signal leaves the cell"))
        self.outputs.setAccessibleName(tr("EquationsView", "Output"))
        self.note = _lines(500)
        self.note.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.warning = _lines(600)
        self.go = QPushButton()
        self.side = self._side()
        self.addWidget(self.picture)
        self.addWidget(self.side)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.picture.setMinimumWidth(200)
        self.side.setMinimumWidth(_LEAST_SIDE)
        self.setFocusProxy(self.picture)
        self.functions.activated.connect(self._choose_function)
        self.outputs.activated.connect(self._choose_output)
        self.go.clicked.connect(self._go_to_overflow)
        self.editor.call_changed.connect(self._show_call)
        self.editor.drawn.connect(self._show_drawn)
        self.editor.left.connect(self.picture.setFocus)
        self.editor.list_requested.connect(self._open_functions)
        session.changed.connect(self._refresh)
        session.traced.connect(self._show_overflow)
        session.selected_changed.connect(lambda: self.editor.show_line(session.selected))
        session.settings_changed.connect(self._on_settings)
        self._on_settings()
        self._refresh()
        self._show_drawn(())

    def _side(self) -> QWidget:
        tr = QCoreApplication.translate
        side = QFrame()
        side.setAutoFillBackground(True)
        side.setBackgroundRole(QPalette.ColorRole.Window)
        title = QLabel(tr("EquationsView", "Equations, one a line"))
        title.setFont(font(13, 600))
        lists = QGridLayout()
        lists.setHorizontalSpacing(8)
        lists.setVerticalSpacing(4)
        named = ((tr("EquationsView", "Function"), self.functions), (tr("EquationsView", "Output"), self.outputs))
        for place, (words, box) in enumerate(named):
            label = QLabel(words)
            label.setFont(font(13, 500))
            label.setBuddy(box)
            lists.addWidget(label, 0, place)
            lists.addWidget(box, 1, place)
            lists.setColumnStretch(place, 3 - place)
        column = QVBoxLayout(side)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.editor, 1)
        column.addWidget(self.note)
        column.addLayout(lists)
        column.addWidget(self.warning)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the editor its side, as far as there is room."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            side = max(_LEAST_SIDE, min(_SIDE, round(event.size().width() * 0.38)))
            self.setSizes([event.size().width() - side, side])

    # -- what follows the session

    def _refresh(self) -> None:
        cell = self.session.cell
        with QSignalBlocker(self.outputs):
            if [self.outputs.itemText(k) for k in range(self.outputs.count())] != list(cell.signals):
                self.outputs.clear()
                self.outputs.addItems(list(cell.signals))
            self.outputs.setCurrentText(cell.output)
        self._show_call()
        self._show_overflow()

    def _show_call(self) -> None:
        call = self.editor.call
        self.functions.setEnabled(call is not None)
        self.functions.setCurrentIndex(list(FUNCTIONS).index(call.function) if call is not None else -1)

    def _show_drawn(self, names: tuple[str, ...]) -> None:
        """Say which names have become weights: a name that was mistyped is one, too."""
        words = QCoreApplication.translate("EquationsView", "New weights, drawn at random: {names}")
        self.note.setText(words.format(names=", ".join(names)))
        self.note.setVisible(bool(names))

    def _show_overflow(self) -> None:
        """Say where the trace first left the numbers."""
        session = self.session
        ready = session.ready
        self._overflow = first_overflow({name: session.signal(name, 0, ready) for name in session.cell.signals})
        found = self._overflow
        self.warning.setVisible(found is not None)
        self.go.setVisible(found is not None)
        if found is not None:
            tr = QCoreApplication.translate
            template = (
                tr("EquationsView", "{signal} is no number at step {step}, and from there on all that follows from it.")
                if found.value != found.value
                else tr(
                    "EquationsView", "{signal} first becomes infinite at step {step}. All else can be used as before."
                )
            )
            self.warning.setText(template.format(signal=found.signal, step=found.step))
            self.go.setText(tr("EquationsView", "Go to step {step}").format(step=found.step))

    def _on_settings(self) -> None:
        self.side.setVisible(not self.session.projecting)

    # -- what is chosen

    def _choose_function(self, index: int) -> None:
        self.editor.choose(self.functions.itemText(index))
        self.editor.setFocus()

    def _open_functions(self) -> None:
        if self.functions.isEnabled():
            self.functions.setFocus()
            self.functions.showPopup()

    def _choose_output(self, index: int) -> None:
        name = self.outputs.itemText(index)
        self.session.try_apply(lambda state: set_output(state, name))
        self._refresh()

    def _go_to_overflow(self) -> None:
        if self._overflow is not None:
            self.session.clock.jump(self._overflow.step)
            self.session.select(self._overflow.signal, self._overflow.unit)


def _lines(weight: int) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(13, weight))
    return label
