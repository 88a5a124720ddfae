"""Every text that is marked for translators is found by the tool that collects them, with its context."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]


def marked() -> set[tuple[str, str]]:
    """Return context and text of all that is marked in the code."""
    found = set()
    for path in (ROOT / "simulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) == 2:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                if name in ("tr", "translate", "QT_TRANSLATE_NOOP") and len(texts) == 2:
                    found.add((texts[0], texts[1]))
    return found


def test_all_texts_are_collected_with_their_contexts(tmp_path: Path) -> None:
    path = tmp_path / "texts.ts"
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "collect_texts.py", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    collected = {
        (str(context.findtext("name")), str(message.findtext("source")))
        for context in ElementTree.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }
    assert len(collected) > 900
    assert collected == marked()
