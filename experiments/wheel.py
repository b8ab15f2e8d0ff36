"""Build the wheel, install it into a fresh environment, and try it in an empty folder.

Exit code 1 if something that a user would do first does not work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OFFICE = "weeks: 52\nwarmup_weeks: 26\nenterprises: {count: 40}\npolicies: {fines: {scale: {fine: 2.0}}}\n"
PYTHON = """
import govsim
office = govsim.load_scenario("office.yaml")
print(govsim.__version__, govsim.simulate(office, seed=1).summary["visits_per_year"])
"""
TRIED = (
    ("govsim", "--help"),
    ("govsim", "schedule"),
    ("govsim", "parameters", "fine"),
    ("govsim", "run", "office.yaml", "--seed", "1"),
    ("govsim", "run", "office.yaml", "--seed", "1", "--out", "run"),
    ("govsim", "compare", "office.yaml", "--policy", "fines", "--least", "4", "--most", "4"),
    ("python", "-c", PYTHON),
    ("govsim", "scenarios"),
    ("govsim", "new", "my_office", "--from", "c_office"),
    ("govsim", "compare", "c_office", "--policy", "stronger_team", "--least", "4", "--most", "4"),
    ("govsim", "atlas", "--row", "0-P2", "--replicates", "2"),
    ("govsim", "validate", "--row", "I1", "--replicates", "2"),
    ("python", "-m", "govsim", "--version"),
)


def main() -> int:
    """Build, install, try; return the exit code."""
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder, fresh, empty = Path(temporary), Path(temporary) / "fresh", Path(temporary) / "empty"
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
        subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
        (wheel,) = folder.glob("govsim-*.whl")
        print(f"built: {wheel.name}, {wheel.stat().st_size / 1000:.0f} kB", flush=True)
        venv.create(fresh, with_pip=True)
        subprocess.run([fresh / "bin" / "python", *pip[1:], "install", str(wheel)], check=True)
        empty.mkdir()
        (empty / "office.yaml").write_text(OFFICE, encoding="utf-8")
        own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "NUMBA_CACHE_DIR")}
        for command in TRIED:
            start = time.monotonic()
            done = subprocess.run(
                [fresh / "bin" / command[0], *command[1:]],
                cwd=empty,
                env=own | {"XDG_CACHE_HOME": str(folder / "cache")},
                capture_output=True,
                text=True,
                check=False,
            )
            failed += done.returncode != 0
            said = "passed" if done.returncode == 0 else f"FAILED with {done.returncode}"
            told = " ".join(command).replace(PYTHON, "...")
            print(f"{said}: {told} ({time.monotonic() - start:.1f} s)", flush=True)
            if done.returncode:
                print(done.stderr or done.stdout, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
