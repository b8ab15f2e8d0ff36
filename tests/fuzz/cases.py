"""One case: what is mutated, the command, and whether it ended as it must."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unittest import mock

import typer

from govsim import cli
from govsim.cli.app import app
from govsim.words import LANGUAGES, VARIABLE, catalogue
from tests.fuzz.files import FILES, READERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
SECONDS = 60  # of a case; a longer one is no fault, but is left
NUMBERS = (
    *(
        [
            "0",
            "-1",
            "1",
            "2",
            "2.5",
            "1e9",
            "1e308",
            "-1e308",
            "1e-320",
            "1e400",
            "-0.0",
            ".nan",
            ".inf",
            "-.inf",
            "0x10",
            "1_000",
            "''",
            "18446744073709551616",
        ]
    ),
    "9" * 400,
)
WORDS = (
    *(
        [
            "null",
            "~",
            "true",
            "yes",
            "[]",
            "{}",
            "[[]]",
            "!!python/object:os.system",
            "*a",
            "2024-02-30",
            "张家港",
            "[/b]",
            "a+b",
            "../..",
            "tiny.yaml",
            "|",
            ">",
            "%Y",
        ]
    ),
    *(["\u202e", "\ufeff", "-", "--", "=", "training", "fines", "hazard_stock"]),
    *("", "{a: {b: c}}", "'", '"', "!!int x", "!!bool abc", "&a [*a]", "<<: x", '"\\0"', '"\\ud800"', "? [a]", "[1, 2"),
    "x" * 3000,
)
ENDS = {
    "int": ("", "x", "nan", "1.5", *map(str, (-1, 0, 1, 2, 3, 2**31, 2**63, 2**64, 10**30))),
    "float": ("", "x", "nan", "inf", "-inf", "-1", "0", "1e308", "1e-320", "0.5"),
    "path": (
        *("", ".", "/", "nosuch", "/dev/null", "/dev/zero", "x" * 300, "a/b/c", "張/x.yaml", "firms.csv/x"),
        *("tiny.yaml", "sweep", "ledger.csv", "log.json", "log.parquet"),
    ),
    "text": (
        *("", "+", "*", "--", "=", "a\nb", "\u202e", "[/b]", "张家港", "x" * 5000, "none", "baseline", "fines*nan"),
        *("fines*0.5", "fines*2", "training+fines", "training+training", "fine=1", "grids=1e400", "fine="),
        *("M31", "M06", "hazard_stock", "sobol", "serial", "zh", "en"),
    ),
}
BEGINNINGS = tuple(f"govsim: {catalogue(lang)['say.error'].format(what='')}".rstrip() for lang in LANGUAGES)
LEFT_ALONE = {"help", "version", "engine_", "cluster", "extension"}  # a worker process or a cluster a case is too slow


class Luck:
    """Numbers of a case, the same every time."""

    def __init__(self, *key: object) -> None:
        self.key, self.drawn = repr(key).encode(), 0

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        self.drawn += 1
        return int.from_bytes(hashlib.blake2b(self.key + b"%d" % self.drawn, digest_size=8).digest(), "big") % n

    def of(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]


@dataclass(frozen=True)
class Case:
    """The words of a command, and what was done to its files."""

    words: tuple[str, ...]
    told: str
    lang: str = "en"


def mutated(text: str, luck: Luck) -> str:
    """Return a text with one to three faults."""
    for _ in range(1 + luck.below(3)):
        lines = text.splitlines(keepends=True) or [""]
        n = luck.below(len(lines))
        tokens = [part for line in lines for part in line.replace(",", " ").replace("{", " ").replace("}", " ").split()]
        kind = luck.below(9)
        if kind < 3 and tokens:
            text = text.replace(luck.of(tokens), luck.of(NUMBERS if kind else WORDS), 1)
        elif kind == 3:
            del lines[n]
            text = "".join(lines)
        elif kind == 4:
            text = "".join([*lines[:n], luck.of(lines), *lines[n:]])
        elif kind == 5:
            text = text[: luck.below(len(text) + 1)]
        elif kind == 6:
            at = luck.below(len(text) + 1)
            text = text[:at] + luck.of((*WORDS, *NUMBERS, " ", "\n", "\t", ":", ",", '"')) + text[at:]
        elif kind == 7 and tokens:
            text = text.replace(luck.of(tokens), luck.of(tokens))
        else:
            lines[n] = lines[n].partition(":")[0] + ": " + luck.of((*WORDS, *NUMBERS)) + "\n"
            text = "".join(lines)
    return text


def damaged(content: bytes, luck: Luck) -> bytes:
    """Return bytes with one cut, flipped, put in or taken out."""
    at = luck.below(len(content) + 1)
    return luck.of(
        (
            content[:at],
            content[:at] + bytes([luck.below(256)]) + content[at + 1 :],
            content[:at] + b"\xff\x00" + content[at:],
            b"",
        )
    )


@contextlib.contextmanager
def prepared() -> Iterator[Path]:
    """Yield a folder with the files as they should be, and a sweep."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in FILES.items():
            (folder / file).write_text(text, encoding="utf-8")
        code, fault = tried(Case(("sweep", "run", "study.yaml", "--engine", "serial", "--out", "sweep"), ""), folder)
        assert code == 0, fault
        yield folder


