"""The forms of time expressions: one pattern of all of them, and the words around them that turn their meaning."""

from __future__ import annotations

import re

from geomap.incidents.screen import screen

WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_WD = r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
_MO = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)"
)
_NUM = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few|several|an?)"
_D = r"(?:[0-3]?\d)(?:st|nd|rd|th)?"
_PART = r"(?:early |late )?(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|lunchtime)"
_PART_OF_MONTH = r"(?:early |late |mid-|mid |the (?:beginning|start|end|middle|first half|second half) of )"

# Order matters: the first alternative that fits at a place wins.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<iso_y>(?:19|20)\d\d)(?P<iso_s>[-/])(?P<iso_m>[01]\d)(?P=iso_s)(?P<iso_d>[0-3]\d)"),
    ("range_dmdm", (rf"(?:(?P<fw>between )|from )?(?P<f1>{_D})(?: of)? (?P<fm1>{_MO})(?:,? (?P<fy1>(?:19|20)\d\d))?"
        rf"(?(fw) and |(?: ?[-–] ?| to | until | through ))(?P<f2>{_D})(?: of)? (?P<fm2>{_MO})"
        rf"(?:,? (?P<fy2>(?:19|20)\d\d))?(?![\w])")),
    ("range_mdmd", (rf"(?:(?P<gw>between )|from )?(?P<gm1>{_MO}) (?P<g1>{_D})(?:,? (?P<gy1>(?:19|20)\d\d))?"
        rf"(?(gw) and |(?: ?[-–] ?| to | until | through ))(?P<gm2>{_MO}) (?P<g2>{_D})"
        rf"(?:,? (?P<gy2>(?:19|20)\d\d))?(?![\w:])")),
    ("range_dm", (rf"(?:from )?(?P<r1>{_D})(?: ?[-–] ?| to | and )(?P<r2>{_D})(?: of)? (?P<rm>{_MO})(?:,? "
        rf"(?P<ry>(?:19|20)\d\d))?")),
    ("range_md", (rf"(?:from )?(?P<sm>{_MO}) (?P<s1>{_D})(?: ?[-–] ?| to | and )(?P<s2>{_D})(?:,? "
        rf"(?P<sy>(?:19|20)\d\d))?(?!\d)")),
    ("dm", rf"(?P<dm_d>{_D})(?: of)? (?P<dm_m>{_MO})(?:,? (?P<dm_y>(?:19|20)\d\d))?(?![\w])"),
    ("md", rf"(?P<md_m>{_MO}) (?P<md_d>{_D})(?:,? (?P<md_y>(?:19|20)\d\d))?(?![\w:])"),
    ("dotted", (r"(?:(?P<dot_d>[0-3]?\d)\.(?P<dot_m>[01]?\d)\.(?P<dot_y>(?:19|20)\d\d)"
        r"|(?P<dd_d>[0-3]\d)\.(?P<dd_m>[01]\d)\.(?P<dd_y>[0-4]\d))")),
    ("slashed", r"(?P<sl_1>[0-3]?\d)/(?P<sl_2>[0-3]?\d)/(?P<sl_y>(?:19|20)\d\d|[0-4]\d)"),
    ("weekdays", (rf"(?P<wdm>last |next |this )?(?P<wd1>{_WD})(?: night| evening| morning| afternoon)? "
        rf"(?:and|to|or|through|into) (?P<wd2>{_WD})(?: (?P<wdp>{_PART}))?")),
    ("weekday", (rf"(?P<wmod>last |next |this |previous |past |following )?(?P<wd>{_WD})(?: "
        rf"(?P<wpart>{_PART}))?(?P<wtail> (?:of )?(?:last|next) week)?")),
    ("two_days_earlier", (rf"(?P<n_back>{_NUM}) (?P<u_back>day|night|week|fortnight|month|year|hour)s? "
        rf"(?P<back>earlier|before|previously|ago|later|after|prior)(?! the)(?! being)")),
    ("hours_before", r"(?:only |just )?(?:a few )?hours (?P<hb>before|earlier|later|ago|after)"),
    ("day_before", (r"(?P<db>(?:on )?the (?:day before(?! yesterday)|week before(?! last)|"
        r"night before|evening before|morning before|(?:previous|"
        r"preceding|following|next|same) (?:day|night|evening|morning|afternoon|date))|on the eve(?! of))")),
    ("eve", r"(?P<eve>on the eve of)"),
    ("that", r"(?P<that>(?:that|the same) (?:day|night|evening|morning|afternoon|date))"),
    ("this_part", (r"(?P<tp>this (?:morning|afternoon|evening)|tonight|earlier (?:today|in the day)|today|"
        r"earlier on the day)")),
    ("last_night", (r"(?P<ln>last night|yesterday(?: (?:morning|afternoon|evening|night))?|(?:the )?day "
        r"before yesterday)")),
    ("tomorrow", r"(?P<tm>tomorrow(?: (?:morning|afternoon|evening|night))?|the day after tomorrow)"),
    ("window", (rf"(?:in|over|during|within|for) the (?:past|last|previous) (?P<win_n>{_NUM})[ -]"
        rf"(?P<win_u>hour|day)s?")),
    ("start_of", r"since the (?:start|beginning) of (?:the|this) (?P<so>week|month|year)"),
    ("the_weekend", r"(?:at|on|over|during) (?P<we>the weekend)"),
    ("holiday", r"(?P<ho>new year['’]s (?:eve|day)|christmas (?:eve|day))"),
    ("ordinal", (r"on the (?P<ord>[0-3]?\d)(?:st|nd|rd|th)(?: of (?:this|the) month|(?=[,.;]| at \d| in the "
        r"(?:morning|afternoon|evening)))")),
    ("week", (r"(?P<wk>(?:over |in |during |early |late |earlier )?(?:last|this|next|the previous|the "
        r"past|the following|the coming|previous|past) (?:week|weekend|month|year|few days|few "
        r"weeks|summer|autumn|fall|winter|spring))")),
    ("overnight", (r"(?P<on>overnight|during the night|in the (?:early|small) hours|(?:shortly )?(?:before|"
        r"at|since) dawn|in the night)")),
    ("month", (rf"(?P<mo_q>{_PART_OF_MONTH})?(?P<mo>{_MO})(?: of)? (?P<mo_y>(?:19|20)\d\d)")),
    ("part_of_month", rf"(?P<pm_q>{_PART_OF_MONTH})(?P<pm>{_MO})(?! \d)"),
    ("bare_month", (r"(?:(?:in|since|until|by|during|(?P<bm_last>last)|(?P<bm_next>next)|of|from) )(?P<bm>january|"
        r"february|march|april|june|july|august|september|october|november|december|may(?! "
        r"(?:have|be|not|well)))(?! \d)")),
    ("season", r"(?:the )?(?P<se>spring|summer|autumn|fall|winter) of (?P<se_y>(?:19|20)\d\d)"),
    ("year", (r"(?:(?:in|since|of|during|from|until|by|before|after) |(?:early |late |"
        r"mid-))(?P<yr>(?:19|20)\d\d)(?![\w]|[,.:]\d| (?:people|soldiers|servicemen|men|troops|"
        r"square|homes|customers|houses|hectares))")),
)  # fmt: skip
EXPR = screen(r"(?<![\w\d/.-])(?:" + "|".join(f"(?P<x_{name}>{regex})" for name, regex in PATTERNS) + r")(?![\w])")
_DAYS = ("iso", "range_dmdm", "range_mdmd", "range_dm", "range_md", "dm", "md", "dotted", "slashed")
DATE = screen(r"(?<![\w\d/.-])(?:" + "|".join(regex for name, regex in PATTERNS if name in _DAYS) + r")(?![\w])")
FUTURE = re.compile(
    r"\b(?:will|scheduled|due|planned|expected|to meet|to hold|to sit|to travel|set for|arranged for|until|by|"
    r"next(?! to\b)|"
    r"upcoming|coming|are to|is to|shall|plans? to|going to|postponed|invited|from|ahead of|before|should be|"
    r"in time for)\b"
)
PAST_VERB = re.compile(
    r"\b(?:said|was|were|had|killed|wounded|injured|died|announced|reported|told|came|opened|took|fired|shelled|"
    r"began|broke|hit|struck|left|attacked|exploded|went|has|have|"
    r"lasted|continued|raged|persisted|fought)\b"
)
SINCE = re.compile(
    r"\bsince (?:the )?(?:early (?:hours )?(?:of |on )?|late (?:on )?|\w+ \w+ on |[\w':. ]{0,22}(?:on|of) )?$"
)


def looks_ahead(low: str, start: int, end: int) -> bool:
    """Tell whether the tense around a weekday looks ahead ("are scheduled to meet in Brussels on Sunday")."""
    clause_start = max(low.rfind(mark, 0, start) for mark in (",", ";", ":", "(", "–", "—")) + 1
    before = low[max(clause_start, start - 90) : start]
    futures = list(FUTURE.finditer(before))
    if futures and futures[-1].group() in {"from", "before", "by", "until", "ahead of"}:
        futures = [f for f in futures if f.group() == "ahead of" or start - clause_start - f.end() <= 4]
        futures = [f for f in futures if f.group() != "from"]
        if futures and futures[-1].group() in {"by", "before", "until"} and PAST_VERB.search(before):
            futures = []
    if futures:
        after_future = before[futures[-1].end() :]
        return not PAST_VERB.search(after_future)
    if not PAST_VERB.search(before):  # "On Sunday the two leaders will meet"
        ahead = re.match(
            r"[^;:]{0,70}?\b(will|are to|is to|are due|is due|is scheduled|are scheduled|is expected|are expected)\b",
            low[end:],
        )
        if ahead and not PAST_VERB.search(low[end : end + ahead.start(1)]):
            return True
    return False
