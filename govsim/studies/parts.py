"""A table that grows part by part, in memory or in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from govsim.errors import InputError
from govsim.runs.store import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa


class Parts(Protocol):
    """Where the parts of a table are kept: each is added whole, and none is ever changed."""

    def add(self, name: str, part: pa.Table) -> None:
        """Keep a part."""

    def read(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts one by one, some columns of them or all."""


class MemoryParts:
    """Parts in memory."""

    def __init__(self) -> None:
        self.tables: dict[str, pa.Table] = {}

    def add(self, name: str, part: pa.Table) -> None:
        """Keep a part; one of the same name is an error."""
        if name in self.tables:
            raise FileExistsError(name)
        self.tables[name] = part

    def read(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts one by one."""
        for table in self.tables.values():
            yield table if columns is None else table.select(columns)


class FolderParts:
    """Parts as Parquet files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, part: pa.Table) -> None:
        """Write a part; one of the same name is an error."""
        import pyarrow.parquet as pq

        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{name}.parquet"
        if path.exists():
            raise FileExistsError(path)
        write_atomically(path, lambda draft: pq.write_table(part, draft))

    def read(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts one by one, in the order of their names; a damaged file is an `InputError`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in sorted(self.folder.glob("*.parquet")):
            try:
                yield pq.ParquetFile(path).read(columns)
            except (OSError, pa.ArrowException) as error:
                raise InputError(
                    f"is damaged ({error}); delete it and resume: only its runs are computed again", str(path)
                ) from None

    def clean(self) -> None:
        """Remove drafts that a killed process has left."""
        for draft in self.folder.glob(".*.draft"):
            draft.unlink(missing_ok=True)
