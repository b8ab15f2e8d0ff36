"""Reading YAML into checked records so that an error can name the line of the key that it is about."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from govsim.errors import InputError, nearest
from govsim.files import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where PyYAML was built with it

Record = TypeVar("Record", bound=BaseModel)
KeyPath = tuple[str | int, ...]


MOST_DEPTH = 60  # of keys and lists in each other
MOST_ENTRIES = 100_000  # of a file once its aliases are followed
TOO_DEEP = f"keys and lists stand more than {MOST_DEPTH} deep in each other"
LARGEST = 2**64  # whole numbers beyond it are no measure of anything, nor seeds
FEW = 8  # keys that a message can list where none of them is near to what was written
UNREADABLE = (ValueError, LookupError, AttributeError, TypeError, OverflowError, yaml.YAMLError)  # of a wrong tag


class Located:
    """The data of a YAML file, and where each key stands; `if_missing` says where files of its kind are found."""

    def __init__(self, path: Path, if_missing: str = "") -> None:
        self.path = path
        self._lines: dict[KeyPath, int] = {}
        self._entries = 0
        self._scalars = yaml.SafeLoader("")
        text = text_of(path, if_missing)
        try:
            node = _composed(text)
            self.data: Any = None if node is None else self._construct(node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f":{mark.line + 1}" if mark else ""
            raise InputError(f"is not valid YAML: {error.problem or error.context}", f"{path}{line}") from None
        except yaml.YAMLError as error:
            raise InputError(f"is not valid YAML: {' '.join(str(error).split())}", str(path)) from None

    def _construct(self, node: yaml.Node, path: KeyPath, within: tuple[yaml.Node, ...] = ()) -> Any:
        place = f"{self.path}:{node.start_mark.line + 1}"
        if any(node is outer for outer in within):
            raise InputError("refers to itself", place)
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise InputError(f"has more than {MOST_ENTRIES:,} entries, once its aliases (*) are followed", place)
        if len(within) >= MOST_DEPTH and isinstance(node, yaml.CollectionNode):
            raise InputError(f"is not valid YAML: {TOO_DEEP}", place)
        within = (*within, node)
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                at = f"{self.path}:{key_node.start_mark.line + 1}"
                if not isinstance(key_node, yaml.ScalarNode):
                    raise InputError("a key must be a name, no list or mapping", at)
                key = _printable(str(key_node.value), at)
                here = (*path, key)
                if key in result:
                    raise InputError(f"the key {key!r} stands twice", at)
                self._lines[here] = key_node.start_mark.line + 1
                result[key] = self._construct(value_node, here, within)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._construct(item, (*path, n), within) for n, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _scalar(self, node: yaml.Node, place: str) -> Any:
        """Return the value of a scalar; refuse what YAML allows and no file of ours can mean."""
        try:
            value = self._scalars.construct_object(node)
        except UNREADABLE:
            raise InputError(f"cannot read {node.value!r} as {node.tag.rpartition(':')[2]}", place) from None
        if isinstance(value, int) and abs(value) > LARGEST:
            raise InputError(f"a number of {len(node.value)} digits is too large", place)
        return _printable(value, place) if isinstance(value, str) else value

    def where(self, path: KeyPath) -> str:
        """Return `file:line: key.path` of the nearest key at or above `path`."""
        known = path
        while known and known not in self._lines:
            known = known[:-1]
        key = ".".join(str(part) for part in path)
        return f"{self.path}:{self._lines.get(known, 1)}" + (f": {key}" if key else "")


def _printable(text: str, place: str) -> str:
    """Return a text; refuse one that no file name, table or terminal can hold."""
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r":
            raise InputError(f"holds the character {letter!r}, which is no text", place)
    return text


def _composed(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text; what is wrong with one is told in the words of PyYAML's own parser."""
    try:
        return yaml.compose(text, Loader=FAST)
    except RecursionError:
        raise yaml.MarkedYAMLError(problem=TOO_DEEP) from None
    except yaml.YAMLError as error:
        if "maximum nesting depth" in str(error):  # libyaml's own limit
            mark = getattr(error, "problem_mark", None)
            raise yaml.MarkedYAMLError(problem=TOO_DEEP, problem_mark=mark) from None
        return yaml.compose(text, Loader=yaml.SafeLoader)


def checked(
    model: type[Record],
    data: Any,
    where: Callable[..., str],
    example: str,
    defaults: Mapping[str, Any] = MappingProxyType({}),
    hidden: Iterable[str] = (),
) -> Record:
    """Return data as a checked record; raise `InputError` with the place of the first fault.

    `where(*keys)` returns the place of a key, `example` is a line that such data may hold, `defaults` stand in for keys
    that are not given, and `hidden` names fields that are not for users.
    """
    if not isinstance(data, dict):
        raise InputError(f"must be a mapping of keys, such as `{example}`", where())
    for key in hidden:
        if key in data:
            raise InputError(f"unknown key {key!r}", where(key))
    try:
        return model.model_validate({**defaults, **data})
    except ValidationError as error:
        raise _first_fault(error, model, where, hidden) from None


def _first_fault(
    error: ValidationError, model: type[BaseModel], where: Callable[..., str], hidden: Iterable[str]
) -> InputError:
    """Turn pydantic's complaints into one line.

    The first, but a key that is missing because it is misspelt goes as misspelt.
    """
    faults = error.errors()
    first = faults[0]
    if first["type"] == "missing":
        *parent, name = first["loc"]
        unknown = [
            fault for fault in faults if fault["type"] == "extra_forbidden" and list(fault["loc"][:-1]) == parent
        ]
        first = next((fault for fault in unknown if nearest(str(fault["loc"][-1]), [str(name)])), first)
    path: KeyPath = tuple(part for part in first["loc"] if part != "[key]")
    if first["type"] == "extra_forbidden":
        known = [name for name in _keys_at(model, path[:-1]) if name not in hidden]
        all_known = f"; there are {', '.join(known)}" if 0 < len(known) <= FEW else ""
        return InputError(f"unknown key {path[-1]!r}{nearest(str(path[-1]), known) or all_known}", where(*path))
    if first["type"] == "missing":
        return InputError(f"the key {path[-1]!r} is missing", where(*path[:-1]))
    said = first["msg"].removeprefix("Value error, ")
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return InputError(f"{said[0].lower()}{said[1:]}, not {first['input']!r}{more}", where(*path))


def _keys_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys that may stand at a place of nested records."""
    kinds: list[Any] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _within(kind, part)]
    return [
        name for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel) for name in kind.model_fields
    ]


def _within(kind: Any, part: str | int) -> Iterator[Any]:
    """Yield the types of what stands under a key of a record, mapping or list; a union's member goes by its name."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if part in kind.model_fields:
            yield from _members(kind.model_fields[str(part)].annotation)
        elif part == kind.__name__:
            yield kind
    elif get_origin(kind) in (dict, list, tuple):
        yield from _members(get_args(kind)[-1])


def _members(kind: Any) -> Iterable[Any]:
    """Return the types that an annotation allows."""
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [inner for member in get_args(kind) for inner in _members(member)]
    return [kind]
