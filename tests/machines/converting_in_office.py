"""Open documents in one LibreOffice and save each again as others. Runs with the system's Python, as typing_in_office.

python3 converting_in_office.py SOFFICE PROFILE < [["document", "target", "filter", "options"]]
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from itertools import groupby
from operator import itemgetter

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import DisposedException
from typing_in_office import PATIENCE, started


def main() -> None:
    program, profile = sys.argv[1:]
    office, desktop = started(program, profile)
    for document, jobs in groupby(json.load(sys.stdin), key=itemgetter(0)):
        opened = desktop.loadComponentFromURL(uno.systemPathToFileUrl(document), "_blank", 0, properties(Hidden=True))
        for _document, target, written, options in jobs:
            opened.storeToURL(uno.systemPathToFileUrl(target), properties(FilterName=written, FilterOptions=options))
        opened.close(True)
    with suppress(DisposedException):  # it is gone before it can answer
        desktop.terminate()
    office.wait(PATIENCE)


def properties(**values: object) -> tuple[PropertyValue, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


if __name__ == "__main__":
    main()
