"""Can Qt start here? Asked before Qt is loaded, because Qt itself aborts with a misleading message.

Nothing here imports Qt. Only Linux and its kin have something to miss: elsewhere Qt brings all it needs.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from simulator.errors import UserError

# What PySide6-Essentials 6.11 loads and does not bring along: the file -> the package of Debian and its kin, of Fedora.
Libraries = Mapping[str, tuple[str, str]]
BASE: Libraries = {
    "libGL.so.1": ("libgl1", "mesa-libGL"),
    "libEGL.so.1": ("libegl1", "mesa-libEGL"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libstdc++.so.6": ("libstdc++6", "libstdc++"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "libzstd"),
}
X11: Libraries = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
}
WAYLAND: Libraries = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
}
WITHOUT_A_DISPLAY = "Pictures need no display: gatesim render hand-set-lstm -o picture.png"


def check(window: bool = True) -> None:
    """Return if Qt can start here; raise UserError with the line that mends it if not.

    ``window`` says whether a window is wanted; a picture drawn offscreen needs no display and fewer libraries.
    """
    found = problems(window)
    if found:
        raise UserError("\n".join(found))


def problems(
    window: bool,
    environment: Mapping[str, str] = os.environ,
    load: Callable[[str], object] = ctypes.CDLL,
    release: str | None = None,
) -> list[str]:
    """Return sentences that say what is missing and how to mend it; an empty list if Qt can start.

    ``environment``, ``load`` (raises OSError for a library that is not there) and ``release`` (the text of
    /etc/os-release) stand for the machine.
    """
    found = []
    if not _installed("PySide6"):
        found.append("PySide6, which draws, is not installed. Run: python -m pip install PySide6-Essentials")
    if sys.platform in ("darwin", "win32"):
        return found
    missing = {names for library, names in BASE.items() if not _loads(library, load)}
    platforms = {name.partition(":")[0] for name in (environment.get("QT_QPA_PLATFORM") or "xcb;wayland").split(";")}
    window = window and bool(platforms & {"xcb", "wayland"})  # the user's own offscreen or vnc needs no display
    display = ""
    if window:
        ways, display = _displays(platforms, environment)
        lacking = [{names for library, names in way.items() if not _loads(library, load)} for way in ways]
        missing |= min(lacking, key=len)  # Qt takes the display it can
    if missing:
        found.append(_libraries(missing, _release() if release is None else release))
    if display:
        found.append(display)
    if found and window:
        found.append(WITHOUT_A_DISPLAY)
    return found


def _displays(platforms: set[str], environment: Mapping[str, str]) -> tuple[list[Libraries], str]:
    """Return the libraries of each display that answers, and what to say if none does (then of the likeliest)."""
    ways = []
    name = environment.get("WAYLAND_DISPLAY", "") if "wayland" in platforms else ""
    if name and _wayland_answers(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)):
        ways.append(WAYLAND)
    display = environment.get("DISPLAY", "") if "xcb" in platforms else ""
    if display and _x11_answers(display):
        ways.append(X11)
    if ways:
        return ways, ""
    named = {"DISPLAY": display, "WAYLAND_DISPLAY": name}
    tried = " and ".join(f"{key} is {value!r}" for key, value in named.items() if value)
    reason = f"{tried}, which cannot be opened" if tried else "neither DISPLAY nor WAYLAND_DISPLAY is set"
    return [X11 if "xcb" in platforms else WAYLAND], f"There is no display to open a window on: {reason}."


def _wayland_answers(path: Path) -> bool:
    import socket  # seldom needed, and slow to import

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(path))
    except (OSError, ValueError):  # a path that is too long, or holds a null character
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Ask the library that Qt asks: it knows sockets, forwarded displays and who may enter."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # it comes with libX11, which is reported as missing; the display may well be there
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    if refused:
        xcb.xcb_disconnect(connection)
    return not refused  # an open connection stays: a bare X server starts anew when its last guest leaves


def _installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ImportError:
        return False


def _loads(library: str, load: Callable[[str], object]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def _libraries(missing: set[tuple[str, str]], release: str) -> str:
    fedora = "fedora" in release or "rhel" in release
    names = " ".join(sorted({names[fedora] for names in missing}))
    install = "dnf install" if fedora else "apt-get install"
    return f"Qt needs libraries of the system that are missing here. Run: sudo {install} {names}"


def _release() -> str:
    with contextlib.suppress(OSError):
        return Path("/etc/os-release").read_text(encoding="utf-8", errors="replace")
    return ""
