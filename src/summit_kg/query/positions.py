"""The positions of an actor, or on a proposition, by day, as a timeline shows them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from summit_kg.errors import UsageProblem
from summit_kg.picture import INFERRED, SAID, STATED
from summit_kg.picture.parts import Node, Page
from summit_kg.picture.timeline import MOST_EVENTS, MOST_LANES, Event, Timeline
from summit_kg.query.names import Ask, Name, by_count, names, rows
from summit_kg.terms import iri
from summit_kg.vocabulary import DCTERMS, INFERRED_GRAPH, RDFS, SUMMIT

_QUERY = f"""PREFIX dcterms: <{DCTERMS}>
PREFIX rdfs: <{RDFS}>
PREFIX summit: <{SUMMIT}>
SELECT DISTINCT ?actor ?stance ?object ?through ?day ?issued ?accepted ?kind ?voice ?source
  ?follows
WHERE {{
  {{
    {{ ?position summit:supportedProposition ?object BIND("supports" AS ?stance)
      GRAPH ?assertion {{ ?position summit:supportedProposition ?object }} }}
    UNION
    {{ ?position summit:opposedProposition ?object BIND("opposes" AS ?stance)
      GRAPH ?assertion {{ ?position summit:opposedProposition ?object }} }}
    ?position summit:holder ?actor .
    BIND(EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?position summit:holder ?actor }} }} AS ?follows)
    OPTIONAL {{ ?through summit:expresses ?position }}
  }} UNION {{
    ?through summit:refuser ?actor ; summit:refused ?object .
    GRAPH ?assertion {{ ?through summit:refused ?object }} BIND("opposes" AS ?stance)
  }} UNION {{
    ?through summit:recogniser ?actor ; summit:recognised ?object .
    GRAPH ?assertion {{ ?through summit:recognised ?object }} BIND("recognises" AS ?stance)
  }} UNION {{
    ?actor summit:endorses|summit:performed ?through . ?through summit:commitsTo ?object .
    GRAPH ?assertion {{ ?through summit:commitsTo ?object }} BIND("is committed to" AS ?stance)
    BIND(EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?actor summit:committedTo ?object }} }} AS ?follows)
  }} UNION {{
    GRAPH ?assertion {{
      ?position summit:holder ?actor .
      {{ ?position summit:supportedProposition ?object BIND("supports" AS ?stance) }}
      UNION {{ ?position summit:opposedProposition ?object BIND("opposes" AS ?stance) }}
      OPTIONAL {{ ?through summit:expresses ?position }}
    }}
    FILTER NOT EXISTS {{ ?position summit:holder ?actor }}
  }}
  FILTER(?actor = THING || ?object = THING)
  ?claim summit:asserts ?assertion ; summit:accepted ?accepted ; summit:inArticle ?article ;
    summit:claimType/rdfs:label ?kind ; summit:saidBy ?speaker .
  BIND(COALESCE(?through, ?claim) AS ?event)
  OPTIONAL {{ ?event summit:occurredOn ?actDay }}
  OPTIONAL {{ ?event summit:adoptedAt/summit:heldOn ?meetingDay }}
  OPTIONAL {{ ?event summit:madeAt/summit:heldOn ?saidDay }}
  BIND(COALESCE(?actDay, ?meetingDay, ?saidDay) AS ?day)
  OPTIONAL {{ ?article dcterms:issued ?issued }}
  OPTIONAL {{ ?article rdfs:label ?articleLabel }}
  BIND(COALESCE(?articleLabel, REPLACE(STR(?article), "^.*/", "")) AS ?source)
  OPTIONAL {{ ?speaker rdfs:label ?speakerLabel }}
  BIND(COALESCE(?speakerLabel, REPLACE(STR(?speaker), "^.*/", "")) AS ?voice)
}}"""


@dataclass(frozen=True)
class _Key:
    lane: str
    day: str
    what: str
    through: str
    reported: bool
    saying: str
    basis: str


def positions(ask: Ask, entity: str) -> Timeline:
    """Return who stands where since when: an actor's positions, or the actors on a proposition.

    The day is that of the act or the meeting; where neither is known, the day of the report that
    says so. What is only said is there as such.

    :raises UsageProblem: where there is no position with a day
    """
    found = [
        tuple(cell or "" for cell in row) for row in rows(ask, _QUERY.replace("THING", iri(entity)))
    ]
    things = {cell for row in found for cell in (row[0], row[2], row[3]) if cell}
    known = names(ask, {entity, *things})
    sources: dict[_Key, set[str]] = defaultdict(set)
    undated = set()
    for actor, stance, other, through, day, issued, accepted, kind, voice, source, follows in found:
        lane = other if actor == entity else actor
        if not (day or issued):
            undated.add((lane, stance))
            continue
        saying = "" if accepted == "true" else f"{voice} ({kind})"
        told_by = f"assumed by {voice}" if not saying and kind == "assumption" else source
        basis = SAID if saying else INFERRED if follows == "true" else STATED
        key = _Key(lane, day or issued, stance, through, not day, saying, basis)
        sources[key].add(told_by)
    name = known[entity].label
    if not sources:
        raise UsageProblem(f"{name}: no source dates a position, so there is no timeline")
    kept, notes = _kept(sources, known)
    if undated:
        notes.append(f"Left out, as no source dates them: {len(undated)}.")
    events = [_event(key, sources[key], known) for key in kept]
    lanes = sorted({key.lane for key in kept}, key=lambda lane: _lane_order(lane, kept, known))
    told = Counter(source for key in kept for source in sources[key])
    about = "Who stands where on it" if known[entity].kind == "proposition" else "Where it stands"
    page = Page(
        f"{name}: positions", f"{about}, by the day of the act, the meeting or the report; "
        "each day a step.",
        by_count(told), notes,
    )  # fmt: skip
    return Timeline(page, [Node(n, known[n].label, known[n].kind) for n in lanes], events)


def _kept(sources: dict[_Key, set[str]], known: dict[str, Name]) -> tuple[list[_Key], list[str]]:
    """Return what a timeline has room for, and a line on what not."""
    lanes = Counter(key.lane for key in sources)
    best = sorted(lanes, key=lambda lane: (-lanes[lane], known[lane].label, lane))[:MOST_LANES]
    ordered = sorted(
        (key for key in sources if key.lane in best),
        key=lambda key: (bool(key.saying), -len(sources[key]), key.day, key.what, repr(key)),
    )
    kept = ordered[:MOST_EVENTS]
    notes = []
    if len(kept) < len(sources):
        notes.append(
            f"Left out: {len(lanes) - len(best)} of {len(lanes)} lanes, and in all "
            f"{len(sources) - len(kept)} of {len(sources)} entries."
        )
    return kept, notes


def _lane_order(lane: str, kept: Sequence[_Key], known: dict[str, Name]) -> tuple[object, ...]:
    """Sort by the first day on which anything is there, then by name."""
    own = [key for key in kept if key.lane == lane]
    return (all(key.saying for key in own), min(k.day for k in own), known[lane].label, lane)


def _event(key: _Key, sources: set[str], known: dict[str, Name]) -> Event:
    saying = f"says {key.saying}" if key.saying else ""
    label = known[key.through].label if key.through else saying
    told = f"{len(sources)} sources" if len(sources) > 1 else min(sources)
    told = f"{'reported ' if key.reported else ''}{key.day} · {told}"
    day = date.fromisoformat((key.day + "-01-01")[:10] if len(key.day) < 10 else key.day[:10])
    return Event(key.lane, day, key.what, label, told, key.basis)
