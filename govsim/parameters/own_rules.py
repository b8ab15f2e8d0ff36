"""Rules and phases of the user's own: what is registered by name, and what it computes, as hashes.

Rules stand by the parameter that chooses them and their name (`govsim.extensions` registers them) and hold where they
are named; phases stand by their name, with the phase before, after or in place of which they run (`govsim.schedule`
registers them), and hold for every world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.functions import function_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

RULES: dict[tuple[str, str], Callable[..., Any]] = {}
PHASES: dict[str, tuple[Callable[[Any, int], None], str, str, str]] = {}


def rule_hashes(choices: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return what the registered rules among (parameter, choice) pairs compute now, as a hash, by pair."""
    return {" ".join(key): function_hash(rule) for key, rule in sorted(RULES.items()) if key in choices}


def phase_hashes() -> list[tuple[str, ...]]:
    """Return what the registered phases compute now, in order: name, hash, before, after, in place of."""
    return [(name, function_hash(function), *place) for name, (function, *place) in PHASES.items()]
