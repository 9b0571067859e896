import pytest

from indicators.framework import Framework
from indicators.loading import load_framework


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework()
