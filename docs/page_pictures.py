"""Make the screenshots of the trainers' tutorial: `make page-pictures`. Needs the Chromium of the system."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.page import FLAGS, serve
from govsim.page.lessons import lessons
from govsim.parameters.inside import inside

IMAGES = Path(__file__).parent / "images"
COUNTING = lessons()["counting"]
LESSON = (
    f"#lesson=counting&seed={COUNTING.seed}&start={COUNTING.start}"
    "&A.policies=%5B%22counts_only%22%5D&B.policies=%5B%22audited_closure%22%5D"
)
PICTURES = {
    "page_lessons": ("#tab=lessons", 1280, "light", "en"),
    "page_bet": (LESSON + "&tab=bet", 1280, "light", "en"),
    "page_recorded": (LESSON + "&tab=watch&lens=2&week=200", 1280, "light", "en"),
    "page_true": (LESSON + "&tab=watch&lens=0&week=200", 1280, "light", "en"),
    "page_true_zh_dark": (LESSON + "&tab=watch&lens=0&week=200", 1280, "dark", "zh"),
    "page_phone": (LESSON + "&tab=watch&lens=2&week=200", 390, "light", "en"),
    "page_luck": (LESSON + "&tab=luck", 1280, "light", "en"),
    "page_change": (LESSON + "&tab=change", 1280, "light", "en"),
}
SETTLED = 400  # milliseconds until letters that have just come are painted


def main(out: Path = IMAGES) -> None:
    """Write the pictures, each as the browser shows it without scrolling."""
    chromium = shutil.which("chromium") or sys.exit("needs Chromium: apt-get install chromium")
    address = serve(inside())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, (fragment, width, scheme, lang) in PICTURES.items():
            context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{address}{fragment}&lang={lang}")
            page.wait_for_selector("html[data-ready=yes]", timeout=180_000)
            page.wait_for_timeout(200)
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=out / f"{name}.png")
            context.close()
            print(out / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
