"""The editor of one input of the sequence, laid over its field in the timeline as in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from simulator.document.edits import paste, set_input
from simulator.document.entry import parse_block, parse_number
from simulator.errors import UserError
from simulator.gui.controls.number_field import may_become_number
from simulator.gui.gestures import new_gesture
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.render.format import exact


class CellEditor(QLineEdit):
    """Edits input ``row`` (from 0) at ``step`` (from 1), one of those ``inputs`` that have fields.

    A valid number takes effect while it is typed; all that is typed until the editor moves on is one edit. Before
    anything is typed the arrow keys go to the neighbouring fields. ``moved`` asks to edit another field, ``left`` to
    leave.
    """

    moved = Signal(int, int)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._over = parent
        self.row = 0
        self.step = 1
        self.inputs: tuple[int, ...] = ()
        self.is_open = False
        self._gesture = ""
        self._original = 0.0  # what stood there before the gesture
        self._changed = False  # whether the gesture has changed the document
        self._bad = False
        self._moving = False
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("cell-editor")
        self.setAccessibleName(QCoreApplication.translate("CellEditor", "Input"))
        self.message = QLabel(parent)
        self.message.setObjectName("cell-message")
        self.message.setFont(font(13, 500))
        self.message.setMargin(4)
        self.message.setAutoFillBackground(True)
        self.message.hide()
        self.hide()
        self.textEdited.connect(self._on_typed)

    # -- open and close

    def open(self, row: int, step: int, text: str | None = None) -> None:
        """Begin to edit a field; ``text`` replaces what stands there."""
        self._moving = True
        self.row, self.step = row, step
        self._gesture, self._changed = new_gesture("cell"), False
        self._original = self._stored() if step <= self.session.steps else 0.0
        self.is_open = True
        self._set_bad("")
        name = QCoreApplication.translate("CellEditor", "x{input} at step {step}")
        self.setAccessibleName(name.format(input=row + 1, step=step))
        self.setText(exact(self._stored()))
        self._colour()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        if text is not None:
            self.setText(text)
            self.setModified(True)
            self._on_typed(text)
        self._moving = False

    def close_editor(self) -> None:
        """Leave without a word; what was valid has taken effect already."""
        self.is_open = False
        self._set_bad("")
        self.hide()

    def refresh(self) -> None:
        """Show what stands in the field now, unless something else is being typed."""
        if self.step > self.session.steps or self.row not in self.inputs:
            self._leave()
        elif not self._bad and self._parsed() != self._stored():
            self.setText(exact(self._stored()))
            self.selectAll()

    def _parsed(self) -> float | None:
        try:
            return parse_number(self.text())
        except UserError:
            return None

    def stand_at(self, place: QRect | None) -> None:
        """Lay the editor over its field, and the sentence below it; None while that is scrolled out of sight."""
        if place is None:
            self.hide()
            self.message.hide()
            return
        self.setGeometry(place)
        self.show()
        self._place_message()

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the editor from the window."""
        if isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if event.type() == QEvent.Type.ShortcutOverride and undo:
                return False  # they are the document's, also here
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._advance(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between fields until something is typed; Enter applies and stays; Esc takes back."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        typed = self.isModified()
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            self._cancel()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._finish():
                self._leave()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(-1 if key == Qt.Key.Key_Up else 1, 0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not typed and not shift and not ctrl:
            self._go(0, -1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not typed:
            self._go(0, (1 if key == Qt.Key.Key_Home else self.session.steps) - self.step)
        elif (
            key in (Qt.Key.Key_Insert,)
            or (ctrl and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus))
            or (key == Qt.Key.Key_Delete and not typed)
        ):
            event.ignore()
        elif ctrl and key == Qt.Key.Key_V:
            self.paste()
        elif ctrl and key == Qt.Key.Key_Z:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Put a number, or a block of a spreadsheet, here."""
        text = QGuiApplication.clipboard().text()
        if self.isModified() and not any(mark in text.strip("\r\n") for mark in "\t\n;"):
            super().paste()
            return
        self.paste_block(text, self.row, self.step)

    def paste_block(self, text: str, row: int, step: int) -> None:
        """Put a block of numbers into the sequence, its first one at a field; say what is wrong if it does not fit."""
        session = self.session
        try:
            block = parse_block(text, session.layer.inputs - row)
            session.apply(paste(session.state, step - 1, row, block))
        except UserError as error:
            session.refused.emit(str(error))
            return
        if self.is_open:
            self.open(self.row, self.step)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is valid is kept and the editor closes; what is not stays, to be mended."""
        super().focusOutEvent(event)
        if (
            self._moving
            or not self.is_open
            or event.reason()
            in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
            )
        ):
            return
        if self._finish():
            self.close_editor()

    # -- inside

    def _on_typed(self, text: str) -> None:
        if may_become_number(text):
            self._set_bad("")
            return
        self._try(text)

    def _try(self, text: str) -> bool:
        """Let a text take effect; False if it is no number."""
        session = self.session
        where = QCoreApplication.translate("CellEditor", "Step {step}, x{input}").format(
            step=self.step, input=self.row + 1
        )
        try:
            value = parse_number(text, where)
            edit = set_input(session.state, self.step - 1, self.row, value, self._gesture)
        except UserError as error:
            self._set_bad(str(error))
            if self._changed:  # by what was typed so far: 1e9 on the way to 1e999
                session.apply(set_input(session.state, self.step - 1, self.row, self._original, self._gesture))
            return False
        self._set_bad("")
        if edit.state is not session.state:
            self._changed = True
            session.apply(edit)
        return True

    def _finish(self) -> bool:
        """End the gesture; False if what stands here is no number."""
        if self.isModified() and not self._try(self.text()):
            return False
        self.setModified(False)
        return True

    def _cancel(self) -> None:
        if self._changed:
            self.session.document.undo()
        self.setModified(False)
        self._leave()

    def _leave(self) -> None:
        self._moving = True
        self.close_editor()
        self._moving = False
        self.left.emit()

    def _advance(self, way: int) -> None:
        """Go to the next field: down the inputs of a step, then to the next step."""
        count = len(self.inputs)
        place = (self.step - 1) * count + self.inputs.index(self.row) + way
        if 0 <= place < count * self.session.steps and self._finish():
            self.moved.emit(self.inputs[place % count], place // count + 1)

    def _go(self, rows: int, steps: int) -> None:
        place, step = self.inputs.index(self.row) + rows, self.step + steps
        inside = 0 <= place < len(self.inputs) and 1 <= step <= self.session.steps
        if self._finish() and inside:
            self.moved.emit(self.inputs[place], step)

    def _stored(self) -> float:
        return float(self.session.inputs(self.step - 1, self.step)[0, self.row])

    def _set_bad(self, sentence: str) -> None:
        self._bad = bool(sentence)
        self.message.setText(sentence)
        self.message.setVisible(self._bad and self.isVisible())
        self._colour()
        self._place_message()

    def _place_message(self) -> None:
        if not self._bad:
            return
        self.message.adjustSize()
        room = self._over.width() - self.message.width() - 8
        place = self.geometry().bottomLeft() + QPoint(0, 3)
        self.message.move(max(0, min(place.x(), room)), place.y())
        self.message.setVisible(self.isVisible())
        self.message.raise_()

    def _colour(self) -> None:
        theme = self.session.theme
        ink, red, ground = (QColor(*theme.colour(token)).name() for token in ("ink", "out", "bg"))
        self.setStyleSheet(
            f"QLineEdit {{ min-height: 0; padding: 0; border: 2px solid {red if self._bad else ink};"
            f" border-radius: 5px; font-size: 14px; font-weight: 700; background: {ground}; color: {ink}; }}"
        )
        self.message.setStyleSheet(f"color: {red}; background: {ground};")
