"""The main window: it puts the views together and carries out the commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from simulator.document import Settings, State, open_what, save_settings
from simulator.document.edits import open_state
from simulator.document.layout_edits import places_of, tidy
from simulator.errors import UserError
from simulator.gui.appearance import apply_theme
from simulator.gui.cell_files import ask_save_cell, edit_equations
from simulator.gui.commands import Actions
from simulator.gui.comparing.commands import CompareCommands
from simulator.gui.controls.hint_line import HintLine
from simulator.gui.controls.notice import Notice
from simulator.gui.dialogs import about_box, error_box
from simulator.gui.keys_sheet import Section, keys_sheet, on_numbers
from simulator.gui.modes import Modes
from simulator.gui.moment_view import MomentView
from simulator.gui.rail import Folding
from simulator.gui.search import Search
from simulator.gui.sequence.commands import SequenceCommands
from simulator.gui.session import Session
from simulator.gui.timeline.find_bar import FindBar
from simulator.gui.top_bar import TopBar
from simulator.gui.trace_files import ask_save_trace
from simulator.gui.training.commands import TRAIN, TrainCommands
from simulator.gui.training.keys import train_keys
from simulator.gui.view_stack import ViewStack
from simulator.gui.views.inspector import Inspector
from simulator.gui.views.lesson_foot import LessonFoot
from simulator.gui.views.lesson_pane import LessonPane
from simulator.gui.views.timeline_view import TimelineView
from simulator.gui.views.transport import Transport
from simulator.gui.views_table import views
from simulator.gui.words import edit_name

LOW = 1080  # px of window height below which the timeline is low (with a margin for the desktop's own bars)
_MARGIN = 120
_NODES = "ifozc"  # signals that have a key of their own
INSPECTOR_FROM, LESSON_FROM = 1280, 1020  # px of window width from which the panes stand open


class Window(QMainWindow):
    """The one window of the program."""

    def __init__(self, state: State, settings: Settings) -> None:
        super().__init__()
        self.session = session = Session(state, settings, self)
        self._theme = ""
        self.unsaved = ""  # why the settings could not be written
        self._put_on_theme()
        self.search = Search(session)
        self.timeline = TimelineView(session, self.search)
        self.find_bar = FindBar(self.search, self)
        self.sequences = SequenceCommands(session, self.timeline, self)
        self.views = ViewStack(session)
        self.comparing = CompareCommands(session, self.views, self.timeline, self)
        self.training = TrainCommands(session, self.views)
        self.actions_ = Actions(self, self._slots())
        self.top = TopBar(session, self.actions_)
        self.lesson = LessonPane(session)
        self.play_with = LessonFoot(session, self.actions_["live"])
        self.lesson.set_foot(self.play_with)
        self.inspector = Inspector(session)
        self.transport = Transport(session, self.actions_)
        self.left = Folding(self.lesson, "left", QCoreApplication.translate("Window", "Lesson"))
        self.right = Folding(self.inspector, "right", QCoreApplication.translate("Window", "Inspector"))
        self.hints = HintLine()
        self._arrange()
        chrome = (self.top, self.left, self.right, self.transport)
        self.modes = Modes(self, session, self.actions_, self.timeline, self.hints, chrome, self.views.take_focus)
        self.notice = Notice(self)
        for view in (self.top, self.lesson):
            view.chosen.connect(self.open)
        session.refused.connect(self.notice.say)
        self.views.made.connect(self._order)
        self.find_bar.left.connect(self.views.take_focus)
        session.changed.connect(self._name_edits)
        session.changed.connect(self.notice.hide)  # it spoke of what was there before
        session.opened.connect(self._title)
        session.opened.connect(self._on_opened)
        session.changed.connect(self._offer_nodes)
        session.settings_changed.connect(self._on_settings)
        session.view_changed.connect(self._mark_view)
        session.view_changed.connect(self._fold)
        session.changed.connect(self._fold)
        session.zoomed.connect(self._mark_view)
        for menu in self.top.menus.findChildren(QMenu):  # it takes the keyboard: Alt is let go unheard
            menu.aboutToShow.connect(partial(session.set_exact, False))
        self._name_edits()
        self._on_settings()
        self._mark_view()
        self._title()
        self._offer_nodes()
        self.setMinimumSize(800, 560)
        self.comparing.follow_state()
        self._take_place(settings.window)
        self.views.take_focus()

    def _take_place(self, remembered: str) -> None:
        """Stand where the window stood last; the first time as large as it likes to be, or as the screen is."""
        if remembered and self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            return
        free = self.screen().availableSize()
        self.resize(QSize(1600, 1000).boundedTo(free))
        if free.width() <= 1600 or free.height() <= 1000:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _arrange(self) -> None:
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left)
        row.addWidget(self.views, 1)
        row.addWidget(self.right)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        below = (self.transport, self.find_bar, self.timeline, self.hints)
        for widget, stretch in ((self.top, 0), (middle, 1), *((part, 0) for part in below)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(page)
        self.timeline.setAutoFillBackground(True)
        self.timeline.setBackgroundRole(QPalette.ColorRole.Base)
        self._order(self.views.shown)
        QWidget.setTabOrder(self.inspector.sum.slider, self.transport.buttons["first"])
        QWidget.setTabOrder(self.transport.future, self.timeline)

    def _order(self, view: QWidget) -> None:
        """Have the keyboard go from the lesson to a view, and from there to the inspector."""
        QWidget.setTabOrder(self.lesson.list, view)
        QWidget.setTabOrder(view, self.inspector)

    # -- commands

    def _slots(self) -> dict[str, Callable[[], object]]:
        session, clock = self.session, self.session.clock
        slots: dict[str, Callable[[], object]] = {
            "open": self.ask_open,
            "save": lambda: ask_save_trace(self, session, self.notice),
            "save_cell": lambda: ask_save_cell(self, session, self.notice),
            "quit": self.close,
            "undo": session.document.undo,
            "redo": session.document.redo,
            "edit": lambda: session.edit_requested.emit(-1),
            "edit_weights": self.edit_weights,
            "edit_equations": lambda: edit_equations(self.views, session),
            "play": clock.toggle,
            "forward": clock.forward,
            "back": clock.back,
            "sub_forward": clock.sub_forward,
            "sub_back": clock.sub_back,
            "first": lambda: clock.jump(1),
            "last": lambda: clock.jump(session.cursor.last),
            "faster": lambda: session.change_speed(1),
            "slower": lambda: session.change_speed(-1),
            "live": lambda: self.modes.play(),
            "animation": lambda: session.set_settings(animation=not session.settings.animation),
            "future": lambda: session.set_settings(show_future=not session.settings.show_future),
            "find": self.find_bar.ask,
            "find_next": lambda: self.search.go(1),
            "find_previous": lambda: self.search.go(-1),
            "loop": self.switch_loop,
            "zoom_in": lambda: self.timeline.zoom(1),
            "zoom_out": lambda: self.timeline.zoom(-1),
            "zoom_whole": lambda: self.timeline.zoom_whole(),
            "zoom_usual": lambda: self.timeline.zoom_usual(),
            "rows": self.timeline.names.show_all,
            "layout": session.switch_layout,
            "tidy": lambda: session.try_apply(tidy),
            "all_units": self.switch_units,
            "previous_unit": lambda: session.change_unit(-1),
            "next_unit": lambda: session.change_unit(1),
            "theme": self.switch_theme,
            "project": lambda: self.modes.project(),
            "light_projector": lambda: self.modes.switch_projector(),
            "black": lambda: self.modes.projection.blacken(),
            "next_node": lambda: self._walk(1),
            "previous_node": lambda: self._walk(-1),
            "unselect": self.unselect,
            "parameters": lambda: self.inspector.open_parameters(),
            "margins": partial(session.select, ""),
            "keys": lambda: keys_sheet(self, self._keys()).open(),
            "about": lambda: about_box(self).open(),
        }
        slots |= self.sequences.slots() | self.comparing.slots() | self.training.slots()
        for letter in _NODES:
            slots[f"select_{letter}"] = partial(session.select, letter)
        for row in views():
            slots[row.command] = partial(self.show_view, row.id)
        return slots

    def _keys(self) -> list[Section]:
        return [*self.actions_.keys(), on_numbers(), train_keys(), *self.modes.keys()]

    def open(self, what: str) -> bool:
        """Open a lesson, a cell, or a file, as an edit that can be undone; say so if that cannot be."""
        try:
            state = open_what(what)
        except UserError as error:
            error_box(self, QCoreApplication.translate("Window", "This cannot be opened."), error).open()
            return False
        self.session.apply(open_state(replace(state, training=self.session.state.training)))
        if self.session.shown_view == TRAIN:
            self.session.show_view("cell")  # what has been opened is not what trains
        self.views.take_focus()
        return True

    def ask_open(self) -> None:
        """Ask for a cell or lesson file and open it."""
        tr = QCoreApplication.translate
        title, files = (
            tr("Window", "Open a cell or lesson file"),
            tr("Window", "Cells and lessons (*.toml);;All files (*)"),
        )
        name, _ = QFileDialog.getOpenFileName(self, title, self.session.settings.folder, files)
        if name:
            self.session.set_settings(folder=str(Path(name).parent))
            self.open(name)

    def edit_weights(self) -> None:
        """Edit the weights of the selected signal where they stand in the view, or else in the inspector."""
        shown = self.views.shown
        view = shown.focusProxy() or shown
        if not (isinstance(view, MomentView) and view.edit_weights()) and not self.inspector.edit_weights():
            tr = QCoreApplication.translate
            self.notice.say(tr("Window", "There is no weight to edit. Select a sum, a gate or a candidate first."))

    def show_view(self, identity: str) -> None:
        """Show another view in the middle."""
        self.session.show_view(identity)
        self._mark_view()  # the action has changed its mark by itself

    def unselect(self) -> None:
        """Put a notice away, leave playing or a projection, or select nothing."""
        if self.notice.isVisible():
            self.notice.hide()
        elif self.timeline.selection.block is not None:
            self.timeline.selection.choose(None)
        elif not self.modes.escape():
            self.session.select("")

    def switch_loop(self) -> None:
        """Play the selected steps again and again, or as usual."""
        clock, block = self.session.clock, self.timeline.selection.block
        if clock.loop is not None:
            clock.loop = None
        elif block is not None:
            clock.loop = block.start + 1, block.stop
        else:
            tr = QCoreApplication.translate
            self.notice.say(tr("Window", "Select some steps of the timeline first: drag over their inputs."))
        self.actions_["loop"].setChecked(clock.loop is not None)
        self.timeline.draw()

    def switch_units(self) -> None:
        """Go from one unit to all of them, or back."""
        self.session.show_all_units(not self.session.all_units)
        if self.session.all_units:
            self.show_view("cell")
        self._mark_view()

    def switch_theme(self) -> None:
        """Go from light to dark, or back."""
        if self.modes.projection.on:
            self.modes.switch_projector()
        else:
            self.session.set_settings(theme="light" if self.session.theme.dark else "dark")

    def _walk(self, way: int) -> None:
        self.views.take_focus()
        self.session.walk(way)

    # -- what follows the session

    def _name_edits(self) -> None:
        tr = QCoreApplication.translate
        document = self.session.document
        for identity, edit, bare, named in (
            ("undo", document.undo_edit, tr("Window", "&Undo"), tr("Window", "&Undo {edit}")),
            ("redo", document.redo_edit, tr("Window", "&Redo"), tr("Window", "&Redo {edit}")),
        ):
            self.actions_[identity].setEnabled(edit is not None)
            text = named.format(edit=edit_name(edit.template, dict(edit.values))) if edit is not None else bare
            self.actions_.set_text(identity, text)

    def _on_settings(self) -> None:
        settings = self.session.settings
        self._put_on_theme()
        for identity, on in (("animation", settings.animation), ("future", settings.show_future)):
            self.actions_[identity].setChecked(on)

    def _mark_view(self) -> None:
        for row in views():
            shown = row.id == self.session.shown_view
            self.actions_[row.command].setChecked(shown)
            if shown:
                self.modes.make_room(row.alone)
        self.actions_["all_units"].setChecked(self.session.all_units)

    def _put_on_theme(self) -> None:
        application = QApplication.instance()
        theme = self.session.theme
        if theme.name != self._theme and isinstance(application, QApplication):
            self._theme = theme.name
            apply_theme(application, theme)

    def _on_opened(self) -> None:
        self.session.clock.loop = None
        self.actions_["loop"].setChecked(False)

    def _title(self) -> None:
        self.setWindowTitle(f"{self.session.state.title} – LSTM Gate Simulator")

    def _offer_nodes(self) -> None:
        """Offer to select only what the cell has, and to put only what has been moved back in its place."""
        self.actions_["tidy"].setEnabled(bool(places_of(self.session.layer)))
        for letter in _NODES:
            self.actions_[f"select_{letter}"].setEnabled(letter in self.session.cell.signals)

    # -- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that nothing else wanted; Alt shows exact numbers while it is held."""
        if event.key() == Qt.Key.Key_Alt:
            self.session.set_exact(True)
        elif not (self.modes.press(event) or self.actions_.press(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt is let go."""
        if event.key() == Qt.Key.Key_Alt:
            self.session.set_exact(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A window that is left holds no key."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.session.set_exact(False)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and shrink what a small window has no room for."""
        super().resizeEvent(event)
        self._fold()
        height = event.size().height()
        low = height < LOW - _MARGIN
        self.timeline.set_compact(low)
        self.transport.setFixedHeight(40 if low else 48)
        self.modes.projection.fit()
        self.notice.place()

    def _fold(self) -> None:
        """Fold the panes that there is no room for: what is compared needs more than one picture does."""
        width, more = self.width(), self.views.room_needed()
        self.right.set_narrow(width < max(INSPECTOR_FROM, more + self.left.pane.width() + self.right.pane.width()))
        self.left.set_narrow(width < max(LESSON_FROM, more + self.left.pane.width()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings, and stop all that runs."""
        self.modes.projection.leave()
        self.training.close()
        self.session.close()
        self.remember()
        super().closeEvent(event)

    def remember(self) -> None:
        """Write the settings; a folder that cannot be written must not keep the window open."""
        window = bytes(self.saveGeometry().toBase64().data()).decode()
        try:
            save_settings(replace(self.session.settings, window=window))
        except UserError as error:
            self.unsaved = str(error)
