"""What a step has done, for those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.session import Session


def announce_step(view: QWidget, session: Session) -> None:
    """Have a screen reader say the numbers of the present step, once it is over, as the description of a view."""
    cursor = session.cursor
    if cursor.phase < 1 or not QAccessible.isActive():
        return
    now = session.explained(cursor.step)
    if now is None:
        return
    cell = session.cell
    numbers = [
        f"{name} = {', '.join(f'{float(value):.4g}' for value in now[name][:8])}"
        for name in cell.signals
        if cell.roles[name] != "sum"
    ]
    text = QCoreApplication.translate("Announcement", "Step {step}: {numbers}")
    words = text.format(step=cursor.step, numbers="; ".join(numbers))
    if words != view.accessibleDescription():
        view.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))
