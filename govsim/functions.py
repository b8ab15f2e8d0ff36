"""Functions of the user's own: what they compute, as a hash, and themselves, as bytes that run in another process.

A run depends on them as it depends on the sources of the package; but they are known by name only, and the same name
may mean another function tomorrow, or nothing in a worker. So they are hashed by what they do: their bytecode, the
values of their defaults and closures, and whatever they use in turn, as far as it is the user's own. What is installed
counts by its name. And they travel by value: a worker needs none of their files.
"""

from __future__ import annotations

import dis
import hashlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import cloudpickle
import numpy as np

from govsim.errors import InputError

PLAIN = (type(None), bool, int, float, complex, str, bytes, range, slice, type(Ellipsis))
CODE = (
    *("co_code", "co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags"),
    *("co_argcount", "co_posonlyargcount", "co_kwonlyargcount"),
)


@dataclass(frozen=True)
class Shipped:
    """A function that came from another process, and the hash that it had there."""

    function: Callable[..., Any]
    hash: str

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call the function."""
        return self.function(*args, **named)

    @property
    def __wrapped__(self) -> Callable[..., Any]:  # so that `inspect.signature` tells that of the function
        return self.function


def function_hash(function: Callable[..., Any]) -> str:
    """Return a hash of what a function computes: equal for equal code, defaults, closures and own functions it calls.

    It differs between versions of Python, whose bytecode differs.
    """
    if isinstance(function, Shipped):
        return function.hash
    digest = hashlib.blake2b(digest_size=8)
    for piece in _told(function, {}):
        digest.update(piece + b"\0")
    return digest.hexdigest()


def packed(thing: object, functions: Collection[Callable[..., Any]]) -> bytes:
    """Return a thing as bytes that `pickle` reads in another process; these functions travel in it by value.

    Raises:
        InputError: A function holds something that cannot travel, such as an open file.
    """
    modules: dict[int, Any] = {}
    for function in functions:
        for _ in _told(function, modules):
            pass
    with _by_value({thing.__module__ for _, thing in modules.values() if isinstance(thing, (FunctionType, type))}):
        try:
            return bytes(cloudpickle.dumps(thing))
        except Exception as error:  # noqa: BLE001 (each kind of thing refuses in its own way)
            names = ", ".join(getattr(function, "__name__", repr(function)) for function in functions)
            raise InputError(
                f"cannot be sent to another process ({error}); use --engine threads, or serial", names
            ) from None


@contextmanager
def _by_value(names: Set[str | None]) -> Iterator[None]:
    already = cloudpickle.list_registry_pickle_by_value()
    modules = [sys.modules[name] for name in names if name in sys.modules and name not in already]
    modules = [module for module in modules if _is_own(module.__name__) and module.__name__ != "__main__"]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def _is_own(name: str | None) -> bool:
    """Return whether a module is the user's own: neither Python's, nor of this package, nor installed."""
    root = (name or "").partition(".")[0]
    if root == "govsim" or (root in sys.stdlib_module_names and root != "__main__"):
        return False
    file = getattr(sys.modules.get(name or ""), "__file__", None)
    return file is None or not {"site-packages", "dist-packages"} & set(Path(file).parts)


def _told(thing: Any, seen: dict[int, Any]) -> Iterator[bytes]:
    """Yield, piece by piece, what a thing is.

    `seen` holds what can stand in a circle and was met already, by its `id`: its number, and itself, lest it go away.
    """
    thing = getattr(thing, "py_func", thing)  # compiled by Numba
    if id(thing) in seen:
        yield f"again {seen[id(thing)][0]}".encode()
        return
    if not isinstance(thing, (*PLAIN, tuple, CodeType, Set)):
        seen[id(thing)] = len(seen), thing
    yield type(thing).__name__.encode()
    if isinstance(thing, PLAIN):
        yield repr(thing).encode()
    elif isinstance(thing, Shipped):
        yield thing.hash.encode()
    elif isinstance(thing, (FunctionType, type, ModuleType)) and not _is_own(_module(thing)):
        yield f"{_module(thing)} {getattr(thing, '__qualname__', '')}".encode()
    elif isinstance(thing, (np.ndarray, np.generic)) and not thing.dtype.hasobject:
        yield f"{thing.dtype} {thing.shape}".encode() + thing.tobytes()
    elif isinstance(thing, Set):
        yield from sorted(b"".join(_told(item, dict(seen))) for item in thing)
    else:
        for item in _content(thing):
            yield from _told(item, seen)


def _module(thing: Any) -> str | None:
    return thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None)


def _content(thing: Any) -> Iterator[Any]:
    """Yield what a thing consists of."""
    if isinstance(thing, FunctionType):
        yield from (thing.__code__, thing.__defaults__, thing.__kwdefaults__)
        yield from (cell.cell_contents for cell in thing.__closure__ or () if _is_filled(cell))
        used = sorted(name for name in _globals(thing.__code__) if name in thing.__globals__)
        yield from ((name, thing.__globals__[name]) for name in used)
    elif isinstance(thing, CodeType):
        yield from (getattr(thing, name) for name in CODE)
    elif isinstance(thing, MethodType):
        yield from (thing.__func__, thing.__self__)
    elif isinstance(thing, partial):
        yield from (thing.func, thing.args, thing.keywords)
    elif isinstance(thing, Mapping):
        yield from thing.items()
    elif isinstance(thing, (list, tuple)):
        yield from thing
    elif isinstance(thing, ModuleType):
        file = getattr(thing, "__file__", None)
        yield from (thing.__name__, Path(file).read_bytes() if file else b"")
    elif isinstance(thing, type):
        yield from (thing.__qualname__, thing.__bases__)
        told = (name for name, value in vars(thing).items() if callable(value) or not name.startswith("__"))
        yield from ((name, vars(thing)[name]) for name in sorted(told))
    elif isinstance(thing, property):
        yield from (thing.fget, thing.fset)
    elif isinstance(thing, (classmethod, staticmethod)):
        yield thing.__func__
    elif hasattr(thing, "__dict__"):
        yield from (type(thing), vars(thing))
    else:
        yield getattr(thing, "__qualname__", None) or _pickled(thing)


def _pickled(thing: Any) -> bytes:
    try:
        return bytes(cloudpickle.dumps(thing))
    except Exception:  # noqa: BLE001 (a lock, an open file: nothing that a result could depend on)
        return b""


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 (an empty one raises)
    except ValueError:
        return False
    return True


def _globals(code: CodeType) -> set[str]:
    """Return the names of the globals that a function reads, the functions inside it included."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return names.union(*(_globals(inner) for inner in code.co_consts if isinstance(inner, CodeType)))
