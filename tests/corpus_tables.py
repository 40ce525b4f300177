"""How the claims of the checkout are called that answer to each of the facts, and why."""

FACTS_ONLY = {"seed", "tcs-seedpage", "newstj-sco", "apc-sco", "wiki-bagram", "ast-bagram", "os-wd"}
FACTS_ONLY |= {"igo-qid", "ne-geojson", "pkg-countrycode"}
"""Sources of nothing but the first article's text or of values in the reference data."""

MEETINGS = {
    **{f"mf{n}": f"moscow-format-{n}" for n in range(1, 8)},
    **{f"quad{n}": f"quadripartite-ministers-{n}" for n in range(1, 5)},
    **{f"nb{n}": f"neighbours-ministers-{n}" for n in range(1, 5)},
    **{f"doha{n}": f"doha-envoys-{n}" for n in range(1, 4)},
    "bilat7": "lavrov-muttaqi-2025",
    "quadM": "moscow-quadrilateral-2025",
    "tr1": "extended-troika-2021-03",
    "tr2": "extended-troika-2021-10",
    "tr3": "extended-troika-2021-11",
    "sco1": "sco-contact-group-2017",
    "sco2": "sco-contact-group-2021",
    "ca1": "central-asian-envoys-1",
}
ACTS = {
    "rec": "russia-recognised-islamic-emirate",
    "trump": "trump-(demanded|posted-on)-bagram",
    "refusal": "islamic-emirate-refused-return",
}
STATES = {
    "AF": "afghanistan", "RU": "russia", "IN": "india", "IR": "iran", "KZ": "kazakhstan",
    "KG": "kyrgyzstan", "CN": "china", "PK": "pakistan", "TJ": "tajikistan",
    "TM": "turkmenistan", "UZ": "uzbekistan", "US": "united-states", "QA": "qatar",
    "AE": "united-arab-emirates", "SA": "saudi-arabia", "TR": "turkiye", "BY": "belarus",
    "Indonesia": "indonesia",
}  # fmt: skip
EMIRATE_FROM = "2021-08-15"
"""From this day on it is the Islamic Emirate that comes for Afghanistan."""
ALSO_THERE = {
    "mf2": {"taliban", "high-peace-council"},
    "mf3": {"islamic-emirate"},
    "mf5": {"islamic-emirate"},
    "sco2": {"afghanistan"},
    "doha3": {"islamic-emirate"},
}
"""Whom the columns and notes on the Afghan side have at a meeting, beside its participants."""
MEMBERS = {"mf7": {*STATES.values(), "islamic-emirate"} - {"afghanistan", "belarus"}}
GUESTS = {"mf6": {"islamic-emirate"}}
ABSENT = {
    "mf2": {"afghanistan"}, "mf4": {"islamic-emirate"}, "mf6": {"turkmenistan"},
    "mf7": {"turkmenistan"}, "doha2": {"islamic-emirate"},
}  # fmt: skip
OCCASIONS = {
    "SCO summit": "Summit of the SCO",
    "UNGA 80": "80th session of the UN General Assembly",
    "UK press conference": "Press conference in the United Kingdom",
    "Truth Social": "Truth Social",
}
PLACES = {"Tunxi": "tunxi", "New York": "new-york"}
MORE_SOURCES = {
    "mf1": {"technapex", "vbkg"},
    "mf2": {"aawsat", "fakti", "indiatv", "newsdrum-india", "vbkg"},
    "mf3": {"aawsat", "fakti", "indiatv", "newsdrum-india", "vbkg"},
    "mf5": {"aawsat", "fakti", "indiatv", "newsdrum-india", "vbkg"},
    "mf6": {"aawsat", "fakti", "indiatv", "newsdrum-india", "vbkg"},
    "bilat7": {"pravda-open", "ariana-lavrov"},
    "quad1": {"islamtimes"},
    "quad4": {"pakobs-quad4"},
}
"""Sources that the notes or the disagreements, not the row, credit with something of a meeting."""


