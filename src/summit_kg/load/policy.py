"""The acceptance policy of a workspace, `data/policy.yaml`: what a person may read and change.

Which claims are taken as fact, whom to trust how far, which side of a dispute to take, and what was
settled by hand. Where there is no such file, `Policy()` holds.
"""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NoReturn

from summit_kg.datatypes import is_valid, last_day
from summit_kg.errors import InputProblem
from summit_kg.load.acceptance import ENOUGH, NEVER_STATED, STATED_TYPES, Decision, decide
from summit_kg.load.yaml_source import Entry, read_yaml
from summit_kg.terms import expand_curie, shorten, suggestion
from summit_kg.vocabulary import ARTICLE

CERTAINTIES = ("certain", "probable", "possible", "unspecified")
CRITERIA = ("trust", "primary", "sources")
"""By what one side of a dispute is preferred: whom we trust more, who is nearest to what happened,
how many independent sources it has."""
DENIALS = ("own-voice", "any-voice", "never")
"""Which denials are taken as fact: those in the article's own voice alone, all, or none."""
_KEYS = ("accept", "denials", "asOf", "trust", "prefer", "resolutions")
_MOST_TRUST = 10


@dataclass(frozen=True)
class Resolution:
    """What was settled by hand; claims are named as `SLUG/CLAIM`.

    `leave_open` has claims of several sides of a dispute in which none is to be taken.
    """

    accept: tuple[str, ...]
    refuse: tuple[str, ...]
    leave_open: tuple[str, ...]
    reason: str
    line: int


@dataclass(frozen=True)
class Said:
    """What the policy must know of a claim, and of the source that makes it.

    `name` is `SLUG/CLAIM`; `voices` are IRIs, outermost first; `issued` is the day, month or year
    of publication as text, `accessed` the day by which the source had been read.
    """

    name: str
    claim_type: str
    polarity: str
    certainty: str
    voices: tuple[str, ...]
    article: str
    publisher: str | None = None
    issued: str | None = None
    accessed: str | None = None


@dataclass(frozen=True)
class Policy:
    """What is accepted, and which side of a dispute is taken.

    `accept` says how sure a claim of each type must be; what it does not name is never accepted.
    Trust is a whole number from 0 (never believed) to 10; whom nothing is said of has `others`.
    `trust_lines` has the line that tells it of each publisher and speaker.
    """

    path: str = "data/policy.yaml"
    accept: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ENOUGH)
    denials: str = "own-voice"
    as_of: str | None = None
    publishers: Mapping[str, int] = field(default_factory=dict)
    speakers: Mapping[str, int] = field(default_factory=dict)
    others: int = 1
    prefer: tuple[str, ...] = CRITERIA
    resolutions: tuple[Resolution, ...] = ()
    trust_lines: Mapping[str, int] = field(default_factory=dict)

    def judging(self, as_of: str | None) -> "Policy":
        """Return the policy as of a day; as it is where none is given."""
        return self if as_of is None else replace(self, as_of=as_of)

    def on_any_day(self) -> "Policy":
        """Return the policy without the day as of which it judges."""
        return replace(self, as_of=None)

    def decide(self, said: Said) -> Decision:
        """Return whether a claim is accepted, other claims apart, and why."""
        by_hand = self.by_hand(said.name)
        if by_hand is not None and not by_hand.accepted:
            return by_hand
        late = self.too_late(said.issued, said.accessed)
        if late is not None:
            return Decision(False, late)
        if by_hand is not None and said.claim_type not in NEVER_STATED:
            return by_hand
        distrusted = next((v for v in self._voices(said) if self._trust_of(v) == 0), None)
        if distrusted is not None:
            who = shorten(distrusted) if distrusted in said.voices else distrusted
            who = who or "who names no publisher"
            return Decision(False, f"the policy gives {who} no trust")
        own = said.voices == (ARTICLE + said.article,)
        return decide(
            said.claim_type, said.polarity, said.certainty, len(said.voices),
            own_voice=own, accept=self.accept, denials=self.denials,
        )  # fmt: skip

    def by_hand(self, name: str) -> Decision | None:
        """Return what a person has settled of a claim, named as `SLUG/CLAIM`."""
        for resolution in self.resolutions:
            if name in resolution.accept:
                return Decision(True, f"accepted by hand: {resolution.reason}")
            if name in resolution.refuse:
                return Decision(False, f"refused by hand: {resolution.reason}")
        return None

    def trust(self, said: Said) -> int:
        """Return how far a claim is trusted: as far as the least trusted of its voices."""
        return min(map(self._trust_of, self._voices(said)))

    def _voices(self, said: Said) -> list[str]:
        """Return publisher and speakers; the article's own voice is its publisher's."""
        return [said.publisher or "", *(v for v in said.voices if v != ARTICLE + said.article)]

    def _trust_of(self, voice: str) -> int:
        return self.publishers.get(voice, self.speakers.get(voice, self.others))

    def too_late(self, issued: str | None, accessed: str | None = None) -> str | None:
        """Return why a source was not known yet, or None.

        It was known from the last day of the date of its publication, from the day by which it had
        been read, or from today, whichever is told and comes first.
        """
        if self.as_of is None:
            return None
        if issued is not None and issued > self.as_of[: len(issued)]:
            return f"published after {self.as_of}, as of which the policy judges"
        today = datetime.now().astimezone().date().isoformat()
        known = [day for day in (issued and last_day(issued), accessed) if day]
        if not known or (issued and today.startswith(issued)):
            known.append(today)
        if min(known) > self.as_of:
            return f"not known to be published by {self.as_of}, as of which the policy judges"
        return None


