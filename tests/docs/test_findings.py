"""The page of findings says what its file says, and a sentence that does not hold is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from govsim.errors import InputError
from tests.docs.pages import script

if TYPE_CHECKING:
    from types import ModuleType

HURT = np.array([10.0, 12.0, 8.0, 11.0])
LESS = np.array([1.0, 2.0, 1.0, 2.0])
NEITHER = np.array([1.0, -1.0, 1.0, -1.0])


@pytest.fixture(scope="module")
def findings() -> ModuleType:
    return script("findings")


def section(findings: ModuleType, *holds: str) -> object:
    sentence = {"say": "Hurt {base[hurt]}, then {percent[better][hurt]}.", "holds": holds, "rests_on": "nothing."}
    return findings.Section(title="Title", contrast="file.yaml", sentences=[sentence])


@pytest.fixture
def figures(findings: ModuleType, monkeypatch: pytest.MonkeyPatch) -> object:
    values = {"base": {"hurt": HURT}, "better": {"hurt": HURT - LESS}, "same": {"hurt": HURT + NEITHER}}
    figures = findings.Figures(values, "base")
    monkeypatch.setattr(findings.Section, "run", lambda _: figures)
    return figures


def test_page_has_every_section_and_command(findings: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["findings.py", "--check"])
        assert findings.main() == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("better.hurt < 0", True),
        ("better.hurt > 0", False),
        ("same.hurt = 0", True),
        ("same.hurt < 0", False),
        ("better.hurt% < same.hurt%", True),
        ("better.hurt = 0", False),
    ],
)
def test_claims_are_read_off_the_interval(findings: ModuleType, figures: object, claim: str, holds: bool) -> None:
    if holds:
        assert findings.written(section(findings, claim))[-1] == (
            "- Hurt 10.2, then -14.6 % (-23.6 to -5.67). *Rests on:* nothing."
        )
    else:
        with pytest.raises(InputError, match="does not hold"):
            findings.written(section(findings, claim))
