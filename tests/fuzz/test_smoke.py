"""The fuzzer itself, for a moment: `make fuzz` runs it for ten minutes."""

from __future__ import annotations

import pytest

from tests.fuzz.cases import Case, case_of, prepared, tried


def test_the_first_cases_end_with_0_or_2(tmp_path):
    codes = []
    with prepared() as seeds:
        for number in range(16):
            folder = tmp_path / str(number)
            folder.mkdir()
            case = case_of(1, number, folder, seeds)
            code, fault = tried(case, folder)
            assert not fault, (number, case.told, fault)
            codes.append(code)
    assert set(codes) == {0, 2}
    assert codes.count(2) > 6


def test_a_case_is_always_the_same(tmp_path):
    told = []
    with prepared() as seeds:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            case = case_of(3, 5, tmp_path / name, seeds)
            told.append((case, [path.read_bytes() for path in sorted((tmp_path / name).glob("*.*"))]))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("raises", "says"),
    [(RuntimeError("bug"), "RuntimeError: bug"), (SystemExit(3), "exit code 3")],
    ids=["bug", "code"],
)
def test_what_ends_otherwise_is_found(tmp_path, monkeypatch, raises, says):
    def broken(**_):
        raise raises

    monkeypatch.setattr("govsim.cli.app.app", broken)
    assert says in tried(Case(("run", "tiny.yaml"), ""), tmp_path)[1]
