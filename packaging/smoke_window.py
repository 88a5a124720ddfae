"""Opens the program's real window on a virtual screen, steps once, takes a picture and closes it politely.

    python packaging/smoke_window.py [PICTURE.png] [-- COMMAND ...]

Exit status 0: the window came up, drew something, answered a key and ended with 0. Needs Xvfb and xdotool.
COMMAND (default: this Python with -m simulator) lets an installed or frozen copy be tried in the same way.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TITLE = "LSTM Gate Simulator"
PATIENCE = 30  # seconds for any one thing to happen
COLOURS = 20  # a window that drew anything of a lesson has more

# Run by a second Python on the same screen: what the screen shows, and the number of its colours.
LOOK = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
picture = application.primaryScreen().grabWindow(0).toImage()
picture.save(sys.argv[1])
print(len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}))
"""


class SmokeError(Exception):
    """The window did not do what it should; the message says what."""


def main(arguments: list[str]) -> int:
    own, _, command = " ".join(arguments).partition("--")
    picture = Path(own.strip() or "out/window.png")
    picture.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as folder, screen() as display:
            environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "GATESIM_CONFIG_DIR": folder}
            environment.pop("WAYLAND_DISPLAY", None)
            seconds = try_out(command.split() or [sys.executable, "-m", "simulator"], environment, picture)
    except SmokeError as problem:
        print(f"smoke_window: {problem}", file=sys.stderr)
        return 1
    print(f"The window came up in {seconds:.1f} s, stepped and closed. What it showed: {picture}")
    return 0


def try_out(command: list[str], environment: dict[str, str], picture: Path) -> float:
    """Start the program, press Right, look before and after, press Ctrl+Q; return the seconds to the window."""
    start = time.monotonic()
    with subprocess.Popen(command, env=environment) as program:
        try:
            window = wait_for("a window with the program's title", lambda: find(environment), program)
            seconds = time.monotonic() - start
            wait_for("something drawn", lambda: look(environment, picture) > COLOURS, program)
            before = picture.read_bytes()
            press(environment, "windowfocus", "--sync", window, "key", "Right")
            wait_for("a step", lambda: look(environment, picture) and picture.read_bytes() != before, program)
            press(environment, "key", "ctrl+q")
            status = program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise SmokeError("the program did not end after Ctrl+Q") from None
        finally:
            program.kill()
    if status:
        raise SmokeError(f"the program ended with {status} instead of 0")
    return seconds


def wait_for(what: str, look_for: Callable[[], object], program: subprocess.Popen[bytes]) -> str:
    """Ask again and again until there is an answer; raise SmokeError if the program ends or patience does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if program.poll() is not None:
            raise SmokeError(f"waiting for {what}, the program ended with {program.returncode}")
        if answer := look_for():
            return str(answer)
        time.sleep(0.05)
    raise SmokeError(f"waited {PATIENCE} s in vain for {what}")


def find(environment: dict[str, str]) -> str:
    """Return the id of the program's visible window, or ""."""
    search = ["xdotool", "search", "--onlyvisible", "--name", TITLE]
    found = subprocess.run(search, env=environment, capture_output=True, text=True, check=False).stdout
    return found.partition("\n")[0]


def press(environment: dict[str, str], *keys: str) -> None:
    subprocess.run(["xdotool", *keys], env=environment, check=True)


def look(environment: dict[str, str], picture: Path) -> int:
    """Save what the screen shows and return the number of its colours."""
    command = [sys.executable, "-c", LOOK, str(picture)]
    return int(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; yields its DISPLAY."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]
    try:
        server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise SmokeError("Xvfb is missing. Run: sudo apt-get install xvfb xdotool") from None
    os.close(writing)
    try:
        with open(reading, encoding="ascii") as numbers:
            yield f":{numbers.readline().strip()}"  # waits until the screen is there
    finally:
        server.terminate()
        server.wait(PATIENCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
