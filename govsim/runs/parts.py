"""A table that grows part by part, in memory or in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from govsim.errors import InputError
from govsim.runs.store import checksum, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

DONE, FAILED = "part", "failed"  # how the names of parts begin: of runs with outcomes, and of those with a failed one


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
    """Parts as Parquet files in a folder, each with a sum of its bytes in its name: `part-00000012-00000.SUM.parquet`.

    So what was altered since, by one bit or more, is noticed whenever it is read, and no sum can be written anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, part: pa.Table) -> None:
        """Write a part; one of the same name is an error."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.folder.mkdir(exist_ok=True)
        if any(self.folder.glob(f"{name}.*.parquet")):
            raise FileExistsError(self.folder / name)
        sink = pa.BufferOutputStream()
        pq.write_table(part, sink)
        content = sink.getvalue().to_pybytes()
        write_atomically(self.folder / f"{name}.{checksum(content)}.parquet", lambda draft: draft.write_bytes(content))

    def read(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts one by one, in the order of their names; one that was altered is an `InputError`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in sorted(self.folder.glob("*.parquet")):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise InputError(f"cannot be read ({error.strerror})", str(path)) from None
            if path.name.split(".")[1:] != [checksum(content), "parquet"]:
                raise InputError(
                    "is damaged, or no part of this sweep: its bytes do not fit the sum in its name; "
                    "delete it and run or resume the sweep: only its runs are computed again",
                    str(path),
                )
            yield pq.ParquetFile(pa.BufferReader(content)).read(columns)

    def forget_failures(self) -> None:
        """Remove the parts of runs that failed, so that these are missing."""
        for path in self.folder.glob(f"{FAILED}-*.parquet"):
            path.unlink()

    def clean(self) -> None:
        """Remove drafts that a killed process has left."""
        for draft in self.folder.glob(".*.draft"):
            draft.unlink(missing_ok=True)
