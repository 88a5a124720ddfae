"""What columns are proposed to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.document.table_import import preview
from simulator.document.table_import.uses import ANSWER, INPUT, SEQUENCE, UNUSED, guess_uses

SHORT = {"i": INPUT, "a": ANSWER, "s": SEQUENCE, "-": UNUSED}


@pytest.mark.parametrize(
    ("table", "uses"),
    [
        ("x1,x2,y\n1,2,3\n1,2,4", "iia"),
        ("y,x1,x2\n1,2,3\n1,2,4", "aii"),
        ("id,x1,label\n7,2,3\n7,2,4\n8,2,4", "sia"),
        ("id,x1,label\n7,2,3\n8,2,4\n9,2,4", "-ia"),  # it counts rows
        ("Sequence,step,Temp (C),Class\nA,1,20,on\nA,2,21,off\nB,1,20,on", "s-ia"),
        ("sequence,group,x,y\n1,1,1,2\n1,1,2,3", "s-ia"),
        ("temp,wind,rain\n1,2,3\n1,2,4", "iia"),
        ("temp,kind,rain\n1,cold,3\n1,warm,4", "iai"),
        ("temp,y1,y_2\n1,0,1\n1,1,0", "iaa"),
        ("temp,y1,y2\n1,cold,1\n1,warm,0", "ia-"),  # classes stand in one column
        ("temp,name,y\n1,Ann,1\n2,Bob,0", "i-a"),
        ("year,idea,target\n1,3,1\n2,4,0", "iia"),  # no y, and no id
        ("x1\n1\n2", "i"),
        ("a\n1\n2", "i"),
        ("1,2,3\n4,5,6", "iia"),
        (",a,b\n0,2,3\n1,5,6", "-ia"),
        ("time,a,b\n0,2,3\n1,5,6", "-ia"),
    ],
)
def test_guess(tmp_path: Path, table: str, uses: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(table)
    assert guess_uses(preview(path)) == tuple(SHORT[letter] for letter in uses)
