"""From where on an accident belongs to a class: State Council Order 493 (2007), art. 3.

Any one of the three suffices: deaths, serious injuries (acute industrial poisoning among them), or the direct loss.
Below the first step an accident is a general one.
"""

LARGER_DEATHS, MAJOR_DEATHS, EXTRAORDINARY_DEATHS = 3, 10, 30
LARGER_INJURIES, MAJOR_INJURIES, EXTRAORDINARY_INJURIES = 10, 50, 100
LARGER_LOSS, MAJOR_LOSS, EXTRAORDINARY_LOSS = 1e7, 5e7, 1e8  # yuan
