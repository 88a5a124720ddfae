"""Settings: one small checked file in the user's configuration folder; a broken one is set aside, with a word."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from simulator.errors import UserError
from simulator.files import reason, write_whole
from simulator.tables import Table

THEMES = ("light", "dark")
PROJECTORS = ("projector", "projector-light")
SLOWEST, FASTEST = 0.25, 4.0


@dataclass(frozen=True)
class Settings:
    """What the window remembers from one time to the next.

    ``projector`` is the theme of a projection; ``speed`` multiplies the animation's; ``window`` is the window's place,
    as the toolkit writes it; ``folder`` is where a file was last opened or saved.
    """

    theme: str = "light"
    projector: str = "projector"
    animation: bool = True
    speed: float = 1.0
    show_future: bool = True
    window: str = ""
    folder: str = ""


def settings_file() -> Path:
    """Return the path of the file: in GATESIM_CONFIG_DIR if that is set, else where the system keeps such files."""
    given = os.environ.get("GATESIM_CONFIG_DIR")
    if given:
        return Path(given) / "settings.toml"
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "gatesim" / "settings.toml"


def load_settings() -> tuple[Settings, str]:
    """Return the settings, and a sentence if the file was broken, else "".

    Of a broken file what can be read is used, and the file is kept as settings.toml.broken.
    """
    path = settings_file()
    if not path.exists():
        return Settings(), ""
    try:
        table = Table.read(path)
    except UserError as error:
        return Settings(), _set_aside(path, error)
    values: dict[str, Any] = {}
    broken: UserError | None = None
    for name in (field.name for field in fields(Settings)):
        try:
            values[name] = _read(table, name)
        except UserError as error:
            broken = broken or error
    try:
        table.finish()
    except UserError as error:
        broken = broken or error
    return Settings(**values), _set_aside(path, broken) if broken else ""


def save_settings(settings: Settings) -> None:
    """Write the settings. Raises UserError if the folder or the file cannot be written."""
    path = settings_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the settings cannot be saved in {path.parent}: {reason(error)}. Check the folder.") from error
    with write_whole(path) as file:
        file.writelines(f"{name} = {_toml(value)}\n" for name, value in asdict(settings).items())


def _read(table: Table, name: str) -> Any:
    default = getattr(Settings, name)
    if isinstance(default, bool):
        return table.flag(name, default)
    if isinstance(default, float):
        speed = table.number(name, default)
        if not SLOWEST <= speed <= FASTEST:
            raise table.wrong(name, f"must be from {SLOWEST:g} to {FASTEST:g}.")
        return speed
    text = table.text(name, default)
    choices = {"theme": THEMES, "projector": PROJECTORS}.get(name)
    if choices and text not in choices:
        raise table.wrong(name, f"is “{text[:20]}”. Write {' or '.join(choices)}.")
    return text


def _toml(value: bool | float | str) -> str:
    # JSON writes true, false, numbers and texts as TOML does, but for the character 0x7f. A folder's name may hold what
    # is no character at all, and then cannot be kept.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f").encode(errors="replace").decode()


def _set_aside(path: Path, error: UserError) -> str:
    broken = path.with_name(f"{path.name}.broken")
    try:
        os.replace(path, broken)
    except OSError as problem:
        return f"The settings are broken ({error}) and stay so, for they cannot be renamed: {reason(problem)}."
    return f"The settings were broken and are kept as {broken}: {error}"
