"""The folder of a sweep: its manifest, its design points, its log, and how it is begun, held and ended."""

from __future__ import annotations

import io
import json
import logging
import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.files import content_of
from govsim.runs.parts import FolderParts
from govsim.runs.store import (
    LOCK,
    MANIFEST,
    check_place,
    check_writable,
    locked,
    origin,
    read_manifest,
    versions,
    write_atomically,
)
from govsim.studies.design import Design, DesignSpec, same_points
from govsim.studies.factors import DUMMY_NAME
from govsim.studies.models import ScenarioModel
from govsim.studies.progress import Completion
from govsim.studies.study import Replication, Study, load_study
from govsim.studies.sweep_result import Sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = {LOCK, "design.parquet", "sweep.log"}  # what may lie in a folder that has no manifest yet
DESIGN = "design.parquet"


def open_sweep(folder: str | Path, study: Study | None = None) -> Sweep:
    """Return the sweep of a folder as it stands, to read or to resume it; `study` where it was begun from Python."""
    folder = Path(folder)
    told = read_manifest(folder)
    if told.get("study") != "sweep":
        raise InputError(f"holds no sweep but a study of another kind, {told.get('study')!r}", str(folder))
    if study is None:
        if not told.get("study_file"):
            raise InputError("was begun from Python; go on there, with govsim.sweep(study, folder)", str(folder))
        study = load_study(_study_file(folder, told))
    try:
        design, replicates, dummy = DesignSpec(**told["design"]), Replication(**told["replicates"]), bool(told["dummy"])
    except (KeyError, TypeError, ValueError):  # pydantic's faults are such
        raise InputError(
            "was changed: it does not tell design and replicates any more", str(folder / MANIFEST)
        ) from None
    study = replace(study.with_design(design, dummy=dummy), replicates=replicates)
    return Sweep(study, FolderParts(folder / "parts"), folder)


def _study_file(folder: Path, told: dict[str, Any]) -> Path:
    """Return the file of the study: where it was, or as seen from the folder, since both may have moved together."""
    places = [Path(told["study_file"]), (folder / str(told.get("study_from_here", ""))).resolve()]
    for place in places:
        if place.is_file():
            return place
    raise InputError(
        f"its study is not at {places[0]}; go on with `govsim sweep run STUDY --out {folder}`, wherever STUDY is now",
        str(folder),
    )


@contextmanager
def held(result: Sweep, retry_failed: bool = False) -> Iterator[None]:
    """Hold the folder of a sweep: begin it, or check that what is there belongs to the same study.

    With `retry_failed`, runs that have failed count as missing from then on.
    """
    folder = result.folder
    assert folder is not None
    check_place(folder)
    if (folder / MANIFEST).exists():
        check_same(result.study, read_manifest(folder), folder)
    elif folder.exists() and any(p.name not in OWN and not p.name.endswith(".draft") for p in folder.iterdir()):
        check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        if (folder / MANIFEST).exists():
            told = read_manifest(folder)
            check_same(result.study, told, folder)
            for key, here in (("design", result.study.design), ("replicates", result.study.replicates)):
                if told[key] != here.model_dump():
                    raise InputError(
                        (
                            f"holds this study with other numbers of points or replicates ({key}); `govsim sweep "
                            f"expand {folder}` adds to them, `govsim sweep resume {folder}` goes on with the old ones"
                        ),
                        str(folder),
                    )
            if not _equal_points(stored_design(result.study, folder), result.study.points):
                raise InputError(
                    "holds other design points than the study gives now; run `govsim sweep expand` if rows were added",
                    str(folder),
                )
            assert isinstance(result.parts, FolderParts)
            result.parts.clean()
            if retry_failed:
                check_sum(result)
                write_manifest(result)
                result.parts.forget_failures()
        else:
            write_design(result.study, folder)
            write_manifest(result)
        yield


def check_same(study: Study, told: dict[str, Any], folder: Path) -> None:
    """Refuse a folder whose manifest tells of another study, or of other rules, than those of now."""
    if told.get("code", study.model.code) != study.model.code:
        raise InputError(
            (
                f"was begun with other rules (code {told['code']}, now {study.model.code}), which must not mix; "
                f"give another folder with --out"
            ),
            str(folder),
        )
    if told.get("identity") != study.identity:
        raise InputError(
            "holds the runs of another study or of another version of its scenario or rules; give another folder with "
            "--out",
            str(folder),
        )


