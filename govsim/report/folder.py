"""A folder of results: what it holds, and how it comes to be."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govsim.runs.store import KINDS, MANIFEST, checksum, write_folder, write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Contents:
    """What a folder of results holds.

    Attributes:
        manifest: What one needs to make the results again, as plain data.
        tables: Tables by name.
        pictures: By name, what draws one; each is written as PNG and as SVG.
        texts: Texts by the name of their file.
        kinds: As what tables are written: `csv`, `parquet`, or both.
    """

    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    pictures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = KINDS

    @property
    def files(self) -> list[str]:
        """Names of the files that a reader opens: pictures, tables, texts, the manifest."""
        return [
            *(f"{name}.png" for name in self.pictures),
            *(f"{name}.{self.kinds[0]}" for name in self.tables),
            *self.texts,
            MANIFEST,
        ]


def write(folder: Path, contents: Contents) -> None:
    """Write a folder of results: whole, or not at all.

    Raises:
        InputError: The folder cannot be written, or holds other things than results.
    """

    def fill(place: Path) -> None:
        write_tables(place, dict(contents.tables), contents.kinds)
        for name, text in contents.texts.items():
            (place / name).write_text(text, encoding="utf-8")
        if contents.pictures:
            from govsim.report import figures

            for name, draw in contents.pictures.items():
                figures.save(draw(), place / name)

    write_folder(folder, dict(contents.manifest), fill)


def write_latest(latest: Path, contents: Contents) -> Path:
    """Write a folder of results whose name says what they are of, beside those of other runs; return it.

    `latest` becomes a link to it, where the system has links and no folder of that name is in the way.
    """
    told = json.dumps(dict(contents.manifest), sort_keys=True, default=str)
    folder = latest.with_name(f"{latest.name}-{checksum(told.encode())[:8]}")
    write(folder, contents)
    draft = latest.with_name(f".{latest.name}.{os.getpid()}")
    with suppress(OSError, NotImplementedError):
        draft.symlink_to(folder.name, target_is_directory=True)
        if latest.is_symlink() or not latest.exists():
            draft.replace(latest)
    draft.unlink(missing_ok=True)
    return folder
