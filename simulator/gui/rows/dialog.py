"""The window in which rows of the timeline are chosen; it stays open beside the timeline, which follows at once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from simulator.document.bands import Place, bands_of
from simulator.document.row_edits import move_row, set_shown
from simulator.gui.rows.commands import RowCommands
from simulator.gui.rows.tree import RowsTree
from simulator.gui.session import Session
from simulator.paint.fonts import font

_BUTTONS = (
    ("up", "down"),
    ("heat", "units"),
    ("group", "overlay"),
    ("fold", "rename"),
    ("out", "ungroup"),
    ("usual",),
)
_KEYS = {"up": "Alt+↑", "down": "Alt+↓", "rename": "F2"}


class RowsDialog(QDialog):
    """The list of all signals at the left, at the right what can be done with those that are chosen in it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.commands = RowCommands(session, self)
        self._placed = False
        self.setWindowTitle(QCoreApplication.translate("Rows", "Rows of the timeline"))
        self.tree = RowsTree(session)
        self.tree.checked.connect(self._check)
        self.tree.moved.connect(lambda way: self.do("up" if way < 0 else "down"))
        self.tree.dropped.connect(self._move)
        self.tree.asked.connect(self._open_menu)
        self.tree.itemSelectionChanged.connect(self._offer)
        self.buttons: dict[str, QPushButton] = {}
        self.message = QLabel()
        self.message.setFont(font(13, 500))
        self.message.setWordWrap(True)
        self._arrange()
        for key, do in (
            ("Ctrl+Z", session.document.undo),
            ("Ctrl+Shift+Z", session.document.redo),
            ("Ctrl+Y", session.document.redo),
            ("F2", lambda: self.do("rename")),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(do)
        session.changed.connect(self.refresh)
        session.refused.connect(self._say)
        session.settings_changed.connect(lambda: self._say(self.message.text()))

    def _arrange(self) -> None:
        right = QGridLayout()
        right.setSpacing(8)
        for line, names in enumerate(_BUTTONS):
            for column, name in enumerate(names):
                button = self.buttons[name] = QPushButton()
                button.setObjectName(name)
                button.setAutoDefault(False)
                button.clicked.connect(lambda _checked=False, name=name: self.do(name))
                right.addWidget(button, line, column, 1, 3 - len(names))
        right.setRowStretch(len(_BUTTONS), 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.tree, 1)
        row.addLayout(right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(row, 1)
        layout.addWidget(self.message)

    def sizeHint(self) -> QSize:
        """Room for some ten rows, and small enough to leave the timeline in sight."""
        return QSize(600, 400)

    def showEvent(self, event: QShowEvent) -> None:
        """Stand over the lesson the first time: the timeline stays in sight."""
        parent = self.parentWidget()
        if not self._placed and parent is not None:
            self._placed = True
            self.move(parent.mapToGlobal(QPoint(8, 72)))
        super().showEvent(event)
        self.refresh()

    def open_at(self, signal: str) -> None:
        """Come to the front, with the keyboard on the row of a signal, or on the first."""
        self.show()
        self.raise_()
        self.activateWindow()
        if not self.tree.places:
            self.tree.choose([(signal or bands_of(self.session.state)[0].signals[0], False)])
        self.tree.setFocus()

    def refresh(self, *_news: object) -> None:
        """Show what the timeline shows now, while this is open."""
        if self.isVisible():
            self._say("")
            self.tree.refresh()

    def do(self, name: str) -> None:
        """Do what a button says, if it says anything, with what is chosen in the list."""
        offer = self.commands.offers(self.tree.places)[name]
        if offer.do is None:
            return
        first = self._signal(self.tree.places[0]) if self.tree.places else ""
        offer.do()
        if name in ("group", "overlay") and not self.message.text():
            self.tree.choose([(first, True)])

    def _signal(self, place: Place) -> str:
        band = bands_of(self.session.state)[place[0]]
        return band.signals[place[1] or 0]

    def _check(self, signals: tuple[str, ...], shown: bool) -> None:
        if not self.session.try_apply(lambda state: set_shown(state, signals, shown)):
            self.tree.refresh()

    def _move(self, place: Place, to: Place) -> None:
        self.session.try_apply(lambda state: move_row(state, place, to))

    def _offer(self) -> None:
        """Say on the buttons what can be done with what is chosen."""
        for name, offer in self.commands.offers(self.tree.places).items():
            if name in self.buttons:
                button = self.buttons[name]
                button.setText(offer.text.replace("&", "&&"))
                button.setEnabled(offer.do is not None)
                button.setToolTip(f"{offer.text}  ({_KEYS[name]})" if name in _KEYS else "")

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for names in _BUTTONS:
            menu.addSeparator()
            for button in map(self.buttons.__getitem__, names):
                if button.isEnabled():
                    menu.addAction(button.text()).triggered.connect(button.click)
        menu.popup(point)

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence[:1].upper() + sentence[1:])
