"""The one place that knows how rules are compiled.

Rules are plain scalar functions marked `@compiled`. Numba turns them into machine code once and keeps it on disk.
Numba looks only at the file of the function that it caches, never at the functions which that one calls; an edited
rule in another file would therefore go unnoticed. The cache lies for this reason in a folder named by a hash of all
sources that rules can depend on: an edit in any of them starts a new folder, and the oldest folders are dropped.
The place may be shared with others (`NUMBA_CACHE_DIR`), so only folders are dropped that hold our own mark.

`NUMBA_DISABLE_JIT=1` runs the same functions as ordinary Python, for a debugger, with the same bits.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from numba import config, njit, types
from numba.core.registry import CPUDispatcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Rule = TypeVar("Rule", bound=Callable[..., Any])  # compiled, it is called as it is written

FOLDERS_KEPT = 6
MARK = "made-by-govsim"  # a file that holds the name of its folder, so that a copy under another name is not ours
ABOVE_THE_RULES = (
    "__init__.py",
    "__main__.py",
    "cli",
    "model.py",
    "extensions.py",
    "declarations.py",
    "glossary.py",
    "words",
    "runs",
    "studies",
    "evidence",
    "investigation",
    "report",
    "ledger",
    "page",
)  # nothing that is compiled depends on these


def source_hash() -> str:
    """Return a hash of all sources on which compiled rules, and therefore results, can depend."""
    package = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] in ABOVE_THE_RULES:
            continue
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache_root() -> Path:
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "govsim"


def _is_ours(folder: Path) -> bool:
    try:
        return (folder / MARK).read_text(encoding="utf-8") == folder.name
    except (OSError, ValueError):  # none there, or something else of that name
        return False


def _open_cache() -> Path:
    folder = _cache_root() / f"rules-{source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            (folder / MARK).write_text(folder.name, encoding="utf-8")
        os.utime(folder)
        ours = [path for path in folder.parent.glob("rules-*") if _is_ours(path)]
        for old in sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)[FOLDERS_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:  # a read-only home: compile into a folder of this process instead of failing
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="govsim-rules-"))
    return folder


CACHE_FOLDER = _open_cache()
config.CACHE_DIR = str(CACHE_FOLDER)

JIT = not config.DISABLE_JIT

# nogil: replicates run on threads. error_model: no rule divides by zero, so no check is paid for at every division.
OPTIONS = {"nogil": True, "error_model": "numpy"}
WITHOUT_WAY_IN = {**OPTIONS, "nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class CompiledRule(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A rule that other rules call: nothing is compiled for it but itself, once.

    Two things differ from what Numba does with any function. A way in from Python is compiled only when somebody
    calls it from there (a test, a notebook): for the some 250 rules that nobody does this with it took a third of the
    first compilation. And a whole number written into a call is an argument like any other, where Numba would compile
    the called rule once more for each such number.
    """

    def get_call_template(self, args: Sequence[types.Type], kws: Mapping[str, types.Type]) -> Any:
        """Say how a call with these types is compiled: with the type of a number, not the number itself."""
        plain = [types.unliteral(arg) for arg in args]
        return super().get_call_template(plain, {name: types.unliteral(arg) for name, arg in kws.items()})

    def __call__(self, *args: Any) -> Any:
        """Call the rule from Python, over a way in that is compiled at the first such call."""
        if not hasattr(self, "_way_in"):
            self._way_in = njit(nogil=True)(lambda *given: self(*given))  # noqa: PLW0108  # no rule is compiled twice
        return self._way_in(*args)


def _rule(function: Rule, **options: bool) -> Rule:
    if not JIT:
        return function
    rule = CompiledRule(function, targetoptions=WITHOUT_WAY_IN | options)
    rule.enable_caching()
    return rule


compiled: Callable[[Rule], Rule] = _rule

# What every run calls from Python: the way in is compiled along with it, and kept on disk.
entered: Callable[[Rule], Rule] = njit(cache=True, **OPTIONS)

# For functions called with many kinds of whole numbers: one signature, so that they are compiled once and not for each.
exact: Callable[[str], Callable[[Rule], Rule]] = partial(njit, cache=True, **OPTIONS)

# For what runs every week for every enterprise: always expanded where it is called. What only happens now
# and then stands in functions of its own, so that the code of a quiet week stays small.
weekly: Callable[[Rule], Rule] = partial(_rule, forceinline=True)


# Hints to the processor, which change nothing; beyond the end of a table they have no effect. `govsim.world.machine`
# tells how they are compiled.


def fetch_record(table: Any, row: int) -> None:
    """Have those parts of a record of a joined table that are read every week brought into the cache."""


def fetch_line(table: Any, row: int) -> None:
    """Have the first cache line of a record brought into the cache, while other work is done; of all its parts."""


def first_compilation() -> bool:
    """Return whether the loop over the week has not been compiled yet from the sources as they stand."""
    return JIT and not any(CACHE_FOLDER.rglob("*.advance-*.nbi"))
