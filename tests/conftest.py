"""What every test stands on: one screen, one font size, its own settings folder, and nothing left behind."""

from __future__ import annotations

import gc
import itertools
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator import preflight

# Before NumPy and Qt are imported: the same numbers and the same pictures on every machine.
_platform = os.environ.get("GATESIM_BENCH_PLATFORM", "offscreen")
os.environ.update(OPENBLAS_NUM_THREADS="1", QT_QPA_PLATFORM=_platform, QT_FONT_DPI="96", QT_SCALE_FACTOR="1")
for _name in ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_SCREEN_SCALE_FACTORS"):
    os.environ.pop(_name, None)

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QApplication

QT_ROOMS = {"gui", "paint"}
IMPORTS_QT = re.compile(r"^(?:from|import) (?:PySide6|simulator\.(?:gui|paint))\b", re.MULTILINE)
OFFSCREEN = re.compile("^This plugin does not support ")  # the offscreen screen says so of what only a real one has
MISSING = " ".join(preflight.problems(window=False))  # what Qt lacks on this machine
NO_SKIPS = bool(os.environ.get("GATESIM_NO_SKIPS"))  # set where everything can be installed: nothing may be left out

qt_messages_seen: list[str] = []
errors_seen: list[str] = []


class WithoutQt(pytest.Module):
    """A test module that imports Qt, on a machine where Qt cannot be loaded."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        raise pytest.skip.Exception(MISSING, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if MISSING and IMPORTS_QT.search(module_path.read_text(encoding="utf-8")):
        return WithoutQt.from_parent(parent, path=module_path)
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if QT_ROOMS & set(item.path.parent.parts):
            item.add_marker(pytest.mark.qt)
        if MISSING and item.get_closest_marker("qt"):
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if NO_SKIPS and reporter and reporter.stats.get("skipped") and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.ensure_newline()
        reporter.write_line("Tests were skipped, and GATESIM_NO_SKIPS says that none may be.", red=True)


@pytest.fixture(scope="session")
def application() -> Iterator[QApplication]:
    """The one application object; asked for by every test marked ``qt``."""
    from PySide6.QtWidgets import QApplication

    application = QApplication(["gatesim", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    yield application
    application.shutdown()


@pytest.fixture(autouse=True)
def needs_application(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("qt"):
        request.getfixturevalue("application")


_numbers = itertools.count()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Never the settings of whoever runs the tests; as on a first start, the folder is not there yet."""
    folder = tmp_path_factory.getbasetemp() / f"settings-{next(_numbers)}"
    monkeypatch.setenv("GATESIM_CONFIG_DIR", str(folder))


@pytest.fixture
def qt_messages(needs_application: None) -> list[str]:
    """What Qt said in this test, for a test that means Qt to speak: it looks, and clears the list."""
    return qt_messages_seen


@pytest.fixture(autouse=True)
def no_silent_errors(needs_application: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A word from Qt, or an error in a slot or an event handler (which Qt swallows), fails the test."""
    monkeypatch.setattr(sys, "excepthook", _catch)
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(_listen)
    yield
    seen = errors_seen + qt_messages_seen
    errors_seen.clear()
    qt_messages_seen.clear()
    assert not seen, "\n".join(seen)


def _catch(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    errors_seen.append("".join(traceback.format_exception(kind, error, trace)))


def _listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if not OFFSCREEN.match(message):
        qt_messages_seen.append(f"Qt says ({kind.name}): {message}")


@pytest.fixture(autouse=True)
def no_windows_left(needs_application: None) -> Iterator[None]:
    before = set(_windows())
    yield
    left = [window for window in _windows() if window not in before]
    if left:
        gc.collect()  # a window in a cycle of references is only waiting
        left = [window for window in _windows() if window not in before]
    names = [repr(window) for window in left]
    for window in left:
        window.close()
        window.deleteLater()
    _windows()
    assert not names, f"windows left open: {names}"


def _windows() -> list[Any]:
    """Return the top-level widgets there are, after carrying out what deleteLater has put off."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(timeout=2)
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads left behind: {names}"
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QThreadPool

        assert QThreadPool.globalInstance().waitForDone(2000), "Qt's thread pool is still at work"


@pytest.fixture(scope="session", autouse=True)
def tracker() -> None:
    """Start what multiprocessing keeps from its first process on for as long as we live: no test leaves it behind."""
    if sys.platform != "win32":
        resource_tracker.ensure_running()


@pytest.fixture(autouse=True)
def no_processes_left() -> Iterator[None]:
    before = _children()
    yield
    end = time.monotonic() + 2
    while (left := _children() - before) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left, f"child processes left behind: {sorted(left)}"


def _children() -> set[str]:
    """Return the ids of the processes that this one has started and not waited for (on Linux)."""
    children: set[str] = set()
    for tasks in Path("/proc/self/task").glob("*/children"):
        children.update(tasks.read_text().split())
    return children
