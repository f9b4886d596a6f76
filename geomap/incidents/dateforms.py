"""The forms of time expressions: one pattern of all of them, and the words around them that turn their meaning."""

from __future__ import annotations

import re

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

# Order matters: the first alternative that fits at a place wins.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<iso_y>(?:19|20)\d\d)-(?P<iso_m>[01]\d)-(?P<iso_d>[0-3]\d)"),
    ("range_dm", (rf"(?:from )?(?P<r1>{_D})(?: ?[-–] ?| to | and )(?P<r2>{_D})(?: of)? (?P<rm>{_MO})(?:,? "
        rf"(?P<ry>(?:19|20)\d\d))?")),
    ("range_md", (rf"(?:from )?(?P<sm>{_MO}) (?P<s1>{_D})(?: ?[-–] ?| to | and )(?P<s2>{_D})(?:,? "
        rf"(?P<sy>(?:19|20)\d\d))?(?!\d)")),
    ("dm", rf"(?P<dm_d>{_D})(?: of)? (?P<dm_m>{_MO})(?:,? (?P<dm_y>(?:19|20)\d\d))?(?![\w])"),
    ("md", rf"(?P<md_m>{_MO}) (?P<md_d>{_D})(?:,? (?P<md_y>(?:19|20)\d\d))?(?![\w:])"),
    ("dotted", r"(?P<dot_d>[0-3]?\d)\.(?P<dot_m>[01]?\d)\.(?P<dot_y>(?:19|20)\d\d)"),
    ("slashed", r"(?P<sl_1>[0-3]?\d)/(?P<sl_2>[0-3]?\d)/(?P<sl_y>(?:19|20)\d\d)"),
    ("weekdays", (rf"(?P<wdm>last |next |this )?(?P<wd1>{_WD})(?: night| evening| morning| afternoon)? "
        rf"(?:and|to|or|through|into) (?P<wd2>{_WD})(?: (?P<wdp>{_PART}))?")),
    ("weekday", (rf"(?P<wmod>last |next |this |previous |past |following )?(?P<wd>{_WD})(?: "
        rf"(?P<wpart>{_PART}))?(?P<wtail> (?:of )?(?:last|next) week)?")),
    ("two_days_earlier", (rf"(?P<n_back>{_NUM}) (?P<u_back>day|night|week|month|year|hour)s? (?P<back>earlier|before|"
        rf"previously|ago|later|after|prior)(?! the)(?! being)")),
    ("hours_before", r"(?:only |just )?(?:a few )?hours (?P<hb>before|earlier|later|ago)"),
    ("day_before", (r"(?P<db>(?:on )?the (?:day before|night before|evening before|morning before|(?:previous|"
        r"preceding|following|next|same) (?:day|night|evening|morning|afternoon|date))|on the eve(?! of))")),
    ("eve", r"(?P<eve>on the eve of)"),
    ("that", r"(?P<that>(?:that|the same) (?:day|night|evening|morning|afternoon|date))"),
    ("this_part", (r"(?P<tp>this (?:morning|afternoon|evening)|tonight|earlier (?:today|in the day)|today|"
        r"earlier on the day)")),
    ("last_night", (r"(?P<ln>last night|yesterday(?: (?:morning|afternoon|evening|night))?|(?:the )?day "
        r"before yesterday)")),
    ("tomorrow", r"(?P<tm>tomorrow(?: (?:morning|afternoon|evening|night))?|the day after tomorrow)"),
    ("week", (r"(?P<wk>(?:over |in |during |early |late |earlier )?(?:last|this|next|the previous|the "
        r"past|the following|the coming|previous|past) (?:week|weekend|month|year|few days|few "
        r"weeks|summer|autumn|fall|winter|spring))")),
    ("overnight", (r"(?P<on>overnight|during the night|in the (?:early|small) hours|(?:shortly )?(?:before|"
        r"at|since) dawn|in the night)")),
    ("month", (rf"(?P<mo_q>early |late |mid-|the (?:beginning|end|middle) of )?(?P<mo>{_MO})(?: of)? "
        rf"(?P<mo_y>(?:19|20)\d\d)")),
    ("bare_month", (r"(?:(?:in|since|until|by|during|last|next|of|from) )(?:early |late |mid-)?(?P<bm>january|"
        r"february|march|april|june|july|august|september|october|november|december|may(?! "
        r"(?:have|be|not|well)))(?! \d)")),
    ("season", r"(?:the )?(?P<se>spring|summer|autumn|fall|winter) of (?P<se_y>(?:19|20)\d\d)"),
    ("year", (r"(?:(?:in|since|of|during|from|until|by|before|after) |(?:early |late |"
        r"mid-))(?P<yr>(?:19|20)\d\d)(?![\w]|[,.:]\d| (?:people|soldiers|servicemen|men|troops|"
        r"square|homes|customers|houses|hectares))")),
)  # fmt: skip
EXPR = re.compile(r"(?<![\w\d/.-])(?:" + "|".join(f"(?P<x_{name}>{regex})" for name, regex in PATTERNS) + r")(?![\w])")
FUTURE = re.compile(
    r"\b(?:will|scheduled|due|planned|expected|to meet|to hold|to sit|to travel|set for|arranged for|until|by|next|"
    r"upcoming|coming|are to|is to|shall|plans? to|going to|postponed|invited|from|ahead of|before|should be|"
    r"in time for)\b"
)
PAST_VERB = re.compile(
    r"\b(?:said|was|were|had|killed|wounded|injured|died|announced|reported|told|came|opened|took|fired|shelled|"
    r"began|broke|hit|struck|left|attacked|exploded|went|has|have)\b"
)
SINCE = re.compile(
    r"\bsince (?:the )?(?:early (?:hours )?(?:of |on )?|late (?:on )?|\w+ \w+ on |[\w':. ]{0,22}(?:on|of) )?$"
)
