"""What all layers of tests share: small worlds, and the seeds on which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.worlds import Worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.parameters.scenario import Scenario


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seed", type=int, nargs="*", default=[1], help="Seeds on which every test that takes a seed runs."
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", metafunc.config.getoption("seed"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if "page" in report.keywords]
    if left_out:
        terminalreporter.write_line(
            f"left out: {len(left_out)} tests of the page in a browser (no Chromium here: apt-get install chromium)"
        )


@pytest.fixture(autouse=True)
def _no_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are as wide as where there is no terminal: pytest's workers say COLUMNS for their own sake."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Scenario]:
    """A maker of small scenarios: see `Worlds`."""
    return Worlds(tmp_path_factory.mktemp("scenarios"))
