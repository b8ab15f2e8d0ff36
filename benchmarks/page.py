"""What the live page weighs and how quick it is: `make page-numbers`. Needs the Chromium of the system.

Prints each number as soon as it is measured, beside what is wanted. Every part opens a page of its own, so that none
measures what another has left. Times hold for the machine they were taken on; tests check what does not depend on it.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import sys
import threading
import time
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import uvicorn
from playwright.sync_api import sync_playwright

from govsim.page import catalogue, document
from govsim.page.app import create_app
from govsim.page.catalogue import Shelf
from govsim.page.luck import strip
from govsim.page.moves import pair, read_move
from govsim.page.replay import replay
from govsim.page.serving import listen
from govsim.page.trace import trace
from govsim.parameters.inside import inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    Told = Iterator[tuple[str, float]]  # numbers as they are measured

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MOVES = 40
MEMORY_MOVES = 200
ASKED = {"scenario": "c_office", "seed": 7, "A": {"policies": ["counts_only"]}, "B": {"policies": ["audited_closure"]}}
FRAMES = """(seconds) => new Promise((done) => { let frames = 0; const from = performance.now();
  const tick = (now) => { frames += 1;
    if (now - from > 1000 * seconds) done(frames / seconds); else requestAnimationFrame(tick); };
  requestAnimationFrame(tick); })"""


def weight() -> Told:
    """Yield kilobytes before use (gzipped), of a trace and of a replay."""
    scenario = Shelf(Path("c_office")).first
    page = document.served(catalogue.about(scenario, [scenario]), "en").encode()
    files = [document.asset(name) for name in {*document.MODULES.values(), *document.STYLES}]
    yield "before use, gzipped (KB)", sum(len(gzip.compress(each)) for each in (page, *files)) / 1e3
    told = b"".join(trace(pair(scenario, read_move(ASKED)), 7))
    yield "seven years of two offices, gzipped (KB)", len(gzip.compress(told)) / 1e3
    yield "replay (KB)", len(replay(scenario, read_move(ASKED)).encode()) / 1e3


def serve(folder: Path) -> str:
    """Serve the scenarios of a folder on a thread; return the address."""
    listening = listen("127.0.0.1", 0)
    app = create_app(Shelf(folder / "c_office.yaml"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return f"http://127.0.0.1:{listening.getsockname()[1]}/"


def told_luck(page: Any, lines: str) -> Any:
    """Let a page be told at once how lucky its offices were, so that nothing is computed beside what is measured."""
    page.route("**/api/compare", lambda route: route.fulfill(body=lines, content_type="application/x-ndjson"))
    return page


def moves(page: Any) -> tuple[list[float], list[float]]:
    """Return milliseconds from a slider to the first new frame, and until both offices are whole."""
    first, whole = [], []
    for n in range(MOVES):
        told = page.evaluate(
            """async (value) => { const from = performance.now(), before = window.govsim.reel();
            const others = location.hash.replace(/&B.set=[^&]*/, '');
            location.hash = `${others}&B.set=${encodeURIComponent(JSON.stringify({ fine: value }))}`;
            const next = () => new Promise((done) => requestAnimationFrame(done));
            while (window.govsim.reel() === before) await next();
            await next(); const first = performance.now() - from;
            while (!window.govsim.reel().outcomes) await next();
            return [first, performance.now() - from]; }""",
            20000 + n,
        )
        first.append(told[0])
        whole.append(told[1])
    return first, whole


def quickness(page: Any, address: str) -> Told:
    """Yield what a user waits for, and how smooth play is."""
    page.goto(address + "#tab=watch&week=120")
    page.wait_for_selector("html[data-shown=yes]")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    yield "first paint (ms)", paint
    first, whole = moves(page)
    yield "slider to the first new frame, 95 % (ms)", statistics.quantiles(first, n=20)[-1]
    yield "slider to both offices whole, 95 % (ms)", statistics.quantiles(whole, n=20)[-1]


def smoothness(page: Any, address: str) -> Told:
    """Yield the frame rate of two offices of 220 firms."""
    yield "frames a second, 2 x 220 firms", _frames(page, address + "#tab=watch&week=20&lens=0&seed=8")


def large(page: Any, address: str) -> Told:
    """Yield the frame rate of two offices of 5,000 firms."""
    yield "frames a second, 2 x 5,000 firms", _frames(page, address + "#tab=watch&scenario=large&week=20&lens=0")


def _frames(page: Any, address: str) -> float:
    """Return the frame rate of a page that plays once both offices are whole."""
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]", timeout=300_000)
    page.keyboard.press("Space")
    return float(page.evaluate(FRAMES, 3))


def memory(page: Any, address: str) -> Told:
    """Yield by how many per cent the heap of the browser grows over many changes."""
    page.goto(address + "#tab=watch&week=120")
    page.wait_for_selector("html[data-shown=yes]")
    session = page.context.new_cdp_session(page)

    def heap() -> float:
        page.wait_for_selector(".busy", state="detached")
        session.send("HeapProfiler.collectGarbage")
        return float(session.send("Runtime.getHeapUsage")["usedSize"])

    moves(page)
    before = heap()
    for _ in range(MEMORY_MOVES // MOVES):
        moves(page)
    yield f"growth of the heap over {MEMORY_MOVES} changes (%)", 100 * (heap() / before - 1)


WANTED = {
    "before use, gzipped (KB)": (120, "<="),
    "seven years of two offices, gzipped (KB)": (700, "<="),
    "replay (KB)": (1200, "<="),
    "first paint (ms)": (800, "<="),
    "slider to the first new frame, 95 % (ms)": (300, "<="),
    "slider to both offices whole, 95 % (ms)": (1000, "<="),
    "frames a second, 2 x 220 firms": (58, ">="),
    "frames a second, 2 x 5,000 firms": (30, ">="),
    f"growth of the heap over {MEMORY_MOVES} changes (%)": (5, "<="),
}


def in_browser(address: str) -> Told:
    """Yield what each part measures on a page of its own; but for quickness none computes luck."""
    chromium = shutil.which("chromium") or sys.exit("needs Chromium: apt-get install chromium")
    scenario = Shelf(Path("c_office")).first
    lines = "".join(
        json.dumps(line) + "\n" for line in strip(pair(scenario, read_move(ASKED)), catalogue.chosen(scenario))
    )
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=FLAGS) as opened:
        for part in (quickness, smoothness, large, memory):
            with opened.new_page(viewport={"width": 1280, "height": 900}) as page:
                yield from part(page if part is quickness else told_luck(page, lines), address)


def judged(told: Told) -> bool:
    """Print each number as it comes, beside what is wanted; return whether all are as they are wanted."""
    fine = []
    for name, value in told:
        bound, sense = WANTED[name]
        fine.append(value <= bound if sense == "<=" else value >= bound)
        print(f"{name:45s} {value:8.1f}   wanted {sense} {bound}{'' if fine[-1] else '   MISSED'}", flush=True)
    return all(fine)


def main() -> None:
    """Measure, print, and leave with 1 where something is not as it is wanted."""
    began = time.perf_counter()
    with TemporaryDirectory() as home:
        folder = Path(home)
        text = (inside() / "c_office.yaml").read_text(encoding="utf-8")
        (folder / "c_office.yaml").write_text(text, encoding="utf-8")
        many = text.replace("name: c_office", "name: large").replace("{count: 220}", "{count: 5000}")
        (folder / "large.yaml").write_text(many.replace("weeks: 364", "weeks: 156"), encoding="utf-8")
        fine = judged(chain(weight(), in_browser(serve(folder))))
    print(f"measured in {time.perf_counter() - began:.0f} s")
    sys.exit(not fine)


if __name__ == "__main__":
    main()
