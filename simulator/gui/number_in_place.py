"""A number of a picture changed where it stands, typed or by the wheel: a weight on its wire, an input in its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.document.edits import set_input, set_parameter
from simulator.document.entry import parse_number
from simulator.gui.controls.number_field import NOTCH, REST, NumberField, fineness, stepped, unit_of
from simulator.gui.gestures import MakeEdit, NumberGesture
from simulator.gui.session import Session
from simulator.gui.weights import abs_zero, brief
from simulator.paint.fonts import font
from simulator.render.format import exact

_ELEMENT = re.compile(r"(\w+)\[([\d,]+)\]")
_SIZE, _IN_HALL = QSize(76, 27), QSize(132, 46)  # px of the field


@dataclass(frozen=True)
class Number:
    """A number that a place of a picture stands for: what it is called, its value, and the edit that changes it."""

    name: str
    value: float
    make: MakeEdit


def number_at(session: Session, target: str) -> Number | None:
    """Return the parameter (``W_f[0,1]``) or the input of the present step (``x[2]``) that a target names."""
    found = _ELEMENT.fullmatch(target)
    if found is None:
        return None
    name, index = found[1], tuple(int(part) for part in found[2].split(","))
    if name == "x":
        row, column = session.cursor.step - 1, index[0] - 1
        if not (0 <= column < session.layer.inputs and row < session.steps):
            return None
        value = float(session.inputs(row, row + 1)[0, column])
        return Number(f"x{column + 1}", value, lambda state, new, gesture: set_input(state, row, column, new, gesture))
    array = session.layer.parameters.get(name)
    if array is None or len(index) != array.ndim or any(k >= size for k, size in zip(index, array.shape, strict=True)):
        return None
    label, value = f"{name}[{', '.join(str(k + 1) for k in index)}]", float(array[index])
    return Number(label, value, lambda state, new, gesture: set_parameter(state, name, index, new, gesture))


class NumberInPlace(QObject):
    """Lays a field over a place of a picture, and answers the wheel over any number of it.

    ``places`` gives a target's rectangles in ``canvas``, none where it is not in sight; ``fan`` the targets among which
    Tab goes to and fro.
    """

    def __init__(
        self,
        session: Session,
        canvas: QWidget,
        places: Callable[[str], list[QRect]],
        fan: Callable[[], Sequence[str]],
    ) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._places, self._fan = session, canvas, places, fan
        self._field: _Field | None = None
        self._target = ""
        self._which = 0  # of the places where the number stands
        self._turned: tuple[str, NumberGesture] | None = None
        self._notches = 0
        self._resting = QTimer(self)  # ends a gesture of the wheel
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST)
        self._resting.timeout.connect(self._rest)

    @property
    def field(self) -> NumberField | None:
        """The field that is open."""
        return self._field

    @property
    def target(self) -> str:
        """The number that is being edited, "" for none."""
        return self._target

    def open(self, target: str, at: QPoint | None = None) -> bool:
        """Edit a number, an input in the cell that holds a point; False if the target is none, or not in sight."""
        number, places = number_at(self._session, target), self._places(target)
        if number is None or not places:
            return False
        self.close()
        holding = [k for k, place in enumerate(places) if at is not None and place.contains(at)]
        self._target, self._which = target, holding[0] if holding and target.startswith("x[") else 0
        field = self._field = _Field(self._canvas, self._step_aside)
        field.setFont(font(27 if self._session.projecting else 14, 600))
        field.set_danger(QColor(*self._session.theme.colour("out")))
        field.setAccessibleName(number.name)
        field.show_value(abs_zero(number.value))
        NumberGesture(self._session, "in place", number.make).follow(field)
        field.refused.connect(self._say)
        field.left.connect(self.close)
        self.follow()
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def close(self) -> None:
        """Put the field away; what was typed and is a number has been kept."""
        field, self._field, self._target = self._field, None, ""
        if field is not None:
            had_keyboard = field.hasFocus()
            field.blockSignals(True)
            field.hide()
            field.deleteLater()
            if had_keyboard and (view := self._canvas.parentWidget()) is not None:
                view.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Stand where the number stands now, with its value now; go where it is no more."""
        if self._field is None:
            return
        places, number = self._places(self._target), number_at(self._session, self._target)
        if not places or number is None:
            self.close()
            return
        place = places[min(self._which, len(places) - 1)]
        size = _IN_HALL if self._session.projecting else _SIZE
        rect = QRect(QPoint(0, 0), QSize(size.width(), max(size.height(), place.height())))
        rect.moveCenter(place.center())
        room = self._canvas.rect()
        rect.moveLeft(max(0, min(rect.left(), room.right() - rect.width())))
        rect.moveTop(max(0, min(rect.top(), room.bottom() - rect.height())))
        self._field.setGeometry(rect)
        self._field.show_value(abs_zero(number.value))

    def turn(self, event: QWheelEvent, target: str) -> bool:
        """Change the number under the pointer by the wheel; False where there is none."""
        number = number_at(self._session, target)
        if number is None:
            return False
        if self._turned is None or self._turned[0] != target:
            self._rest()
            self._notches = 0
            self._turned = target, NumberGesture(self._session, "turn", number.make)
        delta = event.angleDelta()
        self._notches += delta.y() or delta.x()
        notches = int(self._notches / NOTCH)
        self._notches -= notches * NOTCH
        if notches:
            change = notches * fineness(event.modifiers()) * unit_of(number.value)
            self._turned[1].propose(stepped(number.value, change))
            self._resting.start()
            number = number_at(self._session, target) or number
            QToolTip.showText(event.globalPosition().toPoint(), f"{number.name} = {exact(number.value)}", self._canvas)
        return True

    def _rest(self) -> None:
        if self._turned is not None:
            self._turned[1].finish()
            self._turned = None

    def _say(self, sentence: str) -> None:
        if self._field is not None and sentence:
            QToolTip.showText(self._field.mapToGlobal(QPoint(0, self._field.height())), sentence, self._field)
        else:
            QToolTip.hideText()

    def _step_aside(self, way: int) -> bool:
        """Go to the next weight of the same sum, or the one before; False at the ends."""
        targets = [target for target in self._fan() if self._places(target)]
        if self._target not in targets:
            return False
        place = targets.index(self._target) + way
        return 0 <= place < len(targets) and self.open(targets[place])


class _Field(NumberField):
    """The field itself: Enter and Esc put it away, Tab goes on to the next number, and so does a click elsewhere."""

    left = Signal()

    def __init__(self, parent: QWidget, step_aside: Callable[[int], bool]) -> None:
        super().__init__(parse_number, brief, exact, parent)
        self._step_aside = step_aside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the number, Esc takes it back; then the picture has the keyboard again."""
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape or (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.bad
        ):
            self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is no number is given up with the field."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes through the weights of the sum, and back to the picture after the last one."""
        self.settle()
        if not self.bad and not self._step_aside(1 if following else -1):
            self.left.emit()
        return True
