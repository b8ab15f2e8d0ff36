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

import llvmlite.binding
from numba import config, njit, types
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, compile_result
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


# --- how Numba is told to optimise the whole once, and nothing else ---------------------------------------------------


class WholeLibrary(JITCodeLibrary):  # type: ignore[misc]  # Numba has no types
    """Machine code of a function that is called from Python, with all the rules that it calls.

    Numba optimises twice, the first time so that it finds counts of references that cancel; rules count none.
    """

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager()  # noqa: SLF001 (Numba's way)
        passes.run(self._final_module, builder)


class RuleLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A rule in LLVM's language, linked with the rules that it calls, and waiting for a caller to be linked into.

    Left to itself Numba optimises each rule with all that it calls, and makes machine code of it, and does so again for
    the rule that calls this one, up to the week: most of that is never run.
    """

    def _optimize_final_module(self) -> None:
        """Leave that to who calls the rule."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002 (Numba's signature)
        """Return the address of a function's machine code: 0, there is none."""
        self._ensure_finalized()
        return 0

    @property
    def codegen(self) -> Any:
        """Whom Numba asks to `set_env`."""
        return self

    def set_env(self, name: str, env: Any) -> None:
        """Do nothing: only what is called from Python has a use for an environment of Python's."""

    def serialize_using_object_code(self) -> tuple[str, bytes]:
        """Return what is kept on disk."""
        return self.name, self._get_module_for_linking().as_bitcode()

    @classmethod
    def stored(cls, codegen: Any, name: str, bitcode: bytes) -> RuleLibrary:
        """Return a library from what was kept on disk."""
        library = cls(codegen, name)
        library._final_module = llvmlite.binding.parse_bitcode(bitcode)
        library._finalize_final_module()
        return library


class WholeCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler for a function that is called from Python."""

    library = WholeLibrary

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        """Compile a function into a library of our own."""
        self.state.library = self.library(self.state.targetctx.codegen(), func.__qualname__)
        self.state.library.enable_object_caching()
        return super().compile_extra(func)


class RuleCompiler(WholeCompiler):
    """Numba's compiler for a rule that other rules call."""

    library = RuleLibrary


class StoredRules(CompileResultCacheImpl):  # type: ignore[misc]
    """How rules are brought back from disk."""

    def rebuild(self, target_context: Any, payload: tuple[Any, ...]) -> Any:
        """Return the result of a compilation from what was kept of it."""
        kept, descriptor, environment, signature, *_ = payload
        library = RuleLibrary.stored(target_context.codegen(), *kept)
        return compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=library,
            environment=environment,
            entry_point=target_context.get_executable(library, descriptor, environment),
            fndesc=descriptor,
            signature=signature,
            objectmode=False,
            lifted=(),
        )


class RuleCache(FunctionCache):  # type: ignore[misc]
    """Where compiled rules are kept on disk."""

    _impl_class = StoredRules


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

    def enable_caching(self) -> None:
        """Keep on disk what is compiled."""
        self._cache = RuleCache(self.py_func)

    def __call__(self, *args: Any) -> Any:
        """Call the rule from Python, over a way in that is compiled at the first such call."""
        if not hasattr(self, "_way_in"):
            self._way_in = njit(nogil=True)(lambda *given: self(*given))  # noqa: PLW0108  # no rule is compiled twice
        return self._way_in(*args)


def _rule(function: Rule, **options: bool) -> Rule:
    if not JIT:
        return function
    rule = CompiledRule(function, targetoptions=WITHOUT_WAY_IN | options, pipeline_class=RuleCompiler)
    rule.enable_caching()
    return rule


compiled: Callable[[Rule], Rule] = _rule

# What every run calls from Python: the way in is compiled along with it, and kept on disk.
entered: Callable[[Rule], Rule] = njit(cache=True, pipeline_class=WholeCompiler, **OPTIONS)

# For functions called with many kinds of whole numbers: one signature, so that they are compiled once and not for each.
exact: Callable[[str], Callable[[Rule], Rule]] = partial(njit, cache=True, pipeline_class=WholeCompiler, **OPTIONS)

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
