"""Try to break govsim with bad input: `python -m tests.fuzz --minutes 10 --seed 1`, or `make fuzz`.

Each case mutates one of the files of `tests.fuzz.files` or puts an option at one of its ends, and runs a command on it,
every other one in Chinese.
The command must end with exit code 0 or 2, without a traceback or a warning of Python's, and an error must take at most
three lines of at most 200 characters. Case n of a seed is always the same: `--only n` repeats it. What fails is printed
and its folder is kept.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.cases import case_of, prepared, tried


def main() -> int:
    """Run cases until the time is over; return 1 if one has failed."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--minutes", type=float, default=10.0)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--only", type=int)
    told = given.parse_args()
    failed, number, end = 0, told.only or 0, time.monotonic() + 60 * told.minutes
    ends: dict[int | str, int] = {}
    with prepared() as seeds:
        while time.monotonic() < end and (told.only is None or number == told.only):
            folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{told.seed}-{number}-"))
            case = case_of(told.seed, number, folder, seeds)
            code, fault = tried(case, folder)
            ends[code] = ends.get(code, 0) + 1
            if fault:
                failed += 1
                print(f"case {number}: {case.told}\n  {fault}\n  {folder}", flush=True)
            else:
                shutil.rmtree(folder, ignore_errors=True)
            number += 1
    print(f"seed {told.seed}: {sum(ends.values())} cases, by exit code {ends}; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