def check_sum(result: Sweep) -> str:
    """Return the checksum of the rows; refuse them if another was stored when all were there."""
    assert result.folder is not None
    stored, now = read_manifest(result.folder).get("checksum"), result.checksum
    if stored in (None, now):
        return now
    if Completion.of(result.study, result.parts, str(result.folder)).missing().any():
        raise InputError(
            f"has lost runs since the sweep ended; run `govsim sweep resume {result.folder}` first", str(result.folder)
        )
    raise InputError(
        f"holds other rows (checksum {now}) than when the sweep ended (checksum {stored}); `govsim sweep verify` tells "
        f"which runs differ: delete the parts that hold them and resume",
        str(result.folder),
    )


def write_design(study: Study, folder: Path) -> None:
    """Write the design points of a study: one row a point, one column a factor."""
    write_atomically(folder / DESIGN, study.points.frame.to_parquet)


def stored_design(study: Study, folder: Path) -> Design:
    """Return the design points that lie in the folder."""
    import pandas as pd

    content = content_of(folder / DESIGN, "the folder is no whole sweep")
    try:
        frame = pd.read_parquet(io.BytesIO(content))
        return Design(study.factors, {str(name): frame[name].to_numpy() for name in frame})
    except Exception as error:  # noqa: BLE001 (of damaged bytes, PyArrow raises whatever it stumbles over)
        raise InputError(f"is damaged: {type(error).__name__}; begin a new folder", str(folder / DESIGN)) from None


def _equal_points(old: Design, new: Design) -> bool:
    return len(old) == len(new) and same_points(old, new)


def manifest(result: Sweep, **finished: Any) -> dict[str, Any]:
    """Return what determines the runs, and how the sweep ended."""
    study = result.study
    told = (
        origin("sweep", study.model.scenario) | {"policies": list(study.model.policies)}
        if isinstance(study.model, ScenarioModel)
        else {"study": "sweep", "versions": versions()}
    )
    return told | {
        "name": study.name,
        "question": study.question,
        "study_file": str(Path(study.file).resolve()) if study.file else "",
        "study_from_here": os.path.relpath(study.file, result.folder) if study.file and result.folder else "",
        "identity": study.identity,
        "code": study.model.code,
        "design": study.design.model_dump(),
        "dummy": any(f.name == DUMMY_NAME for f in study.factors),
        "points": len(study.points),
        "factors": [f.told() | {"grade": f.grade, "source": f.source} for f in study.factors],
        "groups": {name: list(names) for name, names in study.groups.items()},
        "outcomes": {name: goal.model_dump() for name, goal in study.outcomes.items()},
        "replicates": study.replicates.model_dump(),
        "seeds": {"first": study.seed(0), "last": study.seed(study.replicates.largest - 1)},
        **finished,
    }


def write_manifest(result: Sweep, **finished: Any) -> None:
    """Write the manifest of a sweep into its folder."""
    assert result.folder is not None
    text = json.dumps(manifest(result, **finished), indent=2) + "\n"
    write_atomically(result.folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))


def finish(result: Sweep) -> None:
    """Write into the manifest how the sweep ended, and the table of failures beside it."""
    if result.folder is None:
        return
    state = Completion.of(result.study, result.parts, str(result.folder))
    write_manifest(result, finished=True, runs=state.runs, failed=state.failed, checksum=check_sum(result))
    path = result.folder / "failures.csv"
    if state.failed:
        write_atomically(path, lambda draft: result.failures.to_csv(draft, index=False))
    else:
        path.unlink(missing_ok=True)


@contextmanager
def logged(folder: Path | None) -> Iterator[logging.Logger]:
    """Log to a file in the folder, and to nobody else."""
    logger = logging.getLogger(f"govsim.sweep.{os.getpid()}")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    handler: logging.Handler = (
        logging.NullHandler() if folder is None else logging.FileHandler(folder / "sweep.log", encoding="utf-8")
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()
