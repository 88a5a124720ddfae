"""What keys mean while one trains, for the view and for the sheet of keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

MANY = 100  # updates of the larger step


def train_keys() -> tuple[str, list[tuple[str, str]]]:
    """Return a heading, and the keys with what they do."""
    tr = QCoreApplication.translate
    return tr("Training", "In the view Train"), [
        (tr("Training", "Space"), tr("Training", "start or pause")),
        ("→", tr("Training", "one update")),
        ("Shift+→", tr("Training", "{count} updates").format(count=MANY)),
        ("←", tr("Training", "look back, to the moment before")),
        ("End", tr("Training", "to now")),
        ("Home", tr("Training", "to the beginning")),
        (tr("Training", "Page up, Page down"), tr("Training", "another step of the cell")),
        ("← →", tr("Training", "on their pages: through the moments of an update, or over the weights")),
        (tr("Training", "Ctrl+Home"), tr("Training", "back to the start, to train again")),
    ]
