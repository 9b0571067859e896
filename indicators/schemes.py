"""The kinds of code a contribution is aligned by, as they are stored."""

import re
from typing import Final

OBJECTIVE: Final = "objective"
ACTION: Final = "action"
PRINCIPLE: Final = "principle"
PARAGRAPH: Final = "paragraph"
THEME: Final = "theme"
STAKEHOLDER_GROUP: Final = "stakeholder_group"
REGION: Final = "region"
SCHEMES: Final = (OBJECTIVE, ACTION, PRINCIPLE, PARAGRAPH, THEME, STAKEHOLDER_GROUP, REGION)

ALL_OBJECTIVES: Final = "all"
"""The objective code of what names every objective rather than some."""

ACTION_LETTERS: Final = "abcdefghijkl"
"""The letters an action may carry. The actions are no part of the reference files, so only this shape is checked."""

_ACTION_CODE: Final = re.compile(rf"([1-9][0-9]?)\([{ACTION_LETTERS}]\)")


def action_code(objective: str, letter: str) -> str:
    """`8(c)` from `8` and `c`."""
    return f"{objective}({letter})"


def objective_of_action(code: str) -> str:
    """`8` from `8(c)`; KeyError when it has not that shape. Whether the objective exists is not looked at."""
    match = _ACTION_CODE.fullmatch(code)
    if match is None:
        raise KeyError(code)
    return match[1]
