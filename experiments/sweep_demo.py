"""Kill a sweep half-way, resume it, and compare it with one that ran in peace: `make sweep-demo`.

Exit code 1 if the checksums differ.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = Path(__file__).with_name("c_office_sweep.yaml")
GOVSIM = [sys.executable, "-m", "govsim", "sweep"]
PARTS = 4  # after which the sweep is killed


def govsim(*words: object) -> dict[str, object]:
    """Run `govsim sweep ... --json` and return its answer."""
    done = subprocess.run([*GOVSIM, *map(str, words), "--json"], check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def main() -> int:
    """Run, kill, resume, run in peace on one core, compare."""
    with tempfile.TemporaryDirectory() as folder:
        killed, peaceful = Path(folder) / "killed", Path(folder) / "peaceful"
        print(f"run: {STUDY.name}")
        process = subprocess.Popen([*GOVSIM, "run", str(STUDY), "--out", str(killed)])
        while len(list((killed / "parts").glob("*.parquet"))) < PARTS and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        stands = govsim("status", killed)
        print(
            f"killed with SIGKILL: {stands['done']} of {stands['planned']} runs are done, finished: "
            f"{stands['finished']}"
        )
        resumed = govsim("resume", killed)
        print(f"resumed: {resumed['done']} runs, {resumed['failed']} failed, checksum {resumed['checksum']}")
        again = govsim("run", STUDY, "--out", peaceful, "--workers", 1)
        print(f"in one go, on one core: {again['done']} runs, {again['failed']} failed, checksum {again['checksum']}")
        verified = govsim("verify", killed, "--sample", 16)
        print(f"verified: {verified['sample']} runs computed again, {len(verified['differing'])} differ")  # type: ignore[arg-type]
    same = resumed["checksum"] == again["checksum"] and verified["good"]
    print("the checksums are equal" if same else "THE CHECKSUMS DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
