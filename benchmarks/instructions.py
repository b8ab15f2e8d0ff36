"""Where the instructions of an enterprise-week go, rule by rule: `make profile`.

Counted and not timed: this process lets another run some weeks of the core one instruction at a time, and the same
commit gives the same figures on a machine that is slow or has other work. What is expanded in its caller counts for
the rule in whose source it stands. Needs Linux on x86-64, and objdump (of the GNU binutils).
"""

from __future__ import annotations

import argparse
import ast
import ctypes
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
FIRMS, WEEKS = 220, 10
PEEK_USER, CONTINUE, SINGLE_STEP = 3, 7, 9  # what is asked of ptrace
INSTRUCTION_POINTER = 128  # where it stands in `struct user`, in bytes
START, STOP = signal.SIGUSR1, signal.SIGUSR2  # which the process sends itself around what is counted
ELSEWHERE = "outside the rules"

# Has the compiler tell the source line of each instruction, and no more: to tell of variables, it would expand no rule.
WITH_LINES = """
from numba.core.compiler import Flags
from numba.core.debuginfo import DIBuilder
Flags.options["dbg_directives_only"]._default = True
initialize = DIBuilder.initialize
def with_lines_only(tables):
    tables.emission_kind = "LineTablesOnly"
    initialize(tables)
DIBuilder.initialize = with_lines_only
DIBuilder.mark_variable = lambda *variable, **told: None
"""

# Runs the weeks, and leaves the machine code of all that it calls, with the place of each piece in memory.
COUNTED = """
import ctypes, gc, json, os, signal, sys
from pathlib import Path
ctypes.CDLL(None).ptrace(0, 0, None, None)  # let the parent look on
from numba.core.registry import CPUDispatcher
from benchmarks.sizes import core
from govsim.compiled import CompiledRule
from govsim.schedule import compiled_week
from govsim.world.build import build
folder, firms, weeks = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
world = build(core(firms, weeks=weeks), 1).run(0)
pieces = []
for called in [one for one in gc.get_objects() if isinstance(one, CPUDispatcher) and not isinstance(one, CompiledRule)]:
    for result in called.overloads.values():
        try:
            code = result.library._get_compiled_object()
        except RuntimeError:  # none was made
            continue
        name = result.fndesc.llvm_func_name
        (folder / f"{len(pieces)}.o").write_bytes(code)
        pieces.append((f"{len(pieces)}.o", name, result.library.get_pointer_to_function(name)))
(folder / "pieces.json").write_text(json.dumps(pieces))
advance = compiled_week().advance
os.kill(os.getpid(), signal.SIGUSR1)
advance(world.tables, 0, weeks)
os.kill(os.getpid(), signal.SIGUSR2)
"""


def counted(folder: Path, firms: int, weeks: int, *, lines: bool) -> Counter[int]:
    """Return how often the instruction at each address was run while the core ran some weeks.

    `folder` is left with the machine code, which tells its source lines if `lines`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    child = subprocess.Popen(
        [sys.executable, "-c", WITH_LINES * lines + COUNTED, str(folder), str(firms), str(weeks)],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder), "NUMBA_DEBUGINFO": str(int(lines))},
    )
    times: Counter[int] = Counter()
    request = CONTINUE
    while True:
        _, status = os.waitpid(child.pid, 0)
        if not os.WIFSTOPPED(status):
            break
        received = os.WSTOPSIG(status)
        if received == signal.SIGTRAP and request == SINGLE_STEP:
            times[libc.ptrace(PEEK_USER, child.pid, INSTRUCTION_POINTER, None)] += 1
        request = {START: SINGLE_STEP, STOP: CONTINUE}.get(received, request)
        passed_on = 0 if received in (signal.SIGTRAP, START, STOP) else received
        libc.ptrace(request, child.pid, None, passed_on)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"the weeks that were to be counted ended with exit code {child.returncode}")
    return times


def places(folder: Path) -> dict[int, tuple[str, int]]:
    """Return the source line (file, number) of each address, as far as there is one."""
    lines: dict[int, tuple[str, int]] = {}
    for file, name, address in json.loads((folder / "pieces.json").read_text()):
        listed = subprocess.run(
            ["objdump", "-d", "-l", "--no-show-raw-insn", str(folder / file)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        start = re.search(rf"^([0-9a-f]+) <{re.escape(name)}>:", listed, re.MULTILINE)
        assert start, f"{file} holds no {name}"
        base = address - int(start[1], 16)
        line = (ELSEWHERE, 0)
        for found in re.finditer(r"^(?:(/.+):(\d+)(?: .*)?|\s+([0-9a-f]+):\t.*)$", listed, re.MULTILINE):
            if found[1]:
                line = (found[1], int(found[2]))
            else:
                lines[base + int(found[3], 16)] = line
    return lines


@cache
def rules(file: str) -> list[tuple[int, int, str]]:
    """Return the functions of a file, inner ones last: first and last line, and name."""
    path = Path(file)
    if not path.is_file():
        return []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(one.lineno, one.end_lineno or 0, one.name) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


def rule(file: str, line: int) -> str:
    """Return in which rule a line of a file stands, as `module.function`."""
    path = Path(file)
    within = [name for first, last, name in rules(file) if first <= line <= last]
    if path.is_relative_to(ROOT / "govsim"):
        module = ".".join(path.relative_to(ROOT / "govsim").with_suffix("").parts)
        return f"{module}.{within[-1]}" if within else module
    if path.name.startswith("week_"):
        return "the loop over the week"
    return f"Numba's {within[-1]}" if within else ELSEWHERE


def report(firms: int, weeks: int) -> tuple[float, list[tuple[str, float]]]:
    """Return the instructions of an enterprise-week, and those of each rule, the largest first.

    The second are of code that tells its source lines, for which the compiler expands a little less.
    """
    with tempfile.TemporaryDirectory() as name:
        total = sum(counted(Path(name), firms, weeks, lines=False).values())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = counted(folder, firms, weeks, lines=True)
        lines = places(folder)
    by_rule: Counter[str] = Counter()
    for address, number in times.items():
        by_rule[rule(*lines.get(address, (ELSEWHERE, 0)))] += number
    return total / (firms * weeks), [(told, number / (firms * weeks)) for told, number in by_rule.most_common()]


def main() -> None:
    """Print where the instructions go."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=FIRMS, help="enterprises")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="weeks that are counted, after the warm-up")
    parser.add_argument("--rows", type=int, default=40, help="rules that are shown; the rest in one row")
    given = parser.parse_args()
    if sys.platform != "linux" or platform.machine() != "x86_64" or not shutil.which("objdump"):
        parser.error("instructions are counted on Linux on x86-64, where objdump is installed (GNU binutils)")
    total, rows = report(given.firms, given.weeks)
    with_lines = sum(number for _, number in rows)
    shown, rest = rows[: given.rows], rows[given.rows :]
    if rest:
        shown.append((f"{len(rest)} more", sum(number for _, number in rest)))
    printed = Table("rule", title=f"Instructions of an enterprise-week: {total:,.0f}", title_justify="left")
    printed.caption = f"rule by rule in code that tells its source lines, which takes {with_lines:,.0f}"
    printed.add_column("instructions", justify="right")
    printed.add_column("share", justify="right")
    for name, number in shown:
        printed.add_row(name, f"{number:.1f}", f"{number / with_lines:.1%}")
    Console(width=None if sys.stdout.isatty() else 100).print(printed)


if __name__ == "__main__":
    main()
