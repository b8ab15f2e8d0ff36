"""Random numbers that belong to identities.

Every agent has a key of 64 bits, made from the seed, the kind of agent and its identity. A draw is a pure function of
(key, decision, index, lag), computed by the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011,
"Parallel random numbers: as easy as 1, 2, 3", SC11). There is no generator to advance: the same enterprise, hazard or
visit meets the same luck under every policy, in any order, on any number of workers, with one enterprise more or less.

`decision` numbers are fixed for ever: a new decision takes a new number and shifts no other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from govsim.compiled import compiled, entered, exact
from govsim.elementary import cos_turn, exp, log

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Word = int | np.uint64  # of 64 bits

# Kinds of identities.
ENTERPRISE, INSPECTOR, OFFICE, AGENCY, VOLUNTEER, MUTUAL_AID_GROUP = 1, 2, 3, 4, 5, 6
KEY_DERIVATION = 0

# Decisions. Never renumber. Numbers from 1000 on are left to rules of one's own.
PROFILE_SIZE = 1  # sector, employees, age of the plant
PROFILE_PLACE = 2  # position
PROFILE_MIND = 3  # responsibility, pressure
PROFILE_PURSE = 4  # liquidity, insurance
FIRST_CLOCKS = 5  # first thresholds and the week of the last visit
EMERGENCE = 6  # class, domain and visibility of a hazard; its accident and notice thresholds; when the next emerges
NOTICE = 8  # does the firm mend what it has noticed, and report it?
SEVERITY = 9  # fatal, deaths, injuries, serious injuries
LOSS = 10  # yuan, environment
ACCIDENT_LEVELS = 11  # known, recorded, reported, published
RECTIFICATION = 13  # genuine, on paper, partly, not at all
DETECTION = 14  # does this visit find this hazard?
HAZARD_LEVELS = 15  # recorded, reported, published
TARGETING = 16
RECHECK = 17  # is a closure picked for a recheck, and does the recheck see through it?
SANCTION = 18
REFERRAL = 19
CLOSURE = 20
EXIT = 21
ENTRY = 22
INSURER = 23
RECRUITMENT = 24  # skill and specialisation of a newcomer
LEAVING = 25  # tenure threshold
VACANCY = 26
DOMINO = 27
TIP = 28  # which firm a volunteer looks at, and when next
AGENCY_PROFILE = 29
VOLUNTEER_PROFILE = 30
COMPLAINT = 31
SCOPE = 33  # which domains a check leaves out, what depth it keeps, what the platform shows
DISCRETION = 34  # is a finding told to the firm alone?
SENSOR = 35  # does a sensor signal the hazard; when is its next false alarm?
CONCEALMENT = 36  # is an accident concealed, and does that come to light?
INVESTIGATION = 37
RELOCATION = 38
JURISDICTION = 39  # which domains are nobody's or a second department's job
AGENCY_CHOICE = 40  # which agency comes, does the firm leave it, is its report false, is that found out?
GROUP = 41  # is a mutual-aid group at work, is a check in it reported?
REPORT = 42  # is a report of society passed on, and how long does it take?
WHISTLE = 43
MEDIA = 44
SUIT = 45
WATCH = 46  # does a visit without findings end the watch on a firm?
CONNECTION = 47
INTEGRITY = 48
EXANTE = 49  # is an office checked before any accident, and with what result?
DISCIPLINE = 50
CAMPAIGN = 51
IMITATION = 52
ADMISSION = 53  # is a new firm turned away?
PREDICTION = 54
PROFILE_TIES = 55  # sensors, connections
ARM = 56  # arm of a trial
POTENTIAL = 57  # rank of a hazard by what it can do
STRIKE = 58  # when a hazard that has harmed somebody does so again
EVERYDAY = 59  # when an injury happens that no hazard on record brings about
ANNOUNCED = 85  # is a check announced?
TIDYING = 86  # does a firm put a hazard away before an announced check?
REFUSAL = 87  # does a sanction come with a stop?
REDRAW = 99  # luck of the hazard that a run watches, drawn anew given its history

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_ZERO = np.uint64(0)
_WORD = 0xFFFFFFFF
_SCALE = 2.0**-32


@compiled
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four output words of Philox4x32-10 for a counter of four words and a key of two.

    All arguments and results are `uint64` that hold words of 32 bits.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _SHIFT) ^ (c1 ^ k0),  # in brackets what does not wait for the product
            product_1 & _LOW,
            (product_0 >> _SHIFT) ^ (c3 ^ k1),
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@entered
def derive_key(seed: Word, kind: int, identity: Word, serial: int) -> np.uint64:
    """Return the key (uint64) of an agent: its kind, its identity (uint64) and, for a post, its holder's serial."""
    seed = np.uint64(seed)
    identity = np.uint64(identity)
    a, b, _, _ = philox4x32(
        identity & _LOW,
        identity >> _SHIFT,
        np.uint64(kind),
        np.uint64(serial),
        seed & _LOW,
        seed >> _SHIFT,
    )
    return a | (b << _SHIFT)


