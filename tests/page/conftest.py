"""A served page on a small scenario, and a browser in which nothing may be asked for elsewhere and nothing may fail."""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEEDED = "GOVSIM_NEEDS_BROWSER"  # set by .ci/run: without a browser the tests fail instead of being left out
WEEKS = 60
LIVELY = {
    "entry_rate": 0.4,
    "exit_rate": 0.4,
    "paper_share": 0.6,
    "initial_hazards": 8,
    "lethality": 0.2,
    "inspectors": 3,
    "harm_delay_general": 200,
    "report_recorded": 0.7,
    "publish_reported": 0.5,
}


PROBLEM = """\
question: What first?
scenario: ../lively.yaml
measures: {audit: [0, 0.5, 1], fines: [0, 1]}
budget: {office: 40000}
benefit: {expected_casualties: {yuan: [1.0e+6, 8.5e+6], source: a test}}
sets: 8
seeds: 2
"""


def chromium() -> str | None:
    """Return the Chromium of the system."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """A folder with the scenario `lively` and a broken one."""
    import yaml

    from govsim.parameters.inside import inside

    home = tmp_path_factory.mktemp("page")
    policies = {
        "audit": {"title": "Audit", "start": 26, "set": {"audit_share": 1.0}, "cost": {"per_year": 60000}},
        "fines": {"title": "Fines", "start": 26, "ramp": 10, "scale": {"fine": 2.0}},
    }
    told = {
        "name": "lively",
        "title": "Lively office",
        "weeks": WEEKS,
        "warmup_weeks": 26,
        "measure_from": 26,
        "enterprises": {"count": 40},
        "parameters": LIVELY,
        "policies": policies,
    }
    (home / "lively.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    shutil.copy(inside() / "c_office.yaml", home)  # of the lessons
    (home / "decisions").mkdir()
    (home / "decisions" / "what_first.yaml").write_text(PROBLEM, encoding="utf-8")
    (home / "decisions" / "broken.yaml").write_text("measures: {}\n", encoding="utf-8")
    (home / "broken.yaml").write_text("name: broken\nenterprises: {count: 0}\n", encoding="utf-8")
    return home


@dataclass
class Served:
    """Where the page is served."""

    address: str
    folder: Path


def serving(app) -> Iterator[str]:
    """Serve an application on a thread and yield its address."""
    import uvicorn

    from govsim.page.serving import listen

    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def served(folder) -> Iterator[Served]:
    from govsim.page.app import create_app
    from govsim.page.catalogue import Shelf
    from govsim.page.decisions import Desk, usual_folder
    from govsim.runs.run import simulate

    simulate(Shelf(folder / "lively.yaml").first)  # compiled, or loaded
    desk = Desk(usual_folder(folder), folder / "results")
    for host in serving(create_app(Shelf(folder / "lively.yaml"), desk)):
        yield Served(f"http://{host}/", folder)


@pytest.fixture(scope="session")
def told(folder):
    """The decision that the command makes of the problem of the tests; it stands among the results."""
    from govsim.evidence.decisions.decide import decide
    from govsim.evidence.decisions.problem import load_problem
    from govsim.evidence.decisions.told import Told
    from govsim.report.decision_folder import contents
    from govsim.report.folder import write_latest

    quick = Told(decide(load_problem(folder / "decisions" / "what_first.yaml"), quick=True))
    write_latest(folder / "results" / "what_first" / "decide", contents(quick))  # as the command does
    old = folder / "results" / "of_old"
    old.mkdir()
    (old / "decision.json").write_text("{}", encoding="utf-8")
    return quick


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium; without one the tests of the page are left out, or fail where they must run."""
    if chromium() is None:
        if NEEDED in os.environ:
            pytest.fail("the page's tests need Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


@dataclass
class Watched:
    """What a browser complains of, and whom it asks."""

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page) -> None:
        page.on("request", lambda request: self.asked.append(request.url))
        page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture
def visit(browser, served):
    """Return a function that opens the page at a fragment, and waits until it shows both offices."""
    watched, contexts = Watched(), []

    def opened(fragment: str = "", address: str = served.address, whole: bool = False, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        watched.listen(page)
        page.goto(address + fragment)
        page.wait_for_selector("html[data-ready=yes]" if whole else "html[data-shown=yes]")
        return page

    opened.watched = watched
    yield opened
    for context in contexts:
        context.close()
    foreign = [url for url in watched.asked if not url.startswith((served.address, "file://", "data:", "blob:"))]
    assert not foreign
    # a value that is refused on purpose is an answer of the server, which the browser notes as well
    assert [told for told in watched.complaints if "422" not in told] == []
