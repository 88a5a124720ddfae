"""The pane at the left: the text of what is open, and the lessons and cells to choose from."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from simulator.gui.catalogue import Entry, catalogue
from simulator.gui.controls.buttons import ring
from simulator.gui.session import LANGUAGE, Session
from simulator.paint.fonts import font
from simulator.tables import words

WIDTH = 272
_PADDING = 24
_ENTRY = Qt.ItemDataRole.UserRole
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class LessonPane(QWidget):
    """Shows the text of the open lesson or cell; ``chosen`` asks to open another one, by id."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFixedWidth(WIDTH)
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setFont(font(19, 700))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(_PADDING, 20, 18, 12)
        inner.setSpacing(12)
        inner.addWidget(self.title)
        inner.addWidget(self.text)
        inner.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setAccessibleName(QCoreApplication.translate("LessonPane", "Lesson text"))
        self.scroll_area.setWidget(page)
        self.list = _List()
        self.list.setAccessibleName(QCoreApplication.translate("LessonPane", "Lessons and cells"))
        self.list.opened.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        upper = QWidget()
        self._upper = QVBoxLayout(upper)
        self._upper.setContentsMargins(0, 0, 0, 0)
        self._upper.setSpacing(0)
        self._upper.addWidget(self.scroll_area, 1)
        layout.addWidget(upper, 3)
        layout.addWidget(_Rule())
        layout.addWidget(self.list, 2)
        session.opened.connect(self.refresh)
        self.refresh()

    def set_foot(self, foot: QWidget) -> None:
        """Put something below the text; the list keeps its height."""
        self._upper.addWidget(foot)

    def refresh(self) -> None:
        """Show what is open, and mark it in the list."""
        state = self.session.state
        self.title.setText(words(state.titles, LANGUAGE))
        self.text.setText(typeset(words(state.texts, LANGUAGE)))
        self.scroll_area.verticalScrollBar().setValue(0)
        self.list.mark(state.lesson or state.layer.cell.id)


def typeset(text: str) -> str:
    """Return a lesson's text as rich text: an empty line ends a paragraph, *x₁* is a variable."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        line = html.escape(" ".join(paragraph.split()), quote=False)
        line = re.sub(r"\*([^*]+)\*", lambda match: f"<i>{match[1]}</i>", line)
        line = re.sub(
            "[₀-₉]+",
            lambda match: f'<span style="font-size:16px; vertical-align:sub">{match[0].translate(_SUBSCRIPTS)}</span>',
            line,
        )
        paragraphs.append(f'<p style="line-height:23px; margin:0 0 10px 0">{line}</p>')
    return "".join(paragraphs)


class _Rule(QWidget):
    """A line between two parts of a pane."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Mid)


class _List(QListWidget):
    """Lessons and cells under their headings; it answers the keys that move in it, the others are the window's."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        palette = self.palette()
        palette.setBrush(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self._fill()
        self.itemClicked.connect(self._open)

    def mark(self, identity: str) -> None:
        """Mark the entry that is open."""
        for row in range(self.count()):
            item = self.item(row)
            entry = item.data(_ENTRY)
            item.setData(_ENTRY + 1, isinstance(entry, Entry) and entry.id == identity)
            if item.data(_ENTRY + 1):
                self.setCurrentRow(row)
                self.scrollToItem(item)  # no further than it takes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen entry in sight, unless it was scrolled away: the panes beside it change this one's height."""
        chosen = self.currentIndex()
        old = QRect(QPoint(0, 0), event.oldSize())
        seen = not self.isVisible() or old.contains(self.visualRect(chosen))
        super().resizeEvent(event)
        if chosen.isValid() and seen:
            self.scrollTo(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Home and End move; Enter and Space open."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentItem())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _open(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        if isinstance(entry, Entry):
            self.opened.emit(entry.id)

    def _fill(self) -> None:
        for heading, entries in catalogue():
            item = QListWidgetItem(heading)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
            for entry in entries:
                item = QListWidgetItem(entry.title)
                item.setData(_ENTRY, entry)
                item.setToolTip(entry.text)
                self.addItem(item)


class _Delegate(QStyledItemDelegate):
    """Draws headings small, entries plainly, and a bar of ink beside the one that is open."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        view = self.parent()
        assert isinstance(view, _List)
        item = view.itemFromIndex(index)
        area, palette = QRectF(option.rect), view.palette()
        state = option.state
        heading, marked = item.data(_ENTRY) is None, bool(item.data(_ENTRY + 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = area.adjusted(12, 1, -12, -1)
        if not heading and (marked or state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(inner, 6, 6)
        if marked:
            painter.setBrush(palette.color(QPalette.ColorRole.WindowText))
            painter.drawRoundedRect(QRectF(inner.left(), inner.top() + 7, 3, inner.height() - 14), 1.5, 1.5)
        quiet = QPalette.ColorRole.LinkVisited if heading else QPalette.ColorRole.WindowText
        painter.setFont(font(13, 600) if heading else font(14, 600 if marked else 400))
        painter.setPen(palette.color(quiet))
        room = area.adjusted(_PADDING, 0, -16, 0)
        text = painter.fontMetrics().elidedText(item.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if view.hasFocus() and item is view.currentItem():
            ring(painter, palette, inner, 6)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Lines are 32 px high, headings a little higher."""
        view = self.parent()
        assert isinstance(view, _List)
        item = view.itemFromIndex(index)
        return QSize(100, 38 if item.data(_ENTRY) is None else 32)
