"""Lists of codes as people write them, and the one way we write them ourselves."""

from indicators.codes.model import Code, CodeProblem, CodeReading
from indicators.codes.reading import read_codes
from indicators.codes.writing import write_codes

__all__ = ["Code", "CodeProblem", "CodeReading", "read_codes", "write_codes"]
