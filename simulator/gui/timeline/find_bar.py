"""The bar that looks for steps: a condition, the next one and the one before, how many, and a stop while playing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from simulator.gui.controls.buttons import IconButton
from simulator.gui.search import Search
from simulator.paint.fonts import font

_FIELD = 300  # px


class FindBar(QWidget):
    """Shows the search; ``left`` tells that it was put away."""

    left = Signal()

    def __init__(self, search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = search
        tr = QCoreApplication.translate
        self.setAccessibleName(tr("FindBar", "Find a step"))
        self.field = QLineEdit()
        self.field.setFixedWidth(_FIELD)
        self.field.setPlaceholderText(tr("FindBar", "f < 0.5,  y changes,  c > 6, or a step"))
        self.field.setAccessibleName(tr("FindBar", "Condition"))
        self.back = IconButton("back", side=32)
        self.back.setToolTip(tr("FindBar", "The step before where it holds  (Shift+F3)"))
        self.back.setAccessibleName(tr("FindBar", "The step before where it holds"))
        self.next = IconButton("forward", side=32)
        self.next.setToolTip(tr("FindBar", "The next step where it holds  (F3, Enter)"))
        self.next.setAccessibleName(tr("FindBar", "The next step where it holds"))
        self.stops = QCheckBox(tr("FindBar", "Stop there while playing"))
        self.told = QLabel()
        self.told.setFont(font(13, 500))
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_ = IconButton("close", side=32)
        self.close_.setToolTip(tr("FindBar", "Put away  (Esc)"))
        self.close_.setAccessibleName(tr("FindBar", "Put away"))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 16, 4)
        row.setSpacing(8)
        for widget, stretch in (
            (self.field, 0),
            (self.back, 0),
            (self.next, 0),
            (self.told, 1),
            (self.stops, 0),
            (self.close_, 0),
        ):
            row.addWidget(widget, stretch)
        self.field.textEdited.connect(search.look_for)
        self.back.clicked.connect(lambda: search.go(-1))
        self.next.clicked.connect(lambda: search.go(1))
        self.stops.toggled.connect(search.set_stops)
        self.close_.clicked.connect(self.leave)
        search.changed.connect(self.refresh)
        search.session.settings_changed.connect(self.refresh)
        self.setFocusProxy(self.field)
        self.hide()

    def ask(self) -> None:
        """Come, and take the keyboard."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Go; nothing is looked for any more."""
        self.hide()
        self.field.clear()
        self.stops.setChecked(False)
        self.search.look_for("")
        self.left.emit()

    def refresh(self) -> None:
        """Say how often the condition holds, or what is wrong with it."""
        search, tr = self.search, QCoreApplication.translate
        wrong = search.error is not None
        if search.error is not None:
            text = tr("FindBar", "{problem} (at character {column})").format(
                problem=str(search.error.problem), column=search.error.column
            )
            if search.error.hint:
                text = f"{text} {search.error.hint}"
        elif search.step is not None:
            text = tr("FindBar", "Enter goes to step {step}").format(step=search.step)
        elif search.condition is None:
            text = ""
        elif len(search.hits):
            count = len(search.hits)
            text = tr("FindBar", "1 step") if count == 1 else tr("FindBar", "{count} steps").format(count=f"{count:,}")
        else:
            text = search.reason
        self.told.setText(text[:1].upper() + text[1:])
        self.told.setToolTip(text)
        palette = self.told.palette()
        token = "out" if wrong else "ink2"
        palette.setColor(self.told.foregroundRole(), QColor(*search.session.theme.colour(token)))
        self.told.setPalette(palette)
        for button in (self.back, self.next):
            button.setEnabled(search.step is not None or len(search.hits) > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, with Shift back; Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
