"""Tests of what is shipped and of how it is set up: the wheel, the environment, the Qt that no Python is broken by."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import simulator
from simulator.resources import assets

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.qt
def test_calls_that_return_nothing_leave_none_alone() -> None:
    """PySide6 6.12.0 takes a reference to None with every call on Python 3.11, until the interpreter aborts."""
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_carries_the_assets_and_the_licences(built: Path) -> None:
    (wheel,) = built.glob(f"lstm_gate_simulator-{simulator.__version__}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {f"simulator/assets/{path.relative_to(assets())}" for path in assets().rglob("*") if path.is_file()}
    assert len(shipped) > 20
    assert shipped <= names
    assert {name.split("/")[0] for name in names} == {"simulator", wheel.name.split("-py3")[0] + ".dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    for typeface in ("inter", "noto-sans-math"):
        assert any(name.endswith(f"licenses/assets/fonts/{typeface}/LICENSE.txt") for name in names)


def test_an_installed_copy_finds_its_assets(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "import simulator, simulator.resources as r; print(r.assets('cells')); print(simulator.load_cell('gru').id)"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == [str(tmp_path / "simulator" / "assets" / "cells"), "gru"], done.stderr


def test_the_source_distribution_can_be_worked_on(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "pyproject.toml", "LICENSE", "simulator/__main__.py", "tests/conftest.py"} <= names
    assert {"packaging/setup_environment.py", "assets/fonts/inter/LICENSE.txt"} <= names


def test_the_changelog_and_the_readme_keep_up() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert simulator.__version__ in changelog
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in re.findall(r'<img src="([^"]+)"', readme):
        assert (ROOT / picture).is_file(), picture
    for link in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).exists(), link


@pytest.fixture
def setup_environment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_environment", ROOT / "packaging" / "setup_environment.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path, setup_environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout to be set up, with a pip that installs nothing and writes down that it was called."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    pip = program(tmp_path / "pip", f'echo "$@" >> {tmp_path}/calls\n[ ! -e {tmp_path}/broken ]')
    monkeypatch.setattr(setup_environment, "ROOT", tmp_path)
    monkeypatch.setattr(setup_environment, "pips", lambda python: [[pip]])
    return tmp_path


def test_the_second_time_nothing_is_installed(checkout: Path, setup_environment: ModuleType) -> None:
    assert setup_environment.main() == 0
    asked = (checkout / "calls").read_text()
    assert f"install --quiet --disable-pip-version-check --editable {checkout}[test,check]" in asked
    assert setup_environment.main() == 0
    assert (checkout / "calls").read_text() == asked


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("numpy>=2", "numpy>=2.1", True), ("line-length = 120", "line-length = 100", False)],
)
def test_it_is_set_up_again_only_for_other_demands(
    checkout: Path, setup_environment: ModuleType, old: str, new: str, again: bool
) -> None:
    assert setup_environment.main() == 0
    asked = (checkout / "calls").read_text()
    project = checkout / "pyproject.toml"
    project.write_text(project.read_text().replace(old, new))
    assert setup_environment.main() == 0
    assert ((checkout / "calls").read_text() != asked) == again


def test_a_set_up_that_failed_starts_again(
    checkout: Path, setup_environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "broken").touch()
    monkeypatch.setattr(setup_environment, "works", lambda pip: True)
    assert setup_environment.main() == 1
    assert "pip could not install" in capsys.readouterr().err
    (checkout / "broken").unlink()
    half = checkout / ".venv" / "half-written"
    half.touch()
    assert setup_environment.main() == 0
    assert not half.exists()


def test_what_is_measured_against_is_added_once_and_only_when_asked_for(
    checkout: Path, setup_environment: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup_environment.main() == 0
    assert "torch" not in (checkout / "calls").read_text()
    assert setup_environment.main("bench") == 0
    asked = (checkout / "calls").read_text()
    assert re.search("^install .* torch>=", asked, re.MULTILINE)
    assert "torch" in capsys.readouterr().out
    assert setup_environment.main("bench") == 0
    assert (checkout / "calls").read_text() == asked
    assert not capsys.readouterr().out


def test_what_cannot_be_added_is_named_and_tried_again(
    checkout: Path, setup_environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = ["jax"]
    monkeypatch.setattr(setup_environment, "installs", lambda command: not command[-1].startswith(tuple(missing)))
    assert setup_environment.main("bench") == 0
    said = capsys.readouterr()
    assert re.search(r"Not installed: jax\S*\. What needs them is skipped", said.err)
    assert "torch" not in said.err
    missing.clear()
    for said_now in (True, False):
        assert setup_environment.main("bench") == 0
        assert ("torch" in capsys.readouterr().out) == said_now


def test_without_any_pip_there_is_a_sentence(
    checkout: Path, setup_environment: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "broken").touch()
    assert setup_environment.main() == 2
    assert "sudo apt-get install python3-pip" in capsys.readouterr().err


def first_python(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code with the Python that packaging/python.sh finds, in a folder without an environment."""
    command = ["sh", str(ROOT / "packaging" / "python.sh"), "-c", code]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_refused_in_words(tmp_path: Path) -> None:
    old = program(tmp_path / "old", '[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1')
    done = first_python(tmp_path, "print('ran')", PYTHON=old, PATH=os.environ["PATH"])
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs Python 3.11 or newer, and this machine has: Python 3.9.2" in done.stderr


def test_a_command_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    """As pyenv's shims are: the name is there, and says only that it has nothing to run."""
    program(tmp_path / "python3.13", "exit 127")
    program(tmp_path / "python3.12", f'exec "{sys.executable}" "$@"')
    done = first_python(tmp_path, "print('ran')", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.stdout == "ran\n", done.stderr


def test_the_demands_are_the_documented_ones() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["project"]["scripts"] == {"gatesim": "simulator.cli:main"}
    assert [demand.split(">")[0] for demand in PROJECT["project"]["dependencies"]] == ["numpy", "PySide6-Essentials"]