@entered
def derive_keys(
    seed: Word, kind: int, identities: NDArray[np.uint64], serials: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return the keys of agents of one kind, type u8; `identities` (u8) and `serials` (i8) have the same shape (n,)."""
    keys = np.empty(identities.shape[0], np.uint64)
    for n in range(keys.shape[0]):
        keys[n] = derive_key(seed, kind, identities[n], serials[n])
    return keys


@exact("UniTuple(f8, 4)(u8, i8, i8, i8)")
def uniforms(key: Word, decision: int, index: int, lag: int) -> tuple[float, float, float, float]:
    """Return four independent uniforms in (0, 1) for one decision.

    `index` numbers the object of the decision (a hazard's serial, a visit), `lag` its repetition (an attempt, a week);
    both are taken modulo 2**32. Resolution 2**-32; neither 0 nor 1 occurs.
    """
    key = np.uint64(key)
    a, b, c, d = philox4x32(
        np.uint64(int(index) & _WORD),
        np.uint64(int(lag) & _WORD),
        np.uint64(decision),
        _ZERO,
        key & _LOW,
        key >> _SHIFT,
    )
    return (a + 0.5) * _SCALE, (b + 0.5) * _SCALE, (c + 0.5) * _SCALE, (d + 0.5) * _SCALE


@exact("f8(u8, i8, i8, i8)")
def uniform(key: Word, decision: int, index: int, lag: int) -> float:
    """Return one uniform in (0, 1): the first of `uniforms`."""
    return uniforms(key, decision, index, lag)[0]


@compiled
def lots(keys: NDArray[np.uint64], index: int, lag: int) -> NDArray[np.float64]:
    """Return the lots in (0, 1), shape (n,), by which a trial or a directive with a share meets the owners of keys."""
    drawn = np.empty(keys.shape[0])
    for n in range(drawn.shape[0]):
        drawn[n] = uniform(keys[n], ARM, index, lag)
    return drawn


@entered
def exponential(u: float) -> float:
    """Return a unit-exponential threshold from a uniform."""
    return -log(u)


@compiled
def normal(u: float, v: float) -> float:
    """Return a standard normal from two uniforms (Box and Muller 1958)."""
    return math.sqrt(-2.0 * log(u)) * cos_turn(v)


@compiled
def normal_tail(x: float) -> float:
    """Return the probability that a standard normal is at least x, to 1e-7 (Abramowitz and Stegun 1964, 26.2.17)."""
    t = 1.0 / (1.0 + 0.2316419 * abs(x))
    series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    above = exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi) * series
    return above if x >= 0.0 else 1.0 - above


@compiled
def poisson(u: float, mean: float) -> int:
    """Return a Poisson count with the given mean (at most a few dozen) from one uniform, by inversion."""
    count = 0
    term = exp(-mean)
    total = term
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count
