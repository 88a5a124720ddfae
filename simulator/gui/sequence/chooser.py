"""The button that names the sequence on show, with a menu of all sequences and what can be done with them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from simulator.document.sequence_list_edits import show_sequence
from simulator.gui.commands import Actions
from simulator.gui.session import Session
from simulator.paint.fonts import font

_WIDEST = 220  # px
_AROUND = 44  # px of it that are not the name: the arrow, and the room beside both
_COMMANDS = ("new_sequence", "copy_sequence", "rename_sequence", "delete_sequence", "", "words", "import")


class SequenceChooser(QToolButton):
    """Shows the name of the sequence; its menu is made when it is opened."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.actions_ = session, actions
        self.setObjectName("sequence-chooser")
        self.setAccessibleName(QCoreApplication.translate("SequenceChooser", "Sequence"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFont(font(13, 600))
        self.setMaximumWidth(_WIDEST)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the name, shortened where it is long."""
        name = self.session.state.sequence.name
        text = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST - _AROUND)
        self.setText(text.replace("&", "&&"))  # one alone would underline what follows it
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """As wide as the name with the arrow."""
        name = self.text().replace("&&", "&")
        return QSize(min(_WIDEST, self.fontMetrics().horizontalAdvance(name) + _AROUND), super().sizeHint().height())

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        state = self.session.state
        for index, sequence in enumerate(state.sequences):
            action = QAction(sequence.name.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setChecked(index == state.chosen)
            action.triggered.connect(partial(self._show, index))
            group.addAction(action)
            self._menu.addAction(action)
        self._menu.addSeparator()
        for name in _COMMANDS:
            if name:
                self._menu.addAction(self.actions_[name])
            else:
                self._menu.addSeparator()

    def _show(self, index: int) -> None:
        self.session.try_apply(lambda state: show_sequence(state, index))
