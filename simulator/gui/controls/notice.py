"""A sentence that appears over the window and goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

_STAYS = 8000  # ms


class Notice(QLabel):
    """Shows a sentence above the lower edge of its parent; a click puts it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("notice")
        self.setStyleSheet(
            "#notice { background: palette(base); color: palette(window-text); border: 2px solid palette(window-text);"
            " border-radius: 8px; padding: 10px 16px; }"
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.setText(sentence[:1].upper() + sentence[1:])
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text()))

    def place(self) -> None:
        """Stand in the middle, above the lower edge."""
        parent = self._over
        self.setFixedWidth(min(560, parent.width() - 32))
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away."""
        self.hide()
