"""Small numbers of people, left out of tables so that nobody is recognised in them.

A number from 1 to 4 is left out, as is customary in statistics about refugees and migrants; and with it as many others
of the same breakdown as it takes that it cannot be computed from those left and from the total, which is known.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FEWEST: Final = 5

Counts = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def left_out(counts: Counts) -> Mask:
    """Return which cells are left out of breakdowns, one a row, whose totals are known.

    Those that are small; where these are fewer than two, add up to less than `FEWEST`, or could only be what they are
    (all of them 1, or all of them 4), also the others, zeros last, until none of this is so. The others come in the
    order of their places: chosen by size, a number left out would be known to be smaller than those that are shown.
    """
    rows, parts = counts.shape
    is_small = (counts > 0) & (counts < FEWEST)
    number_small = is_small.sum(axis=1)
    in_order = np.argsort(np.select([is_small, counts > 0], [0, 1], 2), axis=1, kind="stable")
    sums = np.cumsum(np.take_along_axis(counts, in_order, axis=1), axis=1)
    lengths = np.arange(1, parts + 1)
    only_small = lengths == number_small[:, None]
    is_certain = only_small & ((sums == lengths) | (sums == lengths * (FEWEST - 1)))
    is_enough = (lengths >= np.maximum(number_small, 2)[:, None]) & (sums >= FEWEST) & ~is_certain
    needed = np.where(is_enough.any(axis=1), is_enough.argmax(axis=1) + 1, parts)
    needed[number_small == 0] = 0
    ranks = np.empty_like(in_order)
    np.put_along_axis(ranks, in_order, np.broadcast_to(np.arange(parts), (rows, parts)), axis=1)
    return np.asarray(ranks < needed[:, None])
