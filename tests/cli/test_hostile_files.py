"""Files that are made to break the program, and sizes that no machine has: refused at once, in a line or two."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys

import pytest

from govsim import sizes
from govsim.cli.deliver import print_json
from govsim.errors import InputError
from tests.cli.conftest import TINY, contents
from tests.cli.test_bad_input import tiny
from tests.cli.test_help import environment

LAUGHS = "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
TRAINING, END, COUNT = "{training: 0.5}", "    end: 18", "{count: 12}"

HOSTILE: dict[str, tuple[str, list[str]]] = {
    "aliases of aliases": (f"a: &a [x]\n{LAUGHS}", ["bad.yaml:", "entries", "aliases"]),
    "deep in each other": (f"a: {'[' * 1200}{']' * 1200}", ["bad.yaml:1", "deep in each other"]),
    "deep keys": ("".join(f"{' ' * n}a:\n" for n in range(300)), ["bad.yaml:", "deep in each other"]),
    "a switch that is none": (tiny("weeks: 20\nwarmup", "weeks: !!bool abc\nwarmup"), ["bad.yaml:3", "'abc' as bool"]),
    "a number that is empty": (tiny("weeks: 20\nwarmup", "weeks: !!int ''\nwarmup"), ["bad.yaml:3", "as int"]),
    "a date that is none": (tiny("weeks: 20\nwarmup", "weeks: !!timestamp foo\nwarmup"), ["bad.yaml:3", "timestamp"]),
    "400 digits": (tiny("grids: 2", f"fine: {'9' * 400}"), ["bad.yaml:10", "400 digits", "too large"]),
    "5,000 digits": (tiny("grids: 2", f"fine: {'9' * 5000}"), ["bad.yaml:10", "cannot read"]),
    "a NUL in a name": (tiny(COUNT, '{roster: "a\\0b"}'), ["bad.yaml:5", "\\x00"]),
    "a bell in a title": (tiny("A tiny office", '"\\a"'), ["bad.yaml:2", "no text"]),
    "half a letter": (tiny("A tiny office", '"\\ud800"'), ["bad.yaml:2", "\\ud800"]),
    "a list as a key": (tiny("warmup_weeks: 6", "? [a, b]\n: 6"), ["bad.yaml:4", "a key must be a name"]),
    "many grids": (tiny(TRAINING, "{grids: many}"), ["bad.yaml:15: policies.training.set.grids", "number"]),
    "a ramp of ages": (tiny(END, "    ramp: 1000000000"), ["bad.yaml:18: policies.fines.ramp", "5200"]),
    "1e308 times the grids": (tiny("{fine: 2}", "{grids: 1e308}"), ["week 2: grids must be a finite number", "fines"]),
    "a name of 900 letters": (tiny("grids: 2", f"{'g' * 900}: 2"), ["bad.yaml:10", "unknown parameter", "…"]),
    "a name with a slash": (tiny("name: tiny", "name: a/b"), ["bad.yaml:1: name", "letters (of any script)"]),
    "a name with a colon": (tiny("name: tiny", "name: 'a:b'"), ["bad.yaml:1: name", "letters (of any script)"]),
    "an empty name": (tiny("name: tiny", "name: ''"), ["bad.yaml:1: name"]),
    "5 million firms, 60 times": (
        tiny(COUNT, "{count: 5000000}\noffices:\n").replace(
            "offices:\n", "".join(["offices:\n", *(f"  - {{name: o{n}}}\n" for n in range(60))])
        ),
        ["enterprises", "GB of memory", "fit"],
    ),
}


@pytest.fixture
def little_memory(monkeypatch):
    """A machine with two gigabytes that are free."""
    monkeypatch.setattr(sizes, "free_memory", lambda: 2e9)


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_scenario_is_refused(govsim, here, little_memory, case):
    content, says = HOSTILE[case]
    (here / "bad.yaml").write_text(content, encoding="utf-8")
    before = contents(here)
    govsim("compare", "bad.yaml", "--least", 2, "--most", 2).refuses(*says)
    assert contents(here) == before


STUDY = "question: what drives it?\nscenario: tiny.yaml\nparameters: [fine, authority]\noutcomes: {hazard_stock: }\n"
SIZES: dict[str, tuple[tuple[object, ...], str, list[str]]] = {
    "replicates of a comparison": (("compare", "tiny.yaml", "--least", 10**12), "", ["replicates", "at most", "fit"]),
    "firms": (
        ("run", "big.yaml"),
        tiny(COUNT, "{count: 5000000}"),
        ["5,000,000 enterprises", "17.5 GB", "at most 514,285 fit"],
    ),
    "firms in several worlds": (
        ("compare", "big.yaml", "--workers", 4),
        tiny(COUNT, "{count: 100000}"),
        ["8 worlds at a time (--workers)", "fit"],
    ),
    "more firms than there may be": (("run", "big.yaml"), tiny(COUNT, "{count: 5000001}"), ["big.yaml:5", "5000000"]),
    "points of Sobol": (
        ("sweep", "run", "big.yaml"),
        f"{STUDY}design: {{method: saltelli, n: {2**30}}}\n",
        ["big.yaml:5: design", "4,294,967,296 design points", "fit"],
    ),
    "points": (
        ("sweep", "run", "big.yaml"),
        f"{STUDY}design: {{method: latin_hypercube, n: {10**12}}}\n",
        ["design points", "fit"],
    ),
    "replicates of points": (
        ("sweep", "run", "big.yaml"),
        f"{STUDY}design: {{n: 4}}\nreplicates: 1000000000\n",
        ["4,000,000,000 replicates", "fit"],
    ),
    "base samples": (("sensitivity", "big.yaml", "--n", 2**40), STUDY, ["design points", "fit"]),
    "replicates of a trial": (
        ("trial", "big.yaml", "--replicates", 10**12),
        TINY + "trial: {unit: grid, arms: {a: {}, b: {policies: [fines]}}}\n",
        ["replicates", "fit"],
    ),
    "sets of an ensemble": (("compare", "tiny.yaml", "--ensemble", 4 * 10**12), "", ["replicates", "fit"]),
    "workers": (("compare", "tiny.yaml", "--workers", 10**9), "", ["--workers", "256"]),
}


@pytest.mark.parametrize("case", SIZES)
def test_what_does_not_fit_is_refused_before_it_begins(govsim, here, little_memory, case):
    words, content, says = SIZES[case]
    (here / "big.yaml").write_text(content, encoding="utf-8")
    before = contents(here)
    govsim(*words).refuses(*says)
    assert contents(here) == before


def test_free_memory_is_what_the_machine_has():
    assert 1e7 < sizes.free_memory() < 1e14
    sizes.check_fits(1, 1, "bytes")
    with pytest.raises(InputError, match=r"1e\+13 GB|10,000,000,000"):
        sizes.check_fits(1e12, 1e10, "bytes")


def test_a_name_may_have_letters_of_any_script(govsim, here):
    (here / "office.yaml").write_text(
        tiny("name: tiny", "name: 张家港").replace("  fines:", "  加倍罚款:"), encoding="utf-8"
    )
    answer = govsim("compare", "office.yaml", "--policy", "加倍罚款")
    assert answer.code == 0, answer
    assert (here / "results" / "张家港" / "compare" / "manifest.json").exists()


# --- what is no file --------------------------------------------------------------------------------------------------


def test_what_is_no_file_is_refused(govsim, here):
    os.mkfifo(here / "pipe.yaml")
    (here / "loop.yaml").symlink_to("loop.yaml")
    govsim("run", "pipe.yaml").refuses("pipe.yaml", "a pipe or a device")
    govsim("run", "loop.yaml").refuses("loop.yaml", "cannot be read")
    govsim("run", "/dev/zero").refuses("/dev/zero", "a pipe or a device")
    govsim("run", "x" * 400 + ".yaml").refuses("name too long")


# --- output that takes nothing ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_a_full_disk_behind_the_output_is_told(here):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        told = [sys.executable, "-m", "govsim", "parameters"]
        done = subprocess.run(
            told, cwd=here, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False
        )
    assert done.returncode == 2
    assert done.stderr == "govsim: error: standard output: No space left on device\n"


def test_output_in_ascii_is_no_fault(here):
    env = environment() | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "govsim", "parameters", "fine"],
        cwd=here,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


def test_json_for_output_in_ascii_is_spelt_out(monkeypatch):
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    print_json({"name": "张家港 – ½"})
    output.seek(0)
    assert json.loads(output.read()) == {"name": "张家港 – ½"}


# --- code and text of the user's --------------------------------------------------------------------------------------

OWN = """\
import govsim