def case_of(seed: int, number: int, folder: Path, seeds: Path) -> Case:
    """Fill a folder with the files of a case, and return it."""
    luck = Luck(seed, number)
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    if luck.below(3) == 0:
        name, words = "", luck.of([reader for readers in READERS.values() for reader in readers])
        return with_options(words, luck, _language(number))
    name = luck.of(tuple(READERS))
    place, words = folder / name, luck.of(READERS[name])
    if place.is_dir():
        place = luck.of(sorted(place.iterdir()))
    content = place.read_bytes()
    if place.suffix == ".parquet" or luck.below(8) == 0:
        place.write_bytes(damaged(content, luck))
    else:
        place.write_text(mutated(content.decode(), luck), encoding="utf-8", errors="surrogatepass")
    return Case(words, f"{' '.join(words)}, with another {name}", _language(number))


def _language(number: int) -> str:
    """Return the language of a case: every other one is in Chinese."""
    return LANGUAGES[number % 2]


def with_options(words: tuple[str, ...], luck: Luck, lang: str = "en") -> Case:
    """Return a command with one to three of its options, or its arguments, at an end."""
    command: Any = typer.main.get_command(app)
    depth = 0
    while hasattr(command, "commands"):
        command = command.commands[words[depth]]
        depth += 1
    given = list(words)
    for _ in range(1 + luck.below(3)):
        options = [p for p in command.params if p.param_type_name == "option" and p.name not in LEFT_ALONE]
        if luck.below(6) == 0:
            given[depth : depth + 1] = [luck.of(ENDS["path"])]
            continue
        option = luck.of(options)
        name = luck.of(option.opts)
        kind = {int: "int", float: "float", Path: "path"}.get(option.bare_type, "text")
        given += [name] if option.is_flag else [name, luck.of(ENDS[kind])]
    return Case(tuple(given), " ".join(word[:60] for word in given), lang)


class _Slow(BaseException):
    """A case takes too long."""


def _stop(*_: object) -> None:
    raise _Slow


def tried(case: Case, folder: Path) -> tuple[int | str, str]:
    """Run a case in its folder; return its exit code (or `slow`), and what is wrong with how it ended."""
    out, err = io.StringIO(), io.StringIO()
    here = Path.cwd()
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        os.chdir(folder)
        with (
            mock.patch.object(sys, "argv", ["govsim", *case.words]),
            mock.patch.dict(os.environ, {VARIABLE: case.lang}),
            mock.patch("govsim.report.figures.save"),
            mock.patch(
                "govsim.sizes.free_memory", return_value=6e7
            ),  # what is large is refused, and does not take hours
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("always")
            warnings.filterwarnings("ignore", module="mesa|SALib")
            cli.main()
    except SystemExit as end:
        return int(end.code or 0), _fault(int(end.code or 0), err.getvalue(), case)
    except _Slow:
        return "slow", ""
    except BaseException:  # noqa: BLE001 (that there is none is what is tried)
        return "traceback", "".join(traceback.format_exc().splitlines(keepends=True)[-5:])
    finally:
        signal.alarm(0)
        os.chdir(here)
    return "no exit", "the command did not end"


def _fault(code: int, err: str, case: Case) -> str:
    lines = err.splitlines()
    if code not in (0, 2):
        return f"exit code {code}: {err[-500:]}"
    if "Traceback" in err or "Warning:" in err:
        return err[-800:]
    start = next((n for n, line in enumerate(lines) if line.startswith(BEGINNINGS)), None)
    told = start is not None and lines[start].startswith(BEGINNINGS[LANGUAGES.index(case.lang)])
    if code == 2 and not told and not {"check", "--lang"} & {*case.words}:  # a check lists faults on standard output
        return f"exit code 2 without an error in {case.lang}: {err[-500:]}"
    if start is not None and (len(lines) - start > 3 or any(len(line) > 200 for line in lines[start:])):
        return f"an error of {len(lines) - start} lines of up to {max(map(len, lines[start:]))} characters: {err[:300]}"
    return ""
