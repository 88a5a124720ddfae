"""Settings: kept, checked, and never in the way."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path

import pytest

from simulator.document import Settings, load_settings, save_settings
from simulator.document.settings import settings_file
from simulator.errors import UserError


def write(text: str | bytes) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_at_first_there_is_no_file() -> None:
    assert load_settings() == (Settings(), "")
    assert not settings_file().exists()


def test_what_is_saved_is_read_again() -> None:
    other = Settings(
        theme="dark",
        projector="projector-light",
        animation=False,
        speed=0.25,
        show_future=False,
        window='ab"\\\n\t\x7f=',
        folder="C:\\Übung\\課程\\ \U0001f600",
    )
    for field in fields(Settings):
        assert getattr(other, field.name) != getattr(Settings(), field.name), "every setting is tried"
    save_settings(other)
    assert load_settings() == (other, "")
    save_settings(replace(other, theme="light"))
    assert load_settings() == (replace(other, theme="light"), "")
    assert [path.name for path in settings_file().parent.iterdir()] == ["settings.toml"]


def test_a_folder_whose_name_is_no_text() -> None:
    save_settings(Settings(folder="/home/\udcff"))
    assert load_settings()[0].folder == "/home/?"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("theme = ", "is not TOML"),
        (b"\xff\xfe", "this is not UTF-8 text"),
        ("x" * 2_000_000, "is larger than"),
        ('theme = "pink"', "theme is “pink”. Write light or dark."),
        ("theme = 3", "theme must be a text in quotes"),
        ('animation = "yes"', "animation must be true or false"),
        ("animation = 1", "animation must be true or false"),
        ("speed = 9", "speed must be from 0.25 to 4."),
        ("speed = nan", "speed holds nan"),
        ("speed = true", "speed must hold numbers"),
        ("[window]", "window must be a text in quotes"),
        ("colour = 3", "colour is not a known key"),
        ('tehme = "dark"', "tehme is not a known key. Did you mean theme?"),
    ],
)
def test_a_broken_file_is_set_aside_with_a_word(text: str | bytes, says: str) -> None:
    path = write(text)
    content = path.read_bytes()
    settings, message = load_settings()
    assert settings == Settings()
    assert says in message
    assert "\n" not in message
    broken = path.with_name("settings.toml.broken")
    assert str(broken) in message
    assert broken.read_bytes() == content
    assert not path.exists()
    assert load_settings() == (Settings(), ""), "it is said once"


def test_what_is_right_in_a_broken_file_is_used() -> None:
    write('theme = "dark"\nspeed = -1\nshow_future = false\n')
    settings, message = load_settings()
    assert settings == Settings(theme="dark", show_future=False)
    assert "speed" in message


def test_a_second_broken_file_takes_the_place_of_the_first() -> None:
    write("one = 1")
    load_settings()
    write("two = 2")
    _, message = load_settings()
    assert settings_file().with_name("settings.toml.broken").read_text() == "two = 2"
    assert "two" in message


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GATESIM_CONFIG_DIR", str(tmp_path / "file" / "folder"))
    assert load_settings() == (Settings(), "")
    with pytest.raises(UserError, match="the settings cannot be saved in") as caught:
        save_settings(Settings())
    assert "Check the folder." in str(caught.value)


def test_a_broken_file_that_cannot_be_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("theme = 3")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    settings, message = load_settings()
    assert settings == Settings()
    assert "permission is denied" in message
    assert "theme must be" in message
    assert path.exists()


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATESIM_CONFIG_DIR", "/somewhere")
    assert settings_file() == Path("/somewhere/settings.toml")
    monkeypatch.delenv("GATESIM_CONFIG_DIR")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/xdg")
    monkeypatch.setenv("APPDATA", "/appdata")
    for platform, folder in (("linux", "/xdg"), ("win32", "/appdata")):
        monkeypatch.setattr("sys.platform", platform)
        assert settings_file() == Path(folder, "gatesim", "settings.toml")
    monkeypatch.setattr("sys.platform", "darwin")
    assert settings_file() == Path.home() / "Library" / "Application Support" / "gatesim" / "settings.toml"
