"""Who may know whom (docs/development.md): read from the imports themselves, and tried where Qt cannot be imported."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "simulator"
LONGEST = 400  # lines; a longer file is usually two rooms in one

# A room is a folder of simulator/, or a single file: "" is simulator/__init__.py; and the one file of exports that
# draws is a room of its own. The ground may be known to all.
GROUND = {"errors", "files", "resources", "tables"}
ROOMS = {"language", "engine", "running", "words", "lessons", "document", "render", "paint", "exports", "gui"}
DRAWS = "exports.picture"
KNOWS: dict[str, set[str]] = {
    "language": set(),
    "engine": {"language"},
    "running": {"language", "engine"},
    "words": set(),
    "lessons": {"language", "engine", "words"},
    "document": {"language", "engine", "running", "words", "lessons"},
    "render": {"language", "engine"},
    "paint": {"render"},
    "exports": {"language", "engine", "running", "words", "lessons", "document", "render"},
    DRAWS: {"render", "paint", "exports"},
    "gui": ROOMS | {DRAWS, "preflight", ""},
    "cli": {"commands", "document", "preflight", ""},
    "commands": {"language", "engine", "words", "lessons", "document", "render", "exports", "preflight"},
    "preflight": set(),
    "": {"language", "engine", "exports"},
    "__main__": {"cli"},
    **{name: set() for name in GROUND},
}
# Known only inside a function, so that whoever does not draw loads no Qt.
KNOWS_LATE = {"cli": {"gui"}, "commands": {DRAWS}, "exports": {DRAWS}}
QT_ROOMS = {"paint", "gui", DRAWS}
QT = {"PySide6", "shiboken6", "pyqtgraph"}


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    late: bool  # inside a function


def imports(tree: ast.AST, late: bool = False) -> Iterator[Import]:
    """Yield every module that a file imports, also inside functions and through import_module("...")."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # "from simulator import exports" may mean the room as well as a name of the package
            yield from (Import(f"{node.module}.{alias.name}", node.lineno, late) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from (Import(str(name), node.lineno, late) for name in names)
        yield from imports(node, late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def violations(package: Path) -> list[str]:
    """Return every import under ``package`` that goes against the directions, with its place and the reason."""
    found = []
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        for used in imports(ast.parse(path.read_text(encoding="utf-8"))):
            reason = objection(module_path(inside), used, package)
            if reason:
                found.append(f"{inside}:{used.line}: {reason}")
    return found


def module_path(inside: Path) -> list[str]:
    """Return a file's module under simulator, in parts: gui/views/x.py is ["gui", "views", "x"]."""
    return [part for part in inside.with_suffix("").parts if part != "__init__"]


def room_of(module: list[str]) -> str:
    return DRAWS if module[:2] == DRAWS.split(".") else "".join(module[:1])


def objection(module: list[str], used: Import, package: Path) -> str:
    """Return what speaks against one import in ``module``; "" if nothing does."""
    room = room_of(module)
    if room not in KNOWS:
        return f"{room} is a new room: say in this test whom it may know"
    top, *rest = used.module.split(".")
    if top in QT and room not in QT_ROOMS:
        return f"{room or 'simulator'} imports {top}, which is for paint and gui"
    if top != "simulator":
        return ""
    is_module = bool(rest) and any((package / name).exists() for name in (rest[0], f"{rest[0]}.py"))
    other = room_of(rest) if is_module else ""  # else it is a name of simulator/__init__.py
    if other == room or other in GROUND or other in KNOWS[room]:
        return _inside_a_room(module, rest)
    if other in KNOWS_LATE.get(room, ()):
        return "" if used.late else f"{room} imports {other} at once: do it inside the function that draws"
    return f"{room or 'simulator'} may not know {other or 'simulator'}"


# Rooms of the engine; "" is what stands in no room of its own.
ENGINE_KNOWS = {
    "tape": {""},
    "": {"tape", "optimisation"},
    "optimisation": {""},
    "networks": {"", "tape"},
    "tasks": {"", "networks", "optimisation"},
    "training": {"", "tape", "networks", "optimisation", "tasks"},
    "flow": {"", "networks"},
    "surface": {"", "networks", "optimisation", "tasks", "training"},
    "inside": {"", "networks", "optimisation", "tasks", "training", "flow"},
    "finding": {""},
}


def _inside_a_room(module: list[str], other: list[str]) -> str:
    if module[:1] == other[:1] == ["engine"] and len(module) > 1 and len(other) > 1:
        room, known = (name if name in ENGINE_KNOWS else "" for name in (module[1], other[1]))
        if room != known and known not in ENGINE_KNOWS[room]:
            return f"engine/{room} may not know engine/{known or other[1]}"
    if module[:2] == other[:2] == ["gui", "views"] and len(module) > 2 and len(other) > 2 and module[2] != other[2]:
        return f"the view {module[2]} imports the view {other[2]}: views know the document, not each other"
    return ""


def test_imports_keep_their_directions() -> None:
    assert violations(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("language/graph.py", "from simulator.engine import Model", "language may not know engine"),
        ("language/graph.py", "from simulator import engine", "language may not know engine"),
        ("engine/model.py", "import simulator.render.view", "engine may not know render"),
        ("running/run.py", "from simulator.document import State", "running may not know document"),
        ("lessons/play.py", "from simulator.running.run import Run", "lessons may not know running"),
        ("words/splitting.py", "from simulator.language import Cell", "words may not know language"),
        ("engine/model.py", "def f():\n    from simulator.render import view", "engine may not know render"),
        ("engine/model.py", "import importlib\nimportlib.import_module('simulator.gui')", "engine may not know gui"),
        ("render/view.py", "from PySide6.QtGui import QColor", "which is for paint and gui"),
        ("render/view.py", "def f():\n    import pyqtgraph", "which is for paint and gui"),
        ("exports/table.py", "import PySide6.QtGui", "which is for paint and gui"),
        ("exports/table.py", "from simulator.exports.picture import save", "inside the function that draws"),
        ("exports/table.py", "def f():\n    from simulator.paint import image", "exports may not know paint"),
        ("paint/text.py", "from simulator.gui.theme import THEME", "paint may not know gui"),
        ("cli.py", "from simulator.gui import open_window", "inside the function that draws"),
        ("gui/views/diagram.py", "from simulator.gui.views.timeline import Timeline", "not each other"),
        ("gui/views/diagram.py", "from simulator.gui.views import timeline", "not each other"),
        ("attic/old.py", "from simulator.errors import UserError", "attic is a new room"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, file: str, line: str, reason: str) -> None:
    _tree(tmp_path, file, line)
    (found,) = violations(tmp_path)
    assert found.startswith(file)
    assert reason in found


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("cli.py", "def main():\n    from simulator.gui import window"),
        ("cli.py", "from simulator import __version__"),
        ("exports/picture.py", "import PySide6.QtGui\nfrom simulator.paint.image import render_image"),
        ("exports/table.py", "def draw():\n    from simulator.exports import picture"),
        ("gui/views/diagram.py", "from simulator.gui.theme import THEME\nfrom simulator.errors import UserError"),
        ("engine/model.py", "import numpy as np\nfrom simulator.language import Cell"),
    ],
)
def test_an_allowed_import_is_let_through(tmp_path: Path, file: str, line: str) -> None:
    _tree(tmp_path, file, line)
    assert violations(tmp_path) == []


def _tree(root: Path, file: str, text: str) -> None:
    for room in ROOMS | {"gui/views"}:
        (root / room).mkdir(exist_ok=True, parents=True)
    for name in ("errors.py", "cli.py"):
        (root / name).write_text("")
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_text(text)


def test_paint_knows_no_widgets() -> None:
    widgets = [f"{path.name}: {used.module}" for path in sorted((PACKAGE / "paint").rglob("*.py"))
               for used in imports(ast.parse(path.read_text(encoding="utf-8"))) if "QtWidgets" in used.module]
    assert widgets == []


def test_every_room_says_what_it_is_for() -> None:
    """A room is a package, and the first line of its docstring is one sentence."""
    rooms = [path for path in PACKAGE.rglob("*") if path.is_dir() and any(path.glob("*.py"))]
    assert {path.name for path in rooms} >= ROOMS
    for room in rooms:
        docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert docstring.split("\n")[0].endswith("."), f"{room.name}/__init__.py"


def test_no_file_is_too_long() -> None:
    lengths = {str(p.relative_to(PACKAGE)): p.read_text(encoding="utf-8").count("\n") for p in PACKAGE.rglob("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


BLOCK_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, NoQt())
"""


def without_qt(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process that finds no Qt."""
    command = [sys.executable, "-W", "error", "-c", BLOCK_QT + code]
    return subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE.parent, timeout=60, check=False)


def test_everything_but_the_drawing_imports_without_qt() -> None:
    modules = [module_path(path.relative_to(PACKAGE)) for path in sorted(PACKAGE.rglob("*.py"))]
    names = [".".join(("simulator", *module)) for module in modules if room_of(module) not in QT_ROOMS]
    assert len(names) > 20
    done = without_qt(f"import importlib\nfor name in {names!r}:\n    importlib.import_module(name)")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [(["cells"], "lecture-lstm"), (["trace", "hand-set-lstm"], "step,x1,x2,x3,z,z_i,z_f,z_o,g,i,f,o,c,y")],
)
def test_the_command_line_runs_without_qt(arguments: list[str], line: str) -> None:
    done = without_qt(f"import runpy\nsys.argv[1:] = {arguments!r}\nrunpy.run_module('simulator', run_name='__main__')")
    assert (done.returncode, done.stderr) == (0, "")
    assert line in done.stdout


def test_a_training_process_begins_without_numpy() -> None:
    """It first says how many threads products may take, which NumPy reads when it is loaded."""
    done = without_qt("import sys, simulator.running.child\nprint('numpy' in sys.modules)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")


def test_a_window_without_qt_is_refused_in_words() -> None:
    done = without_qt("import runpy\nsys.argv[1:] = []\nrunpy.run_module('simulator', run_name='__main__')")
    assert done.returncode == 2
    assert "PySide6, which draws, is not installed. Run: python -m pip install PySide6-Essentials" in done.stderr


def test_the_blocker_blocks() -> None:
    assert "is not installed here" in without_qt("import PySide6").stderr
    assert importlib.util.find_spec("simulator.gui") is not None
