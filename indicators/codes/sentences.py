"""What to say about a list of codes that cannot be read: the thing, and what to do."""

from collections.abc import Mapping
from typing import Final

from indicators.marking import N_
from indicators.schemes import ACTION, OBJECTIVE, PARAGRAPH, PRINCIPLE, REGION, STAKEHOLDER_GROUP, THEME

UNKNOWN: Final[Mapping[str, str]] = {
    OBJECTIVE: N_("There is no objective %(code)s: the Compact has objectives %(first)s to %(last)s."),
    PRINCIPLE: N_("There is no guiding principle (%(code)s): the Compact has principles (%(first)s) to (%(last)s)."),
    PARAGRAPH: N_("There is no paragraph %(code)s: the Progress Declaration has paragraphs %(first)s to %(last)s."),
    THEME: N_("There is no theme %(code)s: the themes are numbered %(first)s to %(last)s."),
}

UNREADABLE: Final[Mapping[str, str]] = {
    OBJECTIVE: N_(
        "“%(text)s” could not be read as an objective: write numbers such as 8, 10, actions such as 8(c), or “all”."
    ),
    ACTION: N_("“%(text)s” could not be read as an action of an objective: write it as in 8(c)."),
    PRINCIPLE: N_("“%(text)s” could not be read as a guiding principle: write letters such as a, f."),
    PARAGRAPH: N_("“%(text)s” could not be read as a paragraph: write numbers such as 70, 76."),
    THEME: N_("“%(text)s” could not be read as a theme: write its number or its name."),
    STAKEHOLDER_GROUP: N_("“%(text)s” is not one of the stakeholder groups: write its name as it stands in the list."),
    REGION: N_("“%(text)s” is not one of the regions: write its name as it stands in the list."),
}

UNKNOWN_LETTER: Final = N_(
    "There is no action %(objective)s(%(letter)s): the actions of an objective are lettered %(first)s to %(last)s."
)
NO_LETTER: Final = N_("“%(text)s” names an objective and none of its actions: add a letter, as in 8(c).")
BACKWARDS: Final = N_("“%(text)s” runs backwards: write the smaller one first.")
TWO_THINGS: Final = N_("“%(text)s” has the number of one and the name of another: write only one of the two.")
WRONG_COUNT: Final = N_("“%(text)s” does not fit, as there are %(count)s of them: write “all” if all are meant.")
TOO_LONG: Final = N_("This list has more than %(limit)s characters: write it shorter, with codes instead of names.")
TOO_MANY: Final = N_("This list has more than %(limit)s answers: keep only those that are needed.")
AND_MORE: Final = N_("More of this list could not be read: mend these parts first.")
