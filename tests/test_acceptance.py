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
    decision = decide(claim_type, polarity, certainty, voices, own_voice=voices == 1)
    assert decision.accepted is ((stated and not denied) or (assumed and voices == 1))
    assert decision.reason


def test_a_denial_in_the_one_voice_of_somebody_else_is_not_accepted() -> None:
    assert not decide("report", "negative", "certain", 1, own_voice=False).accepted
