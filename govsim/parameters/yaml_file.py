"""Reading YAML so that an error can name the line of the key that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from govsim.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

KeyPath = tuple[str | int, ...]


class Located:
    """The data of a YAML file, and where each key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise InputError("no such file; `govsim scenarios` lists those at hand", str(path)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", str(path)) from None
        self._lines: dict[KeyPath, int] = {}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            self.data: Any = None if node is None else self._construct(node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f":{mark.line + 1}" if mark else ""
            raise InputError(f"is not valid YAML: {error.problem or error.context}", f"{path}{line}") from None
        except yaml.YAMLError as error:
            raise InputError(f"is not valid YAML: {error}", str(path)) from None

    def _construct(self, node: yaml.Node, path: KeyPath, within: tuple[yaml.Node, ...] = ()) -> Any:
        if any(node is outer for outer in within):
            raise InputError("refers to itself", f"{self.path}:{node.start_mark.line + 1}")
        within = (*within, node)
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                here = (*path, key)
                if key in result:
                    raise InputError(f"the key {key!r} stands twice", f"{self.path}:{key_node.start_mark.line + 1}")
                self._lines[here] = key_node.start_mark.line + 1
                result[key] = self._construct(value_node, here, within)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._construct(item, (*path, n), within) for n, item in enumerate(node.value)]
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            raise InputError(f"cannot read {node.value!r}", f"{self.path}:{node.start_mark.line + 1}") from None
        finally:
            loader.dispose()

    def where(self, path: KeyPath) -> str:
        """Return `file:line: key.path` of the nearest key at or above `path`."""
        known = path
        while known and known not in self._lines:
            known = known[:-1]
        key = ".".join(str(part) for part in path)
        return f"{self.path}:{self._lines.get(known, 1)}" + (f": {key}" if key else "")
