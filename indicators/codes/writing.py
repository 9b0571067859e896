"""The one way we write a list of codes."""

from collections.abc import Iterable

from indicators.codes.model import Code


def write_codes(codes: Iterable[Code]) -> str:
    """`8; 10; 8(c)`: what `read_codes` reads back to the same codes, scheme by scheme."""
    return "; ".join(map(str, codes))
