"""The acceptance policy, over every combination."""

from itertools import product

import pytest

from summit_kg.load.acceptance import decide
from summit_kg.load.claims import CERTAINTIES, CLAIM_TYPES, POLARITIES


@pytest.mark.parametrize(
    ("claim_type", "polarity", "certainty", "voices"),
    list(product(sorted(CLAIM_TYPES), sorted(POLARITIES), sorted(CERTAINTIES), (1, 2))),
)
def test_only_what_is_stated_as_certain_is_accepted(
    claim_type: str, polarity: str, certainty: str, voices: int
) -> None:
    stated = claim_type in {"report", "quotation", "commitment"} and certainty == "certain"
    assumed = claim_type == "assumption" and certainty in {"certain", "probable"}
    denied = polarity == "negative" and voices > 1
    decision = decide(claim_type, polarity, certainty, voices)
    assert decision.accepted is ((stated or assumed) and not denied)
    assert decision.reason
