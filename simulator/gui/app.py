"""Starting the window: the application object, fonts, theme, and what happens when something goes wrong inside."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from simulator.document import load_settings, open_what
from simulator.gui.overrides import guard_overrides
from simulator.gui.tidying import tidy_at_rest
from simulator.gui.window import Window
from simulator.lessons import lesson_ids


def run(what: str | None = None) -> int:
    """Open the window on a lesson, a cell or a file, by default the first lesson. Returns the exit status.

    Raises UserError if ``what`` cannot be opened; no window has appeared then.
    """
    state = open_what(what or lesson_ids()[0])
    settings, word = load_settings()
    application = QApplication.instance() or QApplication(["gatesim"])
    application.setApplicationName("gatesim")
    QApplication.setApplicationDisplayName("LSTM Gate Simulator")
    window = Window(state, settings)
    sys.excepthook = _Reporter(window)
    guard_overrides(window)
    window.show()
    if word:
        window.notice.say(word)
    QTimer.singleShot(0, lambda: tidy_at_rest(window.session.cursor))
    status = application.exec()
    if window.unsaved:
        sys.stderr.write(f"{window.unsaved}\n")
    return status


class _Reporter:
    """Shows an error that nothing has caught, one at a time; the window stays, for nothing of the document is lost."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._open = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        if self._open:
            return
        self._open = True
        self._window.session.clock.stop()
        title = QCoreApplication.translate("App", "Something went wrong in the program.")
        box = QMessageBox(QMessageBox.Icon.Critical, title, title, QMessageBox.StandardButton.Ok, self._window)
        box.setInformativeText(
            QCoreApplication.translate(
                "App", "What you have made is still there. Please report what stands under details."
            )
        )
        box.setDetailedText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._closed)
        box.open()

    def _closed(self, _result: int) -> None:
        self._open = False