def read_policy(path: str) -> Policy:
    """Return the policy of a file, or the default where there is no such file.

    :raises InputProblem: with the line, where it is wrong or contradicts itself
    """
    if not os.path.lexists(path):
        return Policy(path)
    with contextlib.suppress(OSError, UnicodeDecodeError), open(path, encoding="utf-8") as file:
        if all(not line.strip() or line.lstrip().startswith("#") for line in file):
            return Policy(path)
    return _Reader(path, read_yaml(path)).policy()


class _Reader:
    """Checks a policy file value by value."""

    def __init__(self, path: str, entry: Entry) -> None:
        self.path = path
        self.entry = entry
        self.trust_lines: dict[str, int] = {}

    def fail(self, line: int, message: str) -> NoReturn:
        raise InputProblem(self.path, line, message, "policy")

    def policy(self) -> Policy:
        self.keys(self.entry, _KEYS)
        default = Policy(self.path)
        trust = self.mapping(self.entry, "trust")
        self.keys(trust, ("publishers", "speakers", "others"))
        policy = Policy(
            self.path,
            accept=self.accept() if "accept" in self.entry else default.accept,
            denials=self.choice(self.entry, "denials", DENIALS, default.denials),
            as_of=self.date("asOf"),
            publishers=self.levels(trust, "publishers"),
            speakers=self.levels(trust, "speakers"),
            others=self.level(trust, "others") if "others" in trust else default.others,
            prefer=self.words(self.entry, "prefer", CRITERIA)
            if "prefer" in self.entry
            else default.prefer,
            resolutions=self.resolutions(),
            trust_lines=self.trust_lines,
        )
        self.consistent(policy)
        return policy

    def keys(self, entry: Entry, known: tuple[str, ...]) -> None:
        for key in entry:
            if key not in known:
                self.fail(entry.lines[key], f"unknown key {key!r}{suggestion(key, list(known))}")

    def mapping(self, entry: Entry, key: str) -> Entry:
        value = entry.get(key, Entry(entry.line_of(key)))
        if not isinstance(value, Entry):
            self.fail(entry.line_of(key), f"{key} must be a mapping")
        return value

    def choice(self, entry: Entry, key: str, known: tuple[str, ...], default: str) -> str:
        value = entry.get(key, default)
        if value not in known:
            self.fail(entry.line_of(key), f"{key} must be one of {', '.join(known)}")
        return str(value)

    def words(self, entry: Entry, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        value, line = entry.get(key, []), entry.line_of(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(line, f"{key} must be a list of words")
        for place, item in enumerate(value):
            if item not in known:
                self.fail(line, f"{key} names {item!r}; it may name {', '.join(known)}")
            if item in value[:place]:
                self.fail(line, f"{key} names {item!r} twice")
        return tuple(value)

    def accept(self) -> dict[str, tuple[str, ...]]:
        entry = self.mapping(self.entry, "accept")
        for key in entry:
            if key in NEVER_STATED:
                self.fail(entry.lines[key], f"a {key} is never a fact; take it out of accept")
        self.keys(entry, (*sorted(STATED_TYPES), "assumption"))
        return {key: self.words(entry, key, CERTAINTIES) for key in entry}

    def date(self, key: str) -> str | None:
        value = self.entry.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not is_valid("date", value) or len(value) != 10:
            self.fail(self.entry.lines[key], f"{key} must be a date such as 2025-10-20")
        return date.fromisoformat(value).isoformat()

    def level(self, entry: Entry, key: str) -> int:
        value = entry[key]
        if type(value) is not int or not 0 <= value <= _MOST_TRUST:
            message = f"the trust in {key} must be a whole number from 0 to {_MOST_TRUST}"
            self.fail(entry.lines[key], message)
        return value

    def levels(self, trust: Entry, key: str) -> dict[str, int]:
        entry = self.mapping(trust, key)
        levels: dict[str, int] = {}
        for name in entry:
            full = name if key == "publishers" else expand_curie(name) or name
            if key == "speakers" and "://" not in full:
                self.fail(entry.lines[name], f"{name!r} is no name of a speaker, such as id:russia")
            if full in levels:
                self.fail(entry.lines[name], f"the trust in {name} is given twice")
            levels[full] = self.level(entry, name)
            self.trust_lines[full] = entry.lines[name]
        return levels

    def resolutions(self) -> tuple[Resolution, ...]:
        value = self.entry.get("resolutions") or []
        if not isinstance(value, list) or not all(isinstance(item, Entry) for item in value):
            self.fail(self.entry.line_of("resolutions"), "resolutions must be a list of mappings")
        return tuple(map(self.resolution, value))

    def resolution(self, entry: Entry) -> Resolution:
        self.keys(entry, ("accept", "refuse", "leaveOpen", "reason"))
        reason = entry.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            self.fail(entry.line_of("reason"), "a resolution must give its reason")
        accept, refuse = self.claims(entry, "accept"), self.claims(entry, "refuse")
        leave_open = self.claims(entry, "leaveOpen")
        if not accept + refuse + leave_open:
            self.fail(entry.line, "a resolution must accept, refuse or leave open a claim")
        if len(set(leave_open)) == 1:
            self.fail(entry.line_of("leaveOpen"), "leaveOpen must name a claim of each side")
        return Resolution(accept, refuse, leave_open, reason, entry.line)

    def claims(self, entry: Entry, key: str) -> tuple[str, ...]:
        value: Any = entry.get(key) or []
        if not isinstance(value, list) or not all(
            isinstance(item, str) and item.count("/") == 1 for item in value
        ):
            self.fail(entry.line_of(key), f"{key} must list claims, each as ARTICLE/CLAIM")
        return tuple(value)

    def consistent(self, policy: Policy) -> None:
        """Refuse a policy that says two things of one claim."""
        said: dict[str, tuple[str, int]] = {}
        for resolution in policy.resolutions:
            verdicts = {
                "accepted": resolution.accept,
                "refused": resolution.refuse,
                "left open": resolution.leave_open,
            }
            for verdict, names in verdicts.items():
                for name in names:
                    before, line = said.setdefault(name, (verdict, resolution.line))
                    if before != verdict:
                        message = f"{name} is {verdict} here and {before} on line {line}"
                        self.fail(resolution.line, message)
