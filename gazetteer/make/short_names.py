"""Make ``short_names.csv``: adjectives, demonyms, abbreviations, short and former names of countries and provinces.

The tables in ``tables/`` are written by hand, from general knowledge of English usage (CIA World Factbook lists the same
adjectives and demonyms and is in the public domain; AP style for the states of the United States).
A word ending in "=" has no plural of its own ("Chinese="); "Scot+Scots" names both forms.
"""

from __future__ import annotations

from common import DATA, HERE, write_csv


def table(name: str) -> list[str]:
    """Return the lines of a table of ``tables/`` that are no comments."""
    text = (HERE / "tables" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def plural(word: str) -> tuple[str, ...]:
    """Return a word and its plural."""
    if word.endswith("="):
        return (word[:-1],)
    if "+" in word:
        return tuple(word.split("+"))
    if word.endswith(("s", "x", "ch", "sh")) and not word.endswith("ech"):
        return (word, word + "es")
    return (word, word + "s")


def main() -> None:
    rows: dict[tuple[str, ...], dict[str, str]] = {}

    def add(name: str, kind: str, country: str, code: str = "", note: str = "") -> None:
        key = (country, code, name)
        if name and key not in rows:
            rows[key] = {
                "name": name,
                "type": kind,
                "country": country,
                "admin1_code": code,
                "lang": "en",
                "note": note,
            }

    for line in table("countries"):
        country, rest = line[:2], line[3:]
        for kind, words in zip(("abbreviation", "short", "former"), rest.split("|"), strict=True):
            for word in filter(None, words.split(",")):
                add(word.strip(), kind, country)
    for line in table("peoples"):
        country, rest = line[:2], line[3:]
        adjectives, demonyms = rest.split("|")
        singular = [word for word in adjectives.split(",") if word]
        for word in singular:
            add(word.rstrip("="), "adjective", country)
        for word in filter(None, demonyms.split(",")):
            for form in plural(word):
                add(form, "demonym", country)
        for word in singular:
            if not word.endswith("=") and word.endswith(("an", "i", "ian", "en")):
                add(plural(word)[1], "demonym", country)
    for line in table("states"):
        postal, forms, people = line.split("|")
        code = f"US-{postal}"
        add(postal, "abbreviation", "US", code, "postal")
        for form in forms.split(","):
            add(form, "abbreviation" if "." in form or form == "DC" else "short", "US", code)
        for word in filter(None, people.split(",")):
            for form in plural(word):
                add(form, "demonym", "US", code)
    for line in table("provinces"):
        code, short, names, people = line.split("|")
        for kind, words in (("abbreviation", short), ("short", names)):
            for word in filter(None, words.split(",")):
                add(word, kind, code[:2], code)
        for word in filter(None, people.split(",")):
            for form in plural(word):
                add(form, "demonym", code[:2], code)
    ordered = sorted(rows.values(), key=lambda row: (row["country"], row["admin1_code"], row["type"], row["name"]))
    write_csv(DATA / "short_names.csv", ordered)


if __name__ == "__main__":
    main()
