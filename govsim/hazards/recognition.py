"""Which of its hazards a firm's own people can recognise, and how they learn to (M44).

Recognition is not diligence. Each hazard has a rank, uniform in (0, 1): it is recognised iff the rank lies below the
share that the firm's people recognise in its domain. Effort moves how soon what is recognised gets mended; orders and
training move the share. What nobody recognises stays for years, until somebody from outside finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.fields import NEVER, QUARTER

if TYPE_CHECKING:
    from govsim.views import Enterprise, Hazard, Parameters, Tables


@compiled
def rank(e: Enterprise, serial: int) -> float:
    """Return the rank of a hazard of enterprise e by how hard it is to recognise."""
    return draws.uniforms(e.key, draws.POTENTIAL, serial, 0)[1]


@compiled
def share(e: Enterprise, domain: int) -> float:
    """Return the share of the hazards that emerge in a domain which the people of enterprise e recognise."""
    return e.recognition[domain] + e.training


@compiled
def recognise(e: Enterprise, h: Hazard) -> None:
    """Let enterprise e see hazard h for what it is: what was left of its time until notice runs on the faster clock."""
    if h.recognised:
        return
    h.recognised = 1
    if h.notice_at < NEVER:
        h.notice_at = e.notice_clock[1] + max(0.0, h.notice_at - e.notice_clock[0])
        e.next_notice[1] = min(e.next_notice[1], h.notice_at)


@compiled
def look_again(w: Tables, i: int, domain: int) -> None:
    """Let enterprise i recognise what its people now can among its hazards in a domain (-1: in all)."""
    e = w.enterprises[i]
    hazards = w.hazards
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.recognised or (domain >= 0 and h.domain != domain):
            continue
        if rank(e, h.serial) < share(e, h.domain):
            recognise(e, h)


@compiled
def learn(w: Tables, i: int, domain: int) -> None:
    """Let enterprise i learn from an order in a domain: of what it does not recognise, a share is recognised."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    if p.recognition_learning > 0.0:
        e.recognition[domain] += p.recognition_learning * (1.0 - e.recognition[domain])
        look_again(w, i, domain)


@compiled
def train(w: Tables, i: int) -> None:
    """Let the people of enterprise i be trained as its parameters now say; nobody unlearns a hazard on the spot."""
    e = w.enterprises[i]
    e.training = w.parameters[e.regime].self_check_training
    look_again(w, i, -1)


@compiled
def forget(p: Parameters, e: Enterprise) -> None:
    """Let what enterprise e has learnt fade by a quarter: people leave, plant and rules change."""
    left = exp(-QUARTER / max(1.0, p.recognition_memory))
    for domain in range(e.recognition.shape[0]):
        e.recognition[domain] = p.self_check_skill + left * (e.recognition[domain] - p.self_check_skill)
