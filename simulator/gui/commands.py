"""All commands in one table: menus, shortcuts, tips and the sheet of keys are built from it.

Plain keys (letters, arrows, Space) reach the window only where nothing else wants them, so that they never act while
something is typed; combinations with Ctrl are Qt's shortcuts and act everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from simulator.gui.views_table import views


@dataclass(frozen=True)
class Command:
    """One thing that can be done. ``menu`` is "" for what has a key only; ``checkable`` for what is on or off."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    after_rule: bool = False  # a line in the menu stands above it


def menu_titles() -> dict[str, str]:
    """Return the menus in their order."""
    return {
        "file": QCoreApplication.translate("Commands", "&File"),
        "edit": QCoreApplication.translate("Commands", "&Edit"),
        "sequence": QCoreApplication.translate("Commands", "Se&quence"),
        "step": QCoreApplication.translate("Commands", "&Step"),
        "compare": QCoreApplication.translate("Commands", "&Compare"),
        "train": QCoreApplication.translate("Commands", "&Train"),
        "view": QCoreApplication.translate("Commands", "&View"),
        "help": QCoreApplication.translate("Commands", "&Help"),
    }


def commands() -> tuple[Command, ...]:
    """Return the table, in the order of the menus."""
    tr = QCoreApplication.translate
    return (
        Command("open", "file", tr("Commands", "&Open a cell or lesson file…"), ("Ctrl+O",)),
        Command("save", "file", tr("Commands", "&Save the trace as…"), ("Ctrl+S",)),
        Command("save_cell", "file", tr("Commands", "Save the &cell as…"), ("Ctrl+Shift+S",)),
        Command("quit", "file", tr("Commands", "&Quit"), ("Ctrl+Q",), after_rule=True),
        Command("undo", "edit", tr("Commands", "&Undo"), ("Ctrl+Z",)),
        Command("redo", "edit", tr("Commands", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
        Command("edit", "edit", tr("Commands", "Edit the inputs of this step"), ("Return",), after_rule=True),
        Command("edit_weights", "edit", tr("Commands", "Edit the weights of what is selected"), ("E",)),
        Command("edit_equations", "edit", tr("Commands", "Edit the e&quations"), ("Ctrl+E",)),
        Command("cut", "edit", tr("Commands", "C&ut the inputs"), ("Ctrl+X",), after_rule=True),
        Command("copy", "edit", tr("Commands", "&Copy the inputs"), ("Ctrl+C",)),
        Command("paste", "edit", tr("Commands", "&Paste inputs"), ("Ctrl+V",)),
        Command("select_all", "edit", tr("Commands", "Select &all steps"), ("Ctrl+A",)),
        Command("parameters", "edit", tr("Commands", "All &parameters…"), ("W",), after_rule=True),
        Command("insert", "sequence", tr("Commands", "&Add a step"), ("Ctrl++", "Ins", "Ctrl+=")),
        Command("delete", "sequence", tr("Commands", "&Delete steps"), ("Ctrl+-", "Del")),
        Command("repeat", "sequence", tr("Commands", "&Repeat steps"), ("Ctrl+D",)),
        Command("reverse", "sequence", tr("Commands", "Re&verse the order"), after_rule=True),
        Command("shuffle", "sequence", tr("Commands", "&Shuffle")),
        Command("clear", "sequence", tr("Commands", "&Clear to 0"), ("Backspace",)),
        Command("fill", "sequence", tr("Commands", "&Fill steps…")),
        Command("new_sequence", "sequence", tr("Commands", "&New sequence"), after_rule=True),
        Command("copy_sequence", "sequence", tr("Commands", "Du&plicate this sequence")),
        Command("rename_sequence", "sequence", tr("Commands", "Rena&me it…"), ("F2",)),
        Command("delete_sequence", "sequence", tr("Commands", "Delete i&t")),
        Command("previous_sequence", "sequence", tr("Commands", "Previous sequence"), ("Ctrl+PgUp",)),
        Command("next_sequence", "sequence", tr("Commands", "Next sequence"), ("Ctrl+PgDown",)),
        Command("words", "sequence", tr("Commands", "&Words as a sequence…"), after_rule=True),
        Command("import", "sequence", tr("Commands", "&Import a table…"), ("Ctrl+I",)),
        Command("play", "step", tr("Commands", "Play"), ("Space",)),
        Command("forward", "step", tr("Commands", "Next step"), ("Right", "PgDown"), after_rule=True),
        Command("back", "step", tr("Commands", "Step back"), ("Left", "PgUp")),
        Command("sub_forward", "step", tr("Commands", "Next sub-step"), ("Shift+Right",)),
        Command("sub_back", "step", tr("Commands", "Sub-step back"), ("Shift+Left",)),
        Command("first", "step", tr("Commands", "First step"), ("Home",)),
        Command("last", "step", tr("Commands", "Last step"), ("End",)),
        Command("faster", "step", tr("Commands", "Faster"), ("Up",), after_rule=True),
        Command("slower", "step", tr("Commands", "Slower"), ("Down",)),
        Command("find", "step", tr("Commands", "&Find a step…"), ("Ctrl+F", "Ctrl+G"), after_rule=True),
        Command("find_next", "step", tr("Commands", "Next step that was found"), ("F3",)),
        Command("find_previous", "step", tr("Commands", "Step before that was found"), ("Shift+F3",)),
        Command("loop", "step", tr("Commands", "&Loop the selected steps"), ("Ctrl+L",), checkable=True),
        Command("live", "step", tr("Commands", "Play the cell by keys"), ("P",), checkable=True, after_rule=True),
        Command("animation", "step", tr("Commands", "Animation"), (), checkable=True, after_rule=True),
        Command("what_if", "compare", tr("Commands", "&What if a signal is held…"), ("H",)),
        Command("compare_cell", "compare", tr("Commands", "Another &cell…"), after_rule=True),
        Command("compare_weights", "compare", tr("Commands", "The &weights as they are now")),
        Command("compare_sequence", "compare", tr("Commands", "Another &sequence…")),
        Command("next_difference", "compare", tr("Commands", "&Next difference"), ("N",), after_rule=True),
        Command("previous_difference", "compare", tr("Commands", "Difference &before"), ("Shift+N",)),
        Command("train_start", "train", tr("Commands", "&Start, pause or go on"), ("Ctrl+T",)),
        Command("train_one", "train", tr("Commands", "&One update")),
        Command("train_many", "train", tr("Commands", "&Many updates")),
        Command("train_reset", "train", tr("Commands", "&Reset to the first weights"), after_rule=True),
        Command("train_seed", "train", tr("Commands", "&New seed")),
        Command("train_branch", "train", tr("Commands", "&Branch from the moment that is seen")),
        Command("train_open", "train", tr("Commands", "S&tep through what has been learnt"), after_rule=True),
        Command("train_data", "train", tr("Commands", "&Data of your own…"), after_rule=True),
        *(Command(row.command, "view", row.title, (row.key,), checkable=True) for row in views()),
        Command("future", "view", tr("Commands", "Show future steps"), ("G",), checkable=True, after_rule=True),
        Command("zoom_in", "view", tr("Commands", "Fewer steps"), ("Shift+Up",), after_rule=True),
        Command("zoom_out", "view", tr("Commands", "More steps"), ("Shift+Down",)),
        Command("zoom_whole", "view", tr("Commands", "The whole sequence"), ("Shift+Home",)),
        Command("zoom_usual", "view", tr("Commands", "Steps with their numbers"), ("Shift+End",)),
        Command("rows", "view", tr("Commands", "&Rows of the timeline…"), ("R",), after_rule=True),
        Command("layout", "view", tr("Commands", "Draw the cell another way"), ("D",), after_rule=True),
        Command("tidy", "view", tr("Commands", "Lay the diagram out by itself")),
        Command("all_units", "view", tr("Commands", "All units of the cell"), ("A",), checkable=True),
        Command("previous_unit", "view", tr("Commands", "The unit before"), ("[",)),
        Command("next_unit", "view", tr("Commands", "The next unit"), ("]",)),
        Command("theme", "view", tr("Commands", "Switch between light and dark"), ("T",)),
        Command("project", "view", tr("Commands", "&Projector"), ("F5",), checkable=True, after_rule=True),
        Command("light_projector", "view", tr("Commands", "Projector in light colours"), (), checkable=True),
        Command("black", "view", tr("Commands", "Black screen, while projecting"), ("B",)),
        Command("select_i", "view", tr("Commands", "Select i"), ("I",), after_rule=True),
        Command("select_f", "view", tr("Commands", "Select f"), ("F",)),
        Command("select_o", "view", tr("Commands", "Select o"), ("O",)),
        Command("select_z", "view", tr("Commands", "Select z"), ("Z",)),
        Command("select_c", "view", tr("Commands", "Select c"), ("C",)),
        Command("margins", "view", tr("Commands", "Margins of the whole sequence"), ("M",)),
        Command("next_node", "view", tr("Commands", "Select the next node"), ("Tab",)),
        Command("previous_node", "view", tr("Commands", "Select the node before"), ("Shift+Tab",)),
        Command("unselect", "view", tr("Commands", "Leave the field, or select nothing"), ("Esc",)),
        Command("keys", "help", tr("Commands", "&Keys"), ("F1",)),
        Command("about", "help", tr("Commands", "&About"), ()),
    )


_LEFT_TO_FOCUS = {
    *("Tab", "Shift+Tab", "Return", "Esc", "Ins", "Del", "Backspace"),
    *("Ctrl+X", "Ctrl+C", "Ctrl+V", "Ctrl+A"),
}
"""Keys that mean something else wherever something is typed, so they act only where nothing has taken them."""


def _is_plain(key: str) -> bool:
    return key in _LEFT_TO_FOCUS or not key.startswith(("Ctrl", "F1"))


class Actions:
    """The commands as actions of one window, by id."""

    def __init__(self, window: QWidget, slots: Mapping[str, Callable[[], object]]) -> None:
        self._by_id: dict[str, QAction] = {}
        self._plain: dict[str, QAction] = {}
        self.table = commands()
        for command in self.table:
            action = QAction(command.text, window)
            action.setObjectName(command.id)
            action.setCheckable(command.checkable)
            self._by_id[command.id] = action
            self._set_keys(command, action)
            action.triggered.connect(partial(_call, slots[command.id]))
            window.addAction(action)
            self.set_text(command.id, command.text)

    def __getitem__(self, identity: str) -> QAction:
        return self._by_id[identity]

    def set_text(self, identity: str, text: str) -> None:
        """Give a command another text ("Undo Change x2 at step 4"); its keys stay beside it."""
        action = self._by_id[identity]
        command = next(command for command in self.table if command.id == identity)
        shown = _readable(command.keys[0]) if command.keys else ""
        plain = text.replace("&", "")
        tip = f"{plain}  ({shown})" if shown else plain
        # Qt writes its own shortcuts into a menu; those that it does not know follow a tab.
        label = f"{text}\t{shown}" if shown and action.shortcut().isEmpty() else text
        if (action.text(), action.toolTip()) != (label, tip):
            action.setText(label)
            action.setToolTip(tip)

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus."""
        for identity, title in menu_titles().items():
            menu = QMenu(title, bar)
            for command in self.table:
                if command.menu == identity:
                    if command.after_rule:
                        menu.addSeparator()
                    menu.addAction(self._by_id[command.id])
            bar.addMenu(menu)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a plain key stands for; False if it stands for nothing."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = QKeySequence(event.key() | modifiers.value).toString(QKeySequence.SequenceFormat.PortableText)
        action = self._plain.get(
            {"Enter": "Return", "Backtab": "Shift+Tab", "Shift+Backtab": "Shift+Tab"}.get(key, key)
        )
        if action is None or not action.isEnabled():
            return False
        if event.isAutoRepeat() and action.objectName() == "play":
            return True
        action.trigger()
        return True

    def keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return keys and what they do, menu by menu, for the sheet of keys."""
        return [
            (
                title.replace("&", ""),
                [
                    (
                        " / ".join(_readable(key) for key in command.keys if key not in ("Ctrl+=",)),
                        command.text.replace("&", "").rstrip("…"),
                    )
                    for command in self.table
                    if command.menu == menu and command.keys
                ],
            )
            for menu, title in menu_titles().items()
        ]

    def _set_keys(self, command: Command, action: QAction) -> None:
        own = [key for key in command.keys if not _is_plain(key)]
        action.setShortcuts([QKeySequence(key) for key in own])
        for key in command.keys:
            if _is_plain(key):
                self._plain[QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)] = action


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    slot()


def _readable(key: str) -> str:
    tr = QCoreApplication.translate
    names = {
        "Return": tr("Keys", "Enter"),
        "Space": tr("Keys", "Space"),
        "Left": "←",
        "Right": "→",
        "Up": "↑",
        "Down": "↓",
        "PgUp": tr("Keys", "Page up"),
        "PgDown": tr("Keys", "Page down"),
    }
    parts = key.replace("++", "+Plus").split("+")
    return "+".join({"Plus": "+"}.get(part, names.get(part, part)) for part in parts)
