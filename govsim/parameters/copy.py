"""A copy of a scenario, to begin one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govsim.errors import InputError
from govsim.files import text_of
from govsim.parameters.inside import scenario_file
from govsim.parameters.policies import is_name
from govsim.parameters.scenario import load_scenario

if TYPE_CHECKING:
    from pathlib import Path

EDITORS = re.compile(r"^# yaml-language-server: .*\n", re.MULTILINE)  # names a schema beside the file


def copy_scenario(source: str | Path, target: Path, *, force: bool = False) -> Path:
    """Copy a scenario file with its comments, under the name of the new file; return that file.

    Args:
        source: A scenario file, or the bare name of one of the package's.
        target: The new file; `.yaml` is added where it is missing.
        force: Whether to replace a file that is there.

    Raises:
        InputError: The source is wrong or has a roster beside it, the name is none, or the file is there or cannot be
            written.
    """
    scenario = load_scenario(source)
    target = target if target.suffix == ".yaml" else target.with_name(f"{target.name}.yaml")
    if not is_name(target.stem):
        raise InputError("a scenario's name has letters (of any script), digits, _ and -", target.stem)
    if target.exists() and not force:
        raise InputError("is there already; give another name, or --force to replace it", str(target))
    rosters = [office.enterprises.roster for office in scenario.office_list if office.enterprises]
    if any(rosters) and target.resolve().parent != scenario.folder:
        raise InputError(f"its firms are in a roster beside it; copy it within {scenario.folder}", str(source))
    text = text_of(scenario_file(source))
    if not (target.parent / "schema.json").exists():
        text = EDITORS.sub("", text)
    named, found = re.subn(r"^name:.*$", f"name: {target.stem}", text, count=1, flags=re.MULTILINE)
    try:
        target.write_text(named if found else f"name: {target.stem}\n{text}", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(target)) from None
    return target
