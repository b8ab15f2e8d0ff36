"""Long commands keep their runs until they have finished."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from govsim.cli.deliver import INTERRUPTED, say
from govsim.cli.options import results
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govsim.runs.kept import Kept

UNFINISHED = ".unfinished"  # below the folder of results


@contextmanager
def keeping(*identity: object) -> Iterator[Kept]:
    """Yield where a command keeps its runs; `identity` says what it was asked.

    After Ctrl-C, a kill or an error the same command goes on from there; once it has finished they are removed.
    """
    from govsim.runs.kept import Kept
    from govsim.studies.models import code_version

    kept = Kept(results(UNFINISHED), code_version(), *identity)
    try:
        yield kept
    except KeyboardInterrupt:
        say(text("say.runs_kept", count=kept.flush()))
        raise SystemExit(INTERRUPTED) from None
    except BaseException:
        kept.flush()
        raise
    kept.forget()
