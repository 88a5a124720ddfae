"""Cell files: errors point at the place in the file, however its text is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import CellError, UserError, load_cell

HEAD = '[cell]\nid = "a"\nname = "A"\noutput = "h"\n'
GOOD = HEAD + 'equations = """\nh = tanh(W @ x + U @ h[t-1] + b)\n"""\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "my.toml"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        HEAD + 'equations = """\nz = W @ x\nh = foo(z)\n"""\n',
        HEAD + 'equations = """\n    z = W @ x\n\th = foo(z)\n"""\n',
        HEAD + "equations = '''\nz = W @ x\nh = foo(z)\n'''\n",
        HEAD + 'equations = "h = foo(x)"\n',
        HEAD + "equations = 'h = foo(x)'\n",
        HEAD + 'equations = """h = foo(x)\n"""\n',
        HEAD + 'equations = """z = W @ x\nh = foo(z)\n"""\n',
        HEAD + 'equations = """  \nz = W @ x\nh = foo(z)\n"""\n',
        HEAD + 'equations = """\\\nz = W @ x\nh = foo(z)\n"""\n',
        HEAD + '"equations" = """\nh = foo(x)\n"""\n',
        HEAD + 'equations = """\n# 注意\n記憶 = W @ x ⊙ b\nh = σ(記憶) ⊙ foo(x)\n"""\n',
        (HEAD + 'equations = """\nz = W @ x\nh = foo(z)\n"""\n').replace("\n", "\r\n"),
        HEAD + 'text = """\nequations = "none" yet\n"""\nequations = "h = foo(x)"\n',
        'cell.id = "a"\ncell.name = "A"\ncell.output = "h"\ncell.equations = """\nh = foo(x)\n"""\n',
        'cell = {id = "a", name = "A", output = "h", equations = "h = foo(x)"}\n',
    ],
)
def test_an_error_in_an_equation_points_into_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(CellError) as caught:
        load_cell(written(tmp_path, text))
    lines = text.split("\n")
    line = next(number for number, content in enumerate(lines, 1) if "foo" in content)
    assert (caught.value.line, caught.value.column) == (line, lines[line - 1].index("foo") + 1)


def test_an_identity_needs_a_matrix(tmp_path: Path) -> None:
    assert load_cell(written(tmp_path, GOOD + "[init]\nU = 'identity'\n")).init == {"U": "identity"}
    with pytest.raises(UserError, match=r"\[init\]: b is no matrix, so it cannot be identity"):
        load_cell(written(tmp_path, GOOD + "[init]\nb = 'identity'\n"))


def test_a_number_of_thousands_of_digits_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"my\.toml is not TOML that can be read: a number is too long"):
        load_cell(written(tmp_path, f"{GOOD}[init]\nb = 1{'0' * 5000}\n"))
