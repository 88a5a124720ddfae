"""The editor of a cell's equations: every text that is a cell takes effect as it is typed, and says where it is not."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit, QWidget

from simulator.document import Change, State
from simulator.document.equation_edits import set_equations
from simulator.errors import CellError
from simulator.gui.equation_colours import EquationColours
from simulator.gui.gestures import new_gesture
from simulator.gui.session import Session
from simulator.language.editing import Call, call_at, is_unfinished
from simulator.paint.fonts import font

PATIENCE = 1200  # ms after which a line that was only begun counts as wrong
_SIZE = 15  # px
_LEAST = 220  # px that a sentence may take; it breaks where there is less on the right of its column


class EquationEditor(QPlainTextEdit):
    """Edits the equations, one a line.

    All that is typed until the keyboard leaves is one edit. While a text is no cell, the last one that was stays, the
    place is underlined, and a sentence stands below it. ``call_changed`` tells that the caret stands in another call,
    ``left`` asks for the keyboard to go back to the picture.
    """

    call_changed = Signal()
    drawn = Signal(tuple)  # names that are new weights, since the typing began
    left = Signal()
    list_requested = Signal()  # of functions, for the call at the caret

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.error: CellError | None = None
        self._base: State | None = None  # in which the gesture began
        self._gesture = ""
        self._busy = False  # what changes now, changes by this editor
        self._typed = ""
        self._shown_error: CellError | None = None
        self.setObjectName("equations")
        self.setAccessibleName(QCoreApplication.translate("EquationEditor", "Equations"))
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPixelSize(_SIZE)
        self.setFont(mono)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setUndoRedoEnabled(False)  # undo is the document's, also here
        self.setTabChangesFocus(True)
        self.setCursorWidth(2)
        self.document().setDocumentMargin(10)
        self.colours = EquationColours(self.document(), session)
        self.message = QLabel(self.viewport())
        self.message.setObjectName("equation-message")
        self.message.setFont(font(13, 500))
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setMargin(5)
        self.message.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PATIENCE)
        self._wait.timeout.connect(lambda: self._show_error(self.error))
        self.textChanged.connect(self._on_typed)
        self.cursorPositionChanged.connect(self._on_moved)
        self.updateRequest.connect(self._place_message)
        session.changed.connect(self._on_changed)
        session.opened.connect(self._fill)
        session.settings_changed.connect(self._on_settings)
        self._fill()
        self._on_settings()

    # -- the call at the caret

    @property
    def call(self) -> Call | None:
        """The call that the caret stands in."""
        cursor = self.textCursor()
        line = cursor.block().text()
        return call_at(line, len(_units(line)[: 2 * cursor.positionInBlock()].decode("utf-16-le", "ignore")))

    def choose(self, function: str) -> None:
        """Put another function in place of the one at the caret, as an edit of its own."""
        call = self.call
        if call is None or function == call.function:
            return
        cursor = self.textCursor()
        at = cursor.position()
        block = cursor.block()
        cursor.setPosition(_position(block, call.start))
        cursor.setPosition(_position(block, call.stop), QTextCursor.MoveMode.KeepAnchor)
        self._end_gesture()
        self._busy = True
        cursor.insertText(function)
        self._busy = False
        after = self.textCursor()
        after.setPosition(min(at, _position(after.block(), call.start + len(function))))
        self.setTextCursor(after)
        self._typed = self.toPlainText()
        self._take(self._typed, function)
        self._end_gesture()
        self.call_changed.emit()

    # -- typing

    def _on_typed(self) -> None:
        text = self.toPlainText()
        if self._busy or text == self._typed:  # colours have changed, no letter
            return
        self._typed = text
        self._take(text)
        self._follow_caret()

    def _take(self, text: str, function: str = "") -> None:
        """Change the document if a text is a cell, else say why it is none."""
        session = self.session
        if self._base is None:
            self._base, self._gesture = session.state, new_gesture("equations")
        try:
            edit = set_equations(self._base, text, self._gesture, function)
        except CellError as error:
            self._set_error(error)
            return
        self._set_error(None)
        self._busy = True
        if edit.state is self._base and session.state is not self._base:
            session.document.undo()  # typed back to where it began: nothing is left of it
        else:
            session.apply(edit)
        self._busy = False
        before = self._base.layer.parameters
        self.drawn.emit(tuple(name for name in session.cell.parameters if name not in before))

    def _end_gesture(self) -> None:
        self._base = None

    def _on_changed(self, change: Change) -> None:
        """Follow what others do to the equations; what is typed and no cell yet stays where they are the same."""
        if self._busy:
            return
        self._end_gesture()
        if change.after.layer.cell.equations != change.before.layer.cell.equations:
            self._fill()

    def _fill(self) -> None:
        """Show the equations as they are, the caret where it was."""
        text = self.session.cell.equations
        self._end_gesture()
        if text != self.toPlainText():
            at = self.textCursor().position()
            self._busy = True
            self.setPlainText(text)
            self._busy = False
            cursor = self.textCursor()
            cursor.setPosition(min(at, self.document().characterCount() - 1))
            self.setTextCursor(cursor)
        self._typed = text
        self._set_error(None)
        self.drawn.emit(())

    # -- keys and focus

    def event(self, event: QEvent) -> bool:
        """Leave undo to the document, unless what is typed here has not reached it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if (undo and self.error is None) or event.matches(QKeySequence.StandardKey.Redo):
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what is no cell, then leaves; Ctrl+Space opens the list of functions."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            self._fill()
        elif event.key() == Qt.Key.Key_Escape:
            if self.error is None:
                self.left.emit()
            else:
                self._fill()
        elif event.key() == Qt.Key.Key_Space and control:
            self.list_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is typed next is another edit."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end_gesture()
            self._show_error(self.error)

    # -- where the caret is

    def show_line(self, signal: str) -> None:
        """Put the caret on a signal's equation, unless it is being typed in."""
        if self.hasFocus() or signal not in self.session.cell.signals or self.error is not None:
            return
        graph = self.session.cell.graph
        block = self.document().findBlockByNumber(graph.nodes[graph.signals[signal]].line - 1)
        if block.blockNumber() != self.textCursor().blockNumber():
            self.setTextCursor(QTextCursor(block))

    def _on_moved(self) -> None:
        if not self._busy and self.toPlainText() == self._typed:  # else a letter moved it, which is heard of next
            self._follow_caret()

    def _follow_caret(self) -> None:
        """Select the signal in whose equation the caret stands."""
        if self.error is None and self.hasFocus():
            line = self.textCursor().blockNumber() + 1
            graph = self.session.cell.graph
            for name, index in graph.signals.items():
                if graph.nodes[index].line == line:
                    self.session.select(name)
        elif self.error is not None and self.error.line != self.textCursor().blockNumber() + 1:
            self._show_error(self.error)
        self.call_changed.emit()

    # -- errors

    def _set_error(self, error: CellError | None) -> None:
        self.error = error
        self._wait.stop()
        if error is not None and self._is_being_typed(error):
            self._show_error(None)
            self._wait.start()
        else:
            self._show_error(error)

    def _is_being_typed(self, error: CellError) -> bool:
        cursor = self.textCursor()
        here = cursor.blockNumber() == error.line - 1 and cursor.atBlockEnd()
        return here and self.hasFocus() and is_unfinished(cursor.block().text())

    def _show_error(self, error: CellError | None) -> None:
        self._shown_error = error
        self._underline()
        words = "" if error is None else f"{error.problem} {error.hint}".strip()
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self._place_message()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if words and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _underline(self) -> None:
        error = self._shown_error
        if error is None:
            self.setExtraSelections([])
            return
        block = self.document().findBlockByNumber(error.line - 1)
        text = block.text()
        start = min(error.column - 1, max(0, len(text) - 1))
        stop = start + 1
        while stop < len(text) and (text[start].isidentifier() and f"a{text[stop]}".isidentifier()):
            stop += 1
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(block)
        cursor.setPosition(_position(block, start))
        cursor.setPosition(_position(block, stop), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(*self.session.theme.colour("out")))
        look.setBackground(QColor(*self.session.theme.colour("out_t")))
        mark.cursor, mark.format = cursor, look
        self.setExtraSelections([mark])

    def _place_message(self) -> None:
        """Lay the sentence below the column it speaks of; above it where there is no room below."""
        error = self._shown_error
        if error is None:
            return
        block = self.document().findBlockByNumber(error.line - 1)
        cursor = QTextCursor(block)
        cursor.setPosition(_position(block, error.column - 1))
        place = self.cursorRect(cursor)
        whole = self.message.fontMetrics().horizontalAdvance(self.message.text()) + 2 * self.message.margin() + 4
        room = self.viewport().width() - 16
        left = max(8, min(place.left() - 6, 8 + room - min(whole, _LEAST)))
        self.message.setFixedWidth(min(whole, 8 + room - left))
        self.message.adjustSize()
        below = place.bottom() + 5
        if below + self.message.height() > self.viewport().height() and place.top() > self.message.height():
            below = place.top() - self.message.height() - 3
        self.message.move(left, below)
        self.message.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence in sight."""
        super().resizeEvent(event)
        self._place_message()

    def _on_settings(self) -> None:
        red, ground, edge = (QColor(*self.session.theme.colour(token)).name() for token in ("out", "bg", "edge"))
        self.message.setStyleSheet(f"color: {red}; background: {ground}; border: 1px solid {edge}; border-radius: 4px;")
        self.colours.refresh()
        self._underline()


def _units(text: str) -> bytes:
    """Return a text as Qt counts it: two bytes a place."""
    return text.encode("utf-16-le", "surrogatepass")


def _position(block: QTextBlock, character: int) -> int:
    """Return the place in the document of a character of a line, from 0."""
    return block.position() + len(_units(block.text()[:character])) // 2
