"""Chinese is broken where it may be, and no line is too wide."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.cells import cell_len

from govsim.report.figures import wrapped
from govsim.words.breaking import breaks


def test_no_line_begins_with_a_sign_that_closes():
    assert wrapped("形式主义指数（仅在纸面上的整改）（真实）", 38) == "形式主义指数（仅在纸面上的整改）（真\n实）"
    assert wrapped("指标，说明", 4) == "指\n标，\n说明"


@pytest.mark.parametrize("cells", [4, 7, 12, 40])
@pytest.mark.parametrize(
    "text", ["与 --ensemble 同用：把“假定”的（部分）存放在旁。", "一个averyverylongwordindeed在此", "（（（", ""]
)
def test_lines_are_whole_and_fit(cells, text):
    ends = [0, *breaks(text, cells), len(text)]
    lines = [text[start:end] for start, end in pairwise(ends)]
    assert "".join(lines) == text
    assert all(cell_len(line.rstrip()) <= max(cells, 6) for line in lines)