@govsim.targeting_rule("broken")
def broken(world, week):
    raise KeyError("oops")

@govsim.compliance_rule("eager")
def eager(world, week):
    return world.enterprises["effort"] * 0 + 7.5

@govsim.compliance_rule("wordy")
def wordy(world, week):
    return ["much"] * len(world.enterprises)
"""


@pytest.fixture
def own(here, monkeypatch):
    """A file of rules of one's own that fail, registered for this test alone."""
    from govsim import extensions
    from govsim.parameters import PARAMETERS, own_rules

    for name, kept in ((n, dict(table)) for n, table in (("RULES", own_rules.RULES), ("PHASES", own_rules.PHASES))):
        monkeypatch.setattr(own_rules, name, kept)
    monkeypatch.setattr(extensions, "LOADED", {})
    before = dict(PARAMETERS)
    (here / "own.py").write_text(OWN)
    yield here / "own.py"
    PARAMETERS.update(before)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("targeting=broken", ["own.py:5: KeyError: 'oops'"]),
        ("compliance_rule=eager", ["compliance_rule 'eager'", "efforts from 0 to 1, not 7.5"]),
        ("compliance_rule=wordy", ["compliance_rule 'wordy'", "must return numbers"]),
    ],
)
def test_a_rule_of_one_s_own_that_fails_is_told_with_its_line(govsim, own, setting, says):
    govsim("run", "tiny.yaml", "--extension", "own.py", "--set", setting).refuses(*says)
    govsim("compare", "tiny.yaml", "--extension", "own.py", "--set", setting, "--workers", 1).refuses(*says)


