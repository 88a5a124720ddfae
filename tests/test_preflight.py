"""Tests of the preflight: every way in which Qt cannot start here is a sentence, and never Qt's abort."""

from __future__ import annotations

import ctypes
import importlib.util
import re
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator import preflight
from simulator.errors import UserError

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="only Linux has something to miss")

DEBIAN = "ID=debian\n"
FEDORA = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'


def lacks(*names: str) -> Callable[[str], object]:
    """Return a loader of libraries for a machine on which these are missing."""

    def load(name: str) -> object:
        if name in names:
            raise OSError(f"{name}: cannot open shared object file")
        return object()

    return load


@pytest.fixture
def wayland() -> Iterator[dict[str, str]]:
    """The environment of a Wayland session, with something that listens in it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(f"{folder}/wayland-0")
        server.listen()
        yield {"XDG_RUNTIME_DIR": folder, "WAYLAND_DISPLAY": "wayland-0"}


def test_a_machine_without_a_display_is_told_so_and_what_works_there() -> None:
    display, pictures = preflight.problems(True, {}, lacks(), DEBIAN)
    assert display == "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set."
    assert "gatesim render" in pictures


def test_without_a_display_the_missing_packages_are_named_too() -> None:
    packages, display, _ = preflight.problems(True, {}, lacks("libxcb-cursor.so.0"), DEBIAN)
    assert packages.endswith("Run: sudo apt-get install libxcb-cursor0")
    assert "no display" in display


@pytest.mark.parametrize("display", [":77", "unix:77.0", "localhost:77.0", "nonsense", ":", "/no/such/socket:0", ":€"])
def test_a_display_that_does_not_answer_is_named(display: str) -> None:
    problem, _ = preflight.problems(True, {"DISPLAY": display}, lacks(), DEBIAN)
    assert problem == f"There is no display to open a window on: DISPLAY is {display!r}, which cannot be opened."


def test_a_picture_needs_no_display() -> None:
    assert preflight.problems(False, {}, lacks("libxcb-cursor.so.0"), DEBIAN) == []


@pytest.mark.parametrize("platform", ["offscreen", "offscreen:configfile=screens.json", "minimal", "vnc:size=800x600"])
def test_the_users_own_platform_needs_no_display(platform: str) -> None:
    assert preflight.problems(True, {"QT_QPA_PLATFORM": platform}, lacks("libxcb-cursor.so.0"), DEBIAN) == []


@pytest.mark.parametrize("platform", ["", "xcb", "wayland;xcb", "wayland"])
def test_every_platform_with_windows_needs_one(platform: str) -> None:
    assert "no display" in preflight.problems(True, {"QT_QPA_PLATFORM": platform}, lacks(), DEBIAN)[0]


@pytest.mark.parametrize("window", [False, True])
def test_missing_libraries_are_named_with_the_line_that_installs_them(window: bool) -> None:
    load = lacks("libEGL.so.1", "libGL.so.1", "libxcb-cursor.so.0")
    x11 = " libxcb-cursor0" if window else ""
    assert preflight.problems(window, {}, load, DEBIAN)[0] == (
        f"Qt needs libraries of the system that are missing here. Run: sudo apt-get install libegl1 libgl1{x11}"
    )


def test_fedora_has_other_names() -> None:
    load = lacks("libEGL.so.1", "libxcb-shape.so.0", "libxcb-randr.so.0")
    assert preflight.problems(True, {}, load, FEDORA)[0].endswith("Run: sudo dnf install libxcb mesa-libEGL")


def test_a_wayland_session_needs_no_library_of_x11(wayland: dict[str, str]) -> None:
    assert preflight.problems(True, wayland, lacks("libxcb-cursor.so.0"), DEBIAN) == []
    assert "libwayland-client0" in preflight.problems(True, wayland, lacks("libwayland-client.so.0"), DEBIAN)[0]


def test_a_wayland_display_that_is_gone_is_no_display(wayland: dict[str, str]) -> None:
    problem, _ = preflight.problems(True, wayland | {"WAYLAND_DISPLAY": "wayland-1"}, lacks(), DEBIAN)
    assert "WAYLAND_DISPLAY is 'wayland-1', which cannot be opened" in problem


def test_qt_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (problem,) = preflight.problems(False, {}, lacks(), DEBIAN)
    assert "python -m pip install PySide6-Essentials" in problem


def test_check_raises_the_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":77")
    with pytest.raises(UserError, match=r"DISPLAY is ':77'(.|\n)*gatesim render"):
        preflight.check(window=True)


def test_a_real_library_that_is_missing_is_noticed() -> None:
    assert not preflight._loads("libno-such-library.so.9", ctypes.CDLL)
    assert preflight._loads("libc.so.6", ctypes.CDLL)


def test_the_tables_name_every_library_that_qt_needs() -> None:
    """Read from Qt's own files, without loading them, so that another Qt with other needs is noticed."""
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations
    qt = Path(spec.submodule_search_locations[0], "Qt")
    everywhere = [qt / f"lib/libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "DBus", "Svg")]
    assert needs(*everywhere, qt / "plugins/platforms/libqoffscreen.so") <= set(preflight.BASE)
    assert needs(qt / "plugins/platforms/libqxcb.so") <= set(preflight.BASE) | set(preflight.X11)
    assert needs(qt / "plugins/platforms/libqwayland.so", qt / "lib/libQt6WaylandClient.so.6") <= (
        set(preflight.BASE) | set(preflight.WAYLAND)
    )


def needs(*files: Path) -> set[str]:
    """Return the system's libraries that these ask for, but for those that every Python needs or that Qt brings."""
    words = {word for file in files for word in re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", file.read_bytes())}
    assert b"libGL.so.1" in words, "the search finds nothing any more"
    brought = re.compile(r"lib(Qt6|icu|c\.|m\.|gcc_s|gthread|xcb\.)")  # gthread comes with glib, xcb with X11
    return {word.decode() for word in words if not brought.match(word.decode())}
