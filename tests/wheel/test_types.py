"""The wheel, as a type checker sees it: a script that uses the public API is clean under `mypy --strict`."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_script_against_the_wheel_is_clean_under_mypy_strict(tmp_path):
    wheels, fresh = tmp_path / "wheels", tmp_path / "fresh"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT)], check=True)
    (wheel,) = wheels.glob("govsim-*.whl")
    venv.create(fresh)
    packages = fresh / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(packages), str(wheel)], check=True)
    assert (packages / "govsim/py.typed").exists()
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")  # what the package needs
    script = tmp_path / "typed_script.py"
    script.write_bytes((Path(__file__).parent / "typed_script.py").read_bytes())
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(fresh / "bin/python"), str(script)]
    done = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