SINGLY = {
    "a disagreement, with its sources": {
        "mid-2018": "afghanistan-at", "technapex": "taliban-at high-peace", "samaa": "afghanistan-at",
        "steelcity": "high-peace", "ariana-2021": "islamic-emirate-at", "khaama-2022": "party-count",
        "kabulnow-2022": "party-count", "nca-2022": "party-count moscow-format-4-guests",
        "rfemb-kazan": "islamic-emirate-at", "nca-kazan": "tajikistan-at",
        "tass-2024": "islamic-emirate-at", "tass-kazan": "kazan-declaration",
        "sov": "belarus-at islamic-emirate-member", "tassru-open": "belarus-at",
        "tass-1002": "turkmenistan-at belarus-at", "tcs-1009": "party-count",
        "newsdrum-quad": "quadrilateral-date quadrilateral-level",
        "thenews": "quadrilateral-date quadrilateral-level", "natherald": "quadrilateral-date",
        "afintl-quad": "quadrilateral-date", "iranpress": "first-quadripartite-date",
        "people-quad1": "first-quadripartite-date", "htn-quad4": "fourth-quadripartite-date",
        "telegraph-quad4": "fourth-quadripartite", "menafn-quad4": "fourth-quadripartite-level",
        "ckhq": "fourth-quadripartite-date",
    },
    "a note that names the source": {
        "tass-2024": "moscow-format-6-participants", "adnkronos": "turkmenistan-at", "amu-doha2b": "party-count",
        "amu-doha2": "envoy-count",
        "volt-troika": "troika-against",
    },
    "the role or membership of the states, with its sources": {
        "rfemb-kazan": "moscow-format-5-guests", "sov": "moscow-format-7-participants",
        "tcs-1009": "moscow-format-7-participants islamic-emirate-member",
        "stl-troika": "extended-troika-2021-03-participants",
    },
    "what the source is: the text of a statement or speech": {
        "asiaplus-2021": "joint-statement", "tat-kazan": "kazan-declaration",
        "mfaaf-2024": "islamic-emirate-at", "sov": "joint-statement",
        "pravda-quad3": "joint-statement", "stl-troika": "joint-statement",
    },
    "a statement, position or point, with its sources": {
        "sputnik-2024": "joint-statement", "telegraph-quad4": "quartet-against",
        "menafn-quad4": "quartet-against", "ckhq": "quartet-against",
        **dict.fromkeys(
            ("sov", "lokmat-lavrov", "mfaaf-ar", "hindukush"), "lavrov-muttaqi islamic-emirate-at-lavrov"
        ),
    },
    "the address of the page": {
        "turkmenportal": "turkmenistan-at", "natherald": "moscow-quadrilateral-2025-participants",
        "newsdrum-quad": "moscow-quadrilateral-2025-participants",
        "htn-quad4": "quadripartite-ministers-4-participants",
        "iria-troika": "extended-troika-2021-11-participants",
    },
    "a position of the four, who are thereby named": {
        "telegraph-quad4": "quadripartite-ministers-4-participants",
        "menafn-quad4": "quadripartite-ministers-4-participants",
        "ckhq": "quadripartite-ministers-4-participants",
    },
    "no other source of the row is late enough to know, or early enough to announce": {
        "sectsco": "sco-contact-group-2021-held afghanistan-at", "asiaplus-sco": "sco-contact-group-2021",
        "amu-doha3": "doha-envoys-3-held islamic-emirate-at", "apc-doha3": "doha-envoys-3-held",
    },
}  # fmt: skip
"""Why a source is known to say by itself what a row of several sources tells of a meeting: by the
reason, the sources with the beginnings of their claims' names."""
DISAGREEMENTS: dict[str, list[str]] = {
    "D01": ["turkmenistan-at-moscow-format-7", "turkmenistan-absent-from-moscow-format-7", ""],
    "D02": [
        "party-count-of-moscow-format-7", "party-count-of-moscow-format-7(-in-title)?",
        "member-count-of-moscow-format", "party-count-of-moscow-format-7", "",
    ],
    "D03": ["belarus-at-moscow-format-7"] * 3 + [""],
    "D04": [
        "islamic-emirate-member-at-moscow-format-7", "islamic-emirate-not-yet-at-moscow-format-[356]",
        "(islamic-emirate|afghanistan|taliban)-not-yet-at-moscow-format-.",
        "(islamic-emirate|afghanistan|taliban)-at-moscow-format-.", "",
    ],
    "D05": ["joint-statement-names-no-.*", "joint-statement-against-us-plan", ""],
    "D06": ["bagram-not-on-agenda", "bagram-on-agenda"],
    "D07": ["kabulov-office", "kabulov-office", "", "zhirnov-office", "kabulov-office"],
    "D08": ["", "lavrov-spoke-of-opportunities"],
    "D09": ["", "lavrov-against-infrastructure", "muttaqi-against-foreign-forces"],
    "D10": ["quadrilateral-date", "quadrilateral-date", "quadrilateral-level", ""],
    "D11": ["first-quadripartite-date"] * 2,
    "D12": ["groups-in-afghanistan", "", "no-daesh-in-afghanistan"],
    "D13": [
        "tajikistan-at-moscow-format-5", "tajikistan-did-not-adopt-kazan-declaration",
        "tajikistan-absent-from-moscow-format-5",
    ],
    "D14": ["founding-of-moscow-format"] * 2,
    "D15": ["fourth-quadripartite-level"] * 2 + ["fourth-quadripartite-date"] * 2,
    "D16": ["distance-of-bagram"] * 4 + ["bagram-soviet-built", "bagram-american-built"],
    "D17": [
        "russia-only-recogniser", ".*-has-not-recognised", "lack-of-recognition",
        "russia-first-major-recogniser", "", "taliban-classed-as-terrorist",
    ],
    "D18": ["muttaqi-birth"] * 3,
    "D19": ["muttaqi-office"] * 2 + [""],
    "D20": ["afghanistan-at-moscow-format-2", "afghanistan-absent-from-moscow-format-2"],
    "D21": ["party-count-of-moscow-format-4"] * 2,
    "D22": ["official-name-of-afghanistan"] * 3,
}  # fmt: skip
"""How the claims of each side are called; empty where the first article alone takes the side."""
MORE_SIDES = {
    "joint-statement-names-no-.*": set(), "lavrov-against-infrastructure": {"dailyexcelsior"},
    "muttaqi-against-foreign-forces": {"fakti"}, "zhirnov-office": {"ariana-rec"},
    "groups-in-afghanistan": {"thenews"}, "belarus-at-moscow-format-7": {"tassru-open", "belta"},
    "islamic-emirate-member-at-moscow-format-7": {"tcs-1009"},
    "(islamic-emirate|afghanistan|taliban)-at-moscow-format-.": {"mfaaf-2024", "samaa"},
    "quadrilateral-level": {"thenews"},
}  # fmt: skip
"""Sources that positions, statements, notes or other disagreements add to such claims."""
POSITIONS = [
    "islamic-emirate-against-us-return", "russia-against-foreign-infrastructure",
    "russia-plans-no-troops", "russia-welcomes-us-dialogue", "russia-demands-assets-back",
    "india-against-foreign-infrastructure", "quartet-against-bases", "round-against-infrastructure",
    "united-states-for-return", "islamic-emirate-welcomes-quartet", "tajikistan-against-praise",
    "tajikistan-against-contact-group", "islamic-emirate-asks-for-recognition",
    "groups-in-afghanistan", "no-daesh-in-afghanistan",
]  # fmt: skip
STATEMENTS = [
    "lavrov-against-infrastructure", "lavrov-on-recognition", "lavrov-on-western-policy",
    "lavrov-on-stability", "lavrov-spoke-of-opportunities", "muttaqi-against-foreign-forces",
    "muttaqi-thanks-russia", "muttaqi-told-lavrov", "kabulov-on-russian-troops",
    "bagram-not-on-agenda", "kabulov-on-bagram", "sadiq-on-coordination",
]  # fmt: skip
POINTS = [
    "afghanistan-independent-united-peaceful", "economic-exchanges-with-afghanistan",
    "afghanistan-in-regional-connectivity", "humanitarian-aid-without-politics",
    "stronger-counter-terrorism-cooperation", "afghan-soil-no-threat-to-neighbours",
    "terrorism-a-serious-threat", "recovery-by-countries-responsible", "",
]  # fmt: skip
VALUES = {
    ("D02", 0): "10", ("D02", 1): "1[01]", ("D02", 2): "11", ("D02", 3): "11",
    ("D10", 0): '"2025-10-06"', ("D10", 1): '"2025-10-07"',
    ("D11", 0): '"2021-09-16"', ("D11", 1): '"2022-09-16"',
    ("D14", 0): "2017", ("D14", 1): "2016",
    ("D15", 2): '"2025-09-25"', ("D15", 3): '"2025-09-26"',
    ("D16", 0): '"44"', ("D16", 1): '"50"', ("D16", 2): '"64"', ("D16", 3): '"47.2"',
    ("D18", 0): '"1970-03-07"', ("D18", 1): '"1971-02-26"', ("D18", 2): "1968",
    ("D21", 0): "11", ("D21", 1): "10",
    ("D22", 0): '"Islamic Republic of Afghanistan"',
    ("D22", 1): '"Islamic Emirate of Afghanistan"', ("D22", 2): '"Islamic State of Afghanistan"',
}  # fmt: skip
"""The value that a side of a disagreement gives."""
SPEAKERS = {
    "Lavrov": "sergey-lavrov", "Muttaqi": "amir-khan-muttaqi", "Kabulov": "zamir-kabulov",
    "Sadiq": "mohammad-sadiq",
}  # fmt: skip
