"""Hazards: their stock, and how they emerge, are found, rectified and turn into accidents (M14, M04, M10, M15).

A hazard is one record in the block of its enterprise. Its luck is drawn from the key of the enterprise and its serial
number, so it is the same hazard under every policy. Nothing is drawn weekly: at its emergence a hazard gets two
thresholds on clocks of its enterprise, one for the accident and one for being noticed by the firm's own people; the
enterprise keeps, for each clock, a reading before which nothing happens, so a quiet week costs one comparison.

Levels of truth. A hazard is *true* from emergence to its real end. It is *found* from the first finding on; *recorded*,
*reported* and *published* while it stands as open in the books of that level. A closure on paper takes it out of the
books and leaves it in the world.
"""
