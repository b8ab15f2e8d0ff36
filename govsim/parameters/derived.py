"""What a scenario keeps of what it has computed, for as long as the declarations on which it rests stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from govsim.parameters import MECHANISMS, PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def derived(compute: Callable[[Any], T]) -> T:
    """Make a method a property that is computed once, and again after an extension has declared something.

    What is kept stands in the object's `__dict__`, under the name of the method after an underscore.
    """
    name = f"_{compute.__name__}"

    def read(self: Any) -> T:
        declared = len(PARAMETERS), len(MECHANISMS)
        if self.__dict__.get(name, (None,))[0] != declared:
            self.__dict__[name] = declared, compute(self)
        value: T = self.__dict__[name][1]
        return value

    return property(read, doc=compute.__doc__)  # type: ignore[return-value]  # what type checkers see is its value
