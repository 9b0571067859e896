"""The modules of one name in every feature, such as all `views`: what can be found there is registered nowhere else."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def modules_called(name: str, *packages: ModuleType) -> Sequence[ModuleType]:
    """Return the modules called so in the features of packages, in the order of their names; imports them."""
    features = [
        f"{package.__name__}.{found.name}"
        for package in packages
        for found in pkgutil.iter_modules(package.__path__)
        if found.ispkg
    ]
    return [import_module(f"{one}.{name}") for one in sorted(features) if find_spec(f"{one}.{name}") is not None]