def test_markup_in_a_title_is_text(govsim, here):
    (here / "marked.yaml").write_text(tiny("A tiny office", '"[/b] office [1] :smile:"'))
    answer = govsim("run", "marked.yaml")
    assert answer.code == 0
    assert "[/b] office [1] :smile:" in answer.out
    assert "[/b] office [1] :smile:" in govsim("scenarios", "--folder", ".").out


def test_a_ledger_that_is_no_ledger_is_refused(govsim, here):
    (here / "cut.csv.gz").write_bytes(gzip.compress(b"establishment,date,general\n" * 100)[:40])
    govsim("ledger", "check", "cut.csv.gz").refuses("cut.csv.gz", "cannot be read")
    broken = bytearray(gzip.compress(bytes(range(256)) * 100))
    broken[30:60] = b"\xff" * 30
    (here / "broken.csv.gz").write_bytes(broken)
    govsim("ledger", "check", "broken.csv.gz").refuses("broken.csv.gz", "cannot be read")
    (here / "ledger.csv").write_text("establishment,date,general\n[/b],2024-01-01,x\n")
    for encoding in ("undefined", "base64", "rot13", "nothing"):
        (here / "map.yaml").write_text(f"encoding: {encoding}\nfindings: {{general: [general]}}\n")
        govsim("ledger", "check", "ledger.csv", "--columns", "map.yaml").refuses("map.yaml:1", "must be an encoding")
    answer = govsim("ledger", "check", "ledger.csv")
    assert answer.code == 2
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("text", ["[]", "[1, 2]", "3", '"text"', "{", "", "null", "\xff"])
def test_a_manifest_that_is_none_is_refused(govsim, here, text):
    (here / "old").mkdir()
    (here / "old" / "manifest.json").write_bytes(text.encode("latin-1"))
    before = contents(here)
    govsim("run", "tiny.yaml", "--out", "old").refuses("manifest.json")
    govsim("sweep", "status", "old").refuses("manifest.json")
    assert contents(here) == before


def test_a_log_that_cannot_be_written_leaves_nothing(govsim, here, monkeypatch):
    (here / "log.parquet").mkdir()
    govsim("run", "tiny.yaml", "--log", "log.parquet").refuses("is a folder", "--log")

    def full(self, *_, **__):
        self.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    govsim("run", "tiny.yaml", "--log", "log.json").refuses("log.json", "No space left on device")
    assert {path.name for path in here.iterdir()} == {"tiny.yaml", "log.parquet"}
