"""Hostile words in every text field of a run: nothing runs, nothing breaks, and the words are shown as they are."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from geomap import schema
from geomap.maps.page import write_map
from geomap.records import Claim, Incident, Source

from .sample import make_run

pytestmark = pytest.mark.browser

# each payload counts itself up in window.__ran if it runs; alert, confirm and prompt count too
RUN = "window.__ran+=1"
PAYLOADS = [
    f"<img src=x onerror={RUN}>",
    f"Goris${{{RUN}}}",
    f"`+({RUN})+`",
    f"</script><script>{RUN}</script>",
    f"<script>{RUN}</script>",
    f"</title><svg onload={RUN}>",
    f'"><svg/onload={RUN}>',
    f"'><details open ontoggle={RUN}>",
    f"javascript:{RUN}",
    f"' onmouseover='{RUN}' x='",
    f'" autofocus onfocus="{RUN}',
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<form action=javascript:{RUN}><button>x",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<style>@import 'http://evil.invalid/x';</style><img src=x onerror={RUN}>",
    f"<link rel=stylesheet href='http://evil.invalid/x.css'>{RUN}",
    f"<base href='http://evil.invalid/'>{RUN}",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<!--<script>{RUN}",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f'";{RUN};//',
    f"');{RUN};//",
    f'\\";{RUN};//',
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"#{{{RUN}}}",
    f"{{% raw %}}{RUN}{{% endraw %}}",
    f"\u2028{RUN}\u2029",
    f"\u202e{RUN}\u202c",
    f"\x00\x0b<img src=x onerror={RUN}>",
    f"<img src=\"data:image/svg+xml,<svg onload='{RUN}'>\">",
    f"<video><source onerror={RUN}>",
    f"<marquee onstart={RUN}>x",
    f"<input onfocus={RUN} autofocus>",
    f"<body onload={RUN}>",
    f"url(javascript:{RUN})",
    f"expression({RUN})",
    f"__proto__\n{RUN}",
    f"constructor.{RUN}",
    f"{{n}}{{place}}{{value}}{RUN}",
    f"\ud83d{RUN}",
]


def hostile_run(word: str):
    """Return a run with `word` in each text field that people or reports can fill."""
    day = dt.date(2023, 5, 12)
    texts = {
        field.name: word
        for field in dataclasses.fields(Incident)
        if field.type in {"str", "str | None"} and field.name not in {"incident_id", "event_type"}
    }
    source = Source(
        word, publisher=word, url=f"https://example.org/?{word}", source=word, date="2023-05-12", title=word,
        language=word, sentence=word,
    )  # fmt: skip
    bad_link = Source("r2", publisher="links", url=f"javascript:{RUN}", sentence=word)
    nameless = Source(f"{word}.txt", source=f"reports/{word}.txt", sentence=word)
    claims = tuple(
        Claim(word, side, word, polarity, slot, word, word, 0, 1, word)
        for side, polarity, slot in (("a", "asserts", "killed.a"), ("b", "denies", word), ("other", word, "initiator"))
    )
    common = {
        "date_start": day, "date_end": day, "weapons": (word,), "reasons": (word, f"rival:{word}", f"in:{word}"),
        "sources": (source, bad_link, nameless), "claims": claims, "merged_from": (word,), "possible_duplicate_of": (word,),
        "matches": ({"table": word, "row_id": word, "km": 1.0, "days": 0, "score": 0.5},), "killed_best": 1,
    }  # fmt: skip
    told = [
        Incident(incident_id=word, **{**texts, **common}, event_type="battles", lat=40.2, lon=45.8, geo_precision=1),
        Incident(
            incident_id="second",
            **{**texts, **common},
            event_type=word,
            lat=40.6,
            lon=45.3,
            geo_precision=4,
            radius_m=9000.0,
        ),
    ]
    places = schema.frame(
        [{"place_id": word, "name": word, "names": [{"text": word, "type": "usual", "lang": word, "party": word}, {"text": word + "!", "type": "former"}], "kind": word, "country": word, "lat": 39.9, "lon": 45.9, "geo_precision": 1, "mentions": 2, "score": 0.5, "reasons": [word], "rivals": [{"place_id": word, "name": word, "admin1": word, "country": word, "score": 0.1}], "reports": [word]}],
        schema.PLACE_COLUMNS,
    )  # fmt: skip
    records = schema.frame(
        [dict.fromkeys(("record_id", "table", "title", "actor_a", "actor_b", "place_text", "place_name", "coordinates_from", "notes"), word) | {"lat": 40.1, "lon": 45.5, "incident_id": word, "match_reasons": [word], "date_start": day}],
        schema.RECORD_COLUMNS,
    )  # fmt: skip
    run = make_run()
    border, background = run.border.copy(), run.background.copy()
    for frame in (border, background):
        for name in ("name", "source", "licence", "date"):
            if name in frame:
                frame[name] = pd.Series([word] * len(frame), index=frame.index, dtype=object)
    return make_run(
        incidents=schema.incidents_to_frame(told), places=places, records=records, border=border,
        background=background, title=word, attribution=(word, word + " 2"),
    )  # fmt: skip


def shown(word: str) -> str:
    """Return `word` as a page can hold it."""
    return word.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_payload_is_shown_and_never_run(open_page, tmp_path, number):
    word = PAYLOADS[number]
    path = write_map(hostile_run(word), tmp_path / "map.html", subtitle=word)
    with open_page(path, fragment="#t=1") as watched:
        page = watched.page
        assert page.evaluate("document.querySelector('h1').textContent") == shown(word)
        page.evaluate("document.querySelector('#gm-table .gm-go').click()")
        watched.settle(60)
        title = page.evaluate("document.querySelector('#gm-card h2').textContent")
        assert title == shown(word)
        assert page.evaluate("document.querySelector('#gm-card blockquote').textContent") == shown(word)
        files = page.evaluate("[...document.querySelectorAll('.gm-source strong')].map((node) => node.textContent)")
        assert f"reports/{shown(word)}.txt" in files
        assert page.locator("#gm-card a[href^='javascript']").count() == 0
        page.evaluate("document.querySelector('.gm-record').click()")
        watched.settle(60)
        assert page.evaluate("document.querySelector('#gm-card h2').textContent") == shown(word)
        page.check("#gm-layer-places")
        page.fill("#gm-search", word.replace("\n", " ")[:30])
        watched.settle()
        assert page.evaluate("window.__ran") == 0
        assert watched.faults() == []


@pytest.mark.parametrize("word", [*PAYLOADS[:5], PAYLOADS[27], *PAYLOADS[30:34]])
def test_layers_of_ones_own_may_be_called_anything(open_page, tmp_path, word):
    from geomap.layers import build_layers
    from geomap.maps.page import draw_map

    layers = [
        dataclasses.replace(layer, title=word, group=word, description=word, id=layer.id if number else "incidents")
        for number, layer in enumerate(build_layers(make_run()))
    ]
    own = dataclasses.replace(layers[-1], id=f"own {word}", title=word, description=word)
    path = tmp_path / "map.html"
    path.write_text(draw_map([*layers, own], title=word, subtitle=word).get_root().render(), "utf-8")
    with open_page(path) as watched:
        names = watched.page.evaluate("[...document.querySelectorAll('.gm-layers .gm-grow')].map((n) => n.textContent)")
        heads = watched.page.evaluate("[...document.querySelectorAll('.gm-layers legend')].map((n) => n.textContent)")
        assert shown(word) in names
        assert shown(word) in heads
        assert shown(word) in watched.page.evaluate("document.querySelector('.gm-sub').textContent")
        assert watched.page.evaluate("document.title") == shown(word)
        for box in watched.page.locator(".gm-layers input").all():
            box.dispatch_event("click")
        watched.settle(80)
        assert watched.page.evaluate("window.__ran") == 0
        assert watched.faults() == []


@pytest.mark.parametrize("lang", ["ru", "hy", "az"])
def test_a_payload_is_not_run_in_another_language_either(open_page, tmp_path, lang):
    word = f"{PAYLOADS[0]} ${{{RUN}}} `{RUN}` {PAYLOADS[3]}"
    local = {word: word + "2"}
    path = write_map(hostile_run(word), tmp_path / "map.html", lang=lang, local=local, title=word)
    with open_page(path, fragment="#t=1") as watched:
        page = watched.page
        page.evaluate("document.querySelector('#gm-table .gm-go').click()")
        watched.settle(60)
        assert page.evaluate("document.querySelector('#gm-card h2').textContent") == word
        page.click(".gm-help")
        page.click(".gm-foot button")
        watched.settle(60)
        assert word in page.evaluate("document.querySelector('#gm-card').textContent")
        assert page.evaluate("window.__ran") == 0
        assert watched.faults() == []


@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 5))
def test_a_figure_shows_a_payload_as_text(number):
    import xml.etree.ElementTree as ET

    from geomap.maps.figure import draw_svg

    word = PAYLOADS[number]
    told = draw_svg(hostile_run(word), title=word, subtitle=word)
    root = ET.fromstring(told)
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags <= {"svg", "title", "defs", "clipPath", "g", "rect", "path", "text"}
    assert not any(name.startswith("on") or "href" in name for node in root.iter() for name in node.attrib)
    assert any("window.__ran" in (node.text or "") for node in root.iter() if node.tag.endswith("text"))
