"""The shipped data: whole, licensed, in the right country and province, and not too large."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from geomap.errors import CRSError, InputError, InputMissingError
from geomap.gazetteer import borders
from geomap.gazetteer.names import normalise, script_of
from geomap.gazetteer.overlay import overlay_names
from geomap.gazetteer.sources import data_path
from geomap.gazetteer.store import Gazetteer
from geomap.schema import ADMIN_COLUMNS, BORDER_COLUMNS, CRS, NAME_TYPES, PLACE_KINDS, SETTLEMENT_KINDS

DATA = Path(__file__).resolve().parents[2] / "gazetteer"
OVERLAY_COLUMNS = [
    "place_id", "name", "kind", "country", "admin1", "admin2", "lon", "lat", "radius_m", "coord_quality", "population",
    "names_am", "names_az", "names_other", "former_names", "base_geonameid", "note", "source",
]  # fmt: skip
NAME_COLUMNS = ("name", "names_am", "names_az", "names_other", "former_names")
# Points that the polygons, which know no exclaves, cannot hold; the note of the row says why.
EXCLAVES = {"overlay:karki", "overlay:barkhudarli", "overlay:sofulu", "overlay:yukhari-askipara", "overlay:artsvashen"}
NO_POLYGON = {"Aghdara"}
TOLERANCE_KM = 3.5


def _rows(name: str) -> list[dict[str, str]]:
    with data_path(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def overlay() -> list[dict[str, str]]:
    return _rows("overlay/am-az.csv")


@pytest.fixture(scope="module")
def lines() -> gpd.GeoDataFrame:
    return borders.load_borders()


@pytest.fixture(scope="module")
def provinces() -> gpd.GeoDataFrame:
    return borders.load_admin1()


def _km(geometry: object, lon: float, lat: float) -> float:
    point = shapely.Point(lon, lat)
    nearest = shapely.get_point(shapely.shortest_line(geometry, point), 0)
    return Geodesic.WGS84.Inverse(lat, lon, nearest.y, nearest.x)["s12"] / 1000


# ------------------------------------------------------------------------------------------ the overlay


def test_the_overlay_has_at_least_300_places_and_unique_ids(overlay):
    ids = Counter(row["place_id"] for row in overlay)
    assert len(overlay) >= 300
    assert list(overlay[0]) == OVERLAY_COLUMNS
    assert [name for name, count in ids.items() if count > 1] == []
    assert all(re.fullmatch(r"overlay:[a-z0-9-]+", name) for name in ids)


def test_no_two_rows_claim_one_geonames_place(overlay):
    ids = Counter(row["base_geonameid"] for row in overlay if row["base_geonameid"])
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_kind_is_known(overlay):
    assert {row["kind"] for row in overlay} <= set(PLACE_KINDS)


def test_every_row_has_a_source_and_unsourced_ones_a_wide_radius(overlay):
    assert [row["name"] for row in overlay if not row["source"]] == []
    unsourced = [row for row in overlay if "unsourced" in row["source"]]
    assert unsourced
    assert all(float(row["radius_m"]) >= 5000 for row in unsourced if row["kind"] != "lake")
    assert not any("http" in row["source"] for row in overlay)


def test_areas_and_lines_are_never_a_bare_point(overlay):
    areas = [row for row in overlay if row["kind"] not in SETTLEMENT_KINDS]
    assert min(float(row["radius_m"]) for row in areas) >= 1500
    assert min(float(row["radius_m"]) for row in areas if row["kind"] in {"admin1", "admin2", "region"}) >= 10_000


def test_every_place_lies_in_the_country_and_province_that_it_names(overlay, provinces):
    polygons = {(c, n): g for c, n, g in zip(provinces.country, provinces.name, provinces.geometry, strict=True)}
    wrong = []
    for row in overlay:
        if not row["admin1"] or row["admin1"] in NO_POLYGON or row["place_id"] in EXCLAVES:
            continue
        area = polygons.get((row["country"], row["admin1"]))
        if area is None:
            wrong.append((row["place_id"], "no polygon", row["admin1"]))
            continue
        away = 0.0 if row["kind"] == "region" else _km(area, float(row["lon"]), float(row["lat"]))
        if away > TOLERANCE_KM:
            wrong.append((row["place_id"], row["admin1"], round(away, 1)))
    assert wrong == []


def test_rows_that_the_polygons_cannot_hold_say_why(overlay):
    left_out = [row for row in overlay if row["place_id"] in EXCLAVES]
    assert len(left_out) == len(EXCLAVES)
    assert all("exclave" in row["note"] for row in left_out)


def test_every_country_side_is_told_by_the_border_too(overlay, lines):
    """A village is on the side of the line that its country is, or within 2 km of it, exclaves apart."""
    main = lines[(lines.border_id == "AM-AZ") & ~lines.exclave].geometry.iloc[0]
    near = [r for r in overlay if r["kind"] in SETTLEMENT_KINDS and r["place_id"] not in EXCLAVES]
    assert len(near) > 250
    assert sum(_km(main, float(r["lon"]), float(r["lat"])) < 25 for r in near) > 200


@pytest.mark.parametrize(
    ("place_id", "names"),
    [
        ("overlay:sotk", ["Sotk", "Zod", "Söyüdlü", "Սոթք", "Зод"]),
        ("overlay:kut", ["Kut", "Zarkand", "Zərkənd", "Zarzibil", "Zərzibil", "Կութ", "Кут"]),
        ("overlay:vardenis", ["Vardenis", "Basarkechar", "Basarkeçər", "Վարդենիս", "Варденис"]),
        ("overlay:lachin", ["Lachin", "Berdzor", "Laçın", "Բերձոր", "Лачин"]),
        ("overlay:stepanakert", ["Stepanakert", "Khankendi", "Xankəndi", "Ստեփանակերտ", "Ханкенди"]),
        ("overlay:martakert-aghdara", ["Martakert", "Mardakert", "Aghdara", "Ağdərə"]),
        ("overlay:martuni-khojavend", ["Martuni", "Khojavend", "Xocavənd"]),
        ("overlay:kalbajar", ["Kalbajar", "Karvachar", "Kelbajar", "Kəlbəcər"]),
        ("overlay:shusha", ["Shusha", "Shushi", "Şuşa", "Շուշի"]),
        ("overlay:nagorno-karabakh", ["Nagorno-Karabakh", "Artsakh", "Mountainous Karabakh", "Karabakh", "Qarabağ"]),
    ],
)
def test_both_sides_and_former_names_are_there(overlay, place_id, names):
    row = next(row for row in overlay if row["place_id"] == place_id)
    keys = {normalise(name) for column in NAME_COLUMNS for name in row[column].split(";") if name}
    assert [name for name in names if normalise(name) not in keys] == []


def test_300_places_have_both_parties_names_in_four_alphabets(overlay):
    """Latin, Armenian, Russian and Azerbaijani letters; what the table lacks is spelt by rule."""
    whole = []
    for row in overlay:
        names = overlay_names(row)
        scripts = {script_of(text) for text, _, _, _ in [(row["name"], "", "", ""), *names]}
        langs = {lang for _, _, lang, _ in names}
        plain_azerbaijani = any(party == "AZ" for _, _, _, party in names)
        if {"Latn", "Armn", "Cyrl"} <= scripts and {"hy", "ru"} <= langs and ("az" in langs or plain_azerbaijani):
            whole.append(row["place_id"])
    assert len(whole) >= 300
    assert len(whole) == len(overlay)
    former = [row for row in overlay if row["former_names"] or "former" in row["note"]]
    assert len(former) > 60


def test_every_name_of_the_overlay_finds_its_place(overlay, tiny_gazetteer):
    """In every alphabet, with the spellings by rule, former names among them."""
    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        for row in overlay:
            number = row["base_geonameid"]
            place_id = f"geonames:{number}" if number else row["place_id"]
            for text in [row["name"], *(name[0] for name in overlay_names(row))]:
                found = {hit.place.place_id for hit in gazetteer.exact(text)}
                assert place_id in found, (row["place_id"], text)


def test_exclaves_are_all_in_the_line_or_said_to_be_missing(overlay, lines):
    """Six exclaves of Soviet times: the sources draw four rings; the rows of the others say that no line has them."""
    rings = lines[(lines.border_id == "AM-AZ") & lines.exclave].geometry.iloc[0]
    areas = shapely.union_all([shapely.Polygon(part.coords) for part in rings.geoms]).buffer(0.01)
    drawn = {
        row["place_id"]
        for row in overlay
        if row["place_id"] in EXCLAVES and areas.covers(shapely.Point(float(row["lon"]), float(row["lat"])))
    }
    assert drawn >= EXCLAVES - {"overlay:karki"}


def test_no_name_is_empty_or_spelt_twice_in_one_list(overlay):
    for row in overlay:
        for column in NAME_COLUMNS[1:]:
            listed = row[column].split(";") if row[column] else []
            assert all(name == name.strip() and name for name in listed), row["place_id"]
            assert len(set(listed)) == len(listed), (row["place_id"], column)


# ------------------------------------------------------------------------------------------ border lines


def test_border_lines_have_the_schema(lines):
    assert list(lines.columns) == [*BORDER_COLUMNS, "geometry"]
    assert str(lines.crs) == CRS
    assert len(set(lines.border_id)) > 300
    assert all(re.fullmatch(r"[A-Z]{2}-[A-Z]{2}", name) and name[:2] < name[3:] for name in lines.border_id)
    assert set(lines.licence) == {"ODbL-1.0"}
    assert all(all(lines[column]) for column in ("date", "source", "worldview"))


def test_the_line_of_armenia_and_azerbaijan_is_whole(lines):
    main = lines[(lines.border_id == "AM-AZ") & ~lines.exclave]
    assert len(main) == 1
    metres = sum(
        Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"]
        for part in main.geometry.iloc[0].geoms
        for a, b in zip(part.coords, part.coords[1:], strict=False)
    )
    assert metres / 1000 == pytest.approx(929, abs=1)
    assert not main.approximate.iloc[0]


@pytest.mark.parametrize(("lon", "lat", "km"), [(45.86951, 40.20007, 7.95), (46.40678, 39.20762, 3.08)])
def test_known_distances_to_the_line(lines, lon, lat, km):
    """Sotk and Kapan, as measured on the OpenStreetMap line; Natural Earth would put Kapan at 0.2 km."""
    main = lines[(lines.border_id == "AM-AZ") & ~lines.exclave].geometry.iloc[0]
    assert _km(main, lon, lat) == pytest.approx(km, abs=0.05)


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("Artsvashen", 45.51556, 40.64611), ("Yukhari Askipara", 45.02333, 41.06611), ("Barkhudarli", 45.22528, 40.99333)],
)
def test_exclaves_are_rings_around_their_villages(lines, name, lon, lat):
    rings = lines[(lines.border_id == "AM-AZ") & lines.exclave].geometry.iloc[0]
    areas = [shapely.Polygon(part.coords) for part in rings.geoms]
    assert any(area.buffer(0.01).contains(shapely.Point(lon, lat)) for area in areas), name


@pytest.mark.parametrize(
    "pair", ["GE-RU", "IN-PK", "RU-UA", "IL-PS", "RS-XK", "ET-SO", "KP-KR", "AM-TR", "BE-NL", "LS-ZA"]
)
def test_pairs_that_news_needs_have_a_main_line(lines, pair):
    assert (~lines[lines.border_id == pair].exclave).sum() >= 1


def test_enclaved_countries_are_no_exclaves(lines):
    for pair in ("LS-ZA", "IT-SM", "IT-VA"):
        assert list(lines[lines.border_id == pair].exclave) == [False]


# ------------------------------------------------------------------------------------------ admin areas


def test_provinces_have_the_schema_and_valid_shapes(provinces):
    assert list(provinces.columns) == [*ADMIN_COLUMNS, *borders.ADMIN_EXTRA_COLUMNS, "geometry"]
    assert len(provinces) > 3500
    assert provinces.is_valid.all()
    assert provinces.admin_id.is_unique
    assert set(provinces.level) == {1}


@pytest.mark.parametrize(
    ("country", "name", "code", "geonameid"),
    [
        ("AM", "Gegharkunik", "AM-GR", 828261),
        ("AZ", "Kalbajar", "AZ-KAL", 586047),
        ("AZ", "Lachin", "AZ-LAC", 147626),
        ("AZ", "Khankendi", "AZ-XA", 409421),
        ("AZ", "Nakhchivan", "AZ-NX", 147435),
        ("GB", "Scotland", "GB-SCT", 2638360),
        ("UA", "Donetsk", "UA-14", 709716),
        ("US", "Kentucky", "US-KY", 6254925),
    ],
)
def test_provinces_have_usable_names_and_ids(provinces, country, name, code, geonameid):
    row = provinces[(provinces.country == country) & (provinces.name == name)]
    assert list(zip(row.admin1_code, row.geonameid, strict=True)) == [(code, geonameid)]


def test_the_second_level_is_apart(provinces):
    second = borders.load_admin1(level=2)
    assert {"Sadarak", "Julfa"} <= set(second[second.country == "AZ"].name)
    assert not set(second.admin_id) & set(provinces.admin_id)
    with pytest.raises(InputError, match="admin level 3 is not shipped"):
        borders.load_admin1(level=3)


def test_countries_draw_a_background():
    countries = borders.load_countries()
    assert list(countries.columns) == [*ADMIN_COLUMNS, "geometry"]
    assert {"AM", "AZ", "GE", "IR", "TR", "RU", "XK", "PS"} <= set(countries.country)
    assert countries.is_valid.all()


def test_no_country_has_the_names_and_outlines_of_its_districts_mixed_up():
    """Burkina Faso, Congo, Malawi and Namibia have, in the source: they are left out rather than placed wrong."""
    countries = {"BF", "CG", "MW", "NA", "ML", "NE", "SN", "GH", "KE"}
    kept = set(borders.load_admin2(countries=countries).country)
    assert kept == {"ML", "NE", "SN", "GH", "KE"}
    diffa = borders.load_admin2(countries={"NE"}).query("name == 'Diffa'").iloc[0]
    assert _km(shapely.Point(12.61, 13.32), float(diffa.lon), float(diffa.lat)) < 40


def test_districts_have_a_point_and_an_extent():
    districts = borders.load_admin2()
    assert list(districts.columns) == list(borders.ADMIN2_COLUMNS)
    assert len(districts) > 140_000
    assert not districts.name.str.fullmatch(r"[\d\W]*").any()
    inside = districts.lon.between(districts.west - 0.01, districts.east + 0.01) & districts.lat.between(
        districts.south - 0.01, districts.north + 0.01
    )
    assert inside.all()
    wayne = districts[(districts.name == "Wayne County") & (districts.admin1 == "Michigan")]
    assert list(wayne.country) == ["US"]
    assert 0 < districts.doubtful.mean() < 0.1


# ------------------------------------------------------------------------------ regions and short names


def test_regions_are_many_and_sound():
    rows = _rows("regions.csv")
    assert len(rows) >= 300
    assert len({row["region_id"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} <= set(PLACE_KINDS)
    for row in rows:
        west, south, east, north = (float(row[side]) for side in ("west", "south", "east", "north"))
        assert -90 <= south < north <= 90, row["region_id"]
        assert abs(float(row["lat"])) <= 90, row["region_id"]
        assert abs(float(row["lon"])) <= 180, row["region_id"]
        assert west < east or "antimeridian" in row["note"], row["region_id"]
        assert float(row["radius_m"]) > 500, row["region_id"]


@pytest.mark.parametrize(
    "name",
    ["South Caucasus", "Sahel", "Middle East", "Horn of Africa", "Donbas", "Kashmir", "Balkans", "West Bank", "Gaza Strip",
     "Darfur", "Kurdistan", "Central Asia", "Midwest", "New England", "Black Sea", "Euphrates", "Bay Area"],
)  # fmt: skip
def test_regions_that_news_names_are_there(name, overlay):
    names = {normalise(n) for row in _rows("regions.csv") for n in [row["name"], *row["names"].split(";")]}
    names |= {normalise(row["name"]) for row in overlay if row["kind"] == "region"}
    assert normalise(name) in names


@pytest.mark.parametrize(
    ("name", "geonameid", "lon", "lat"),
    [("Middle East", "6269133", 35.85869, 33.13906), ("Mediterranean Sea", "363196", 20, 35),
     ("Central America", "7729892", -99.66797, 25.32417), ("Persian Gulf", "235616", 51, 27)],
)  # fmt: skip
def test_regions_that_geonames_has_bear_its_number_and_point(name, geonameid, lon, lat):
    row = next(row for row in _rows("regions.csv") if row["name"] == name)
    assert (row["geonameid"], float(row["lon"]), float(row["lat"])) == (geonameid, lon, lat)
    assert row["source"].startswith("GeoNames (point and id)")


def test_rivers_and_islands_told_by_their_towns_name_them():
    rows = [row for row in _rows("regions.csv") if row["source"].startswith("GeoNames' points of")]
    assert Counter(row["kind"] for row in rows).keys() == {"river", "island"}
    assert len(rows) > 200
    cauvery = next(row for row in rows if row["name"] == "Cauvery")
    assert "Tiruchirappalli" in cauvery["source"]
    # the mouth, in the delta
    assert _km(shapely.Point(79.85, 11.13), float(cauvery["lon"]), float(cauvery["lat"])) < 40


def test_airports_have_no_codes_or_common_words_as_names():
    with gzip.open(data_path("airports.csv.gz"), "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [name for row in rows for name in row["names"].split(";") if name]
    bare = {name for name in names if " " not in name}
    assert len(rows) > 8000
    assert {"Heathrow", "Schiphol", "Dulles"} <= bare
    assert not bare & {"Logan", "Boston", "Virginia", "Liberty", "International", "City"}
    assert len(bare) < 120
    assert not any(re.fullmatch("[A-Z]{3,4}", name) for name in names)


def test_short_names_are_typed_and_point_somewhere():
    rows = _rows("short_names.csv")
    codes = set(borders.load_admin1().admin1_code) | {"BA-SRP"}
    assert {row["type"] for row in rows} <= set(NAME_TYPES)
    assert {row["admin1_code"] for row in rows if row["admin1_code"]} - codes <= {"IN-OD"}
    have = {(row["name"], row["country"], row["admin1_code"]) for row in rows}
    for wanted in [
        ("Azerbaijanis", "AZ", ""), ("Azeri", "AZ", ""), ("Armenians", "AM", ""), ("Iraqi", "IQ", ""), ("U.S.", "US", ""),
        ("DRC", "CD", ""), ("Ky.", "US", "US-KY"), ("N.M.", "US", "US-NM"), ("Calif.", "US", "US-CA"), ("Burma", "MM", ""),
        ("England", "GB", "GB-ENG"), ("Holland", "NL", ""), ("Pa.", "US", "US-PA"),
    ]:  # fmt: skip
        assert wanted in have


# --------------------------------------------------------------------------------- provenance and size


def test_every_country_point_names_its_source_and_lies_near_its_country():
    areas = borders.load_countries()
    rows = _rows("country_points.csv")
    assert len(rows) > 200
    for row in rows:
        assert row["source"].startswith(("GeoNames", "middle of the area", "the most populous settlement"))
        area = areas[areas["country"] == row["country"]]
        if len(area) and row["country"] != "AQ":
            # islands in two oceans have their point between them
            assert _km(area.geometry.union_all(), float(row["lon"]), float(row["lat"])) < 250, row["country"]


def test_every_data_file_is_listed_with_its_checksum_and_licence():
    sources = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))["source"]
    listed = {row["file"]: row for row in sources}
    shipped = {
        str(path.relative_to(DATA)).replace("\\", "/")
        for path in DATA.rglob("*")
        if path.suffix in {".csv", ".gz", ".gpkg", ".fgb"} and "make" not in path.parts
    }
    assert shipped == set(listed)
    for name, row in listed.items():
        digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
        assert row["checksum"] == f"sha256:{digest}", f"{name}: run gazetteer/make/checksums.py"
        assert all(row[key] for key in ("licence", "url", "version")), name


def test_the_data_stay_small():
    sizes = [path.stat().st_size for path in DATA.rglob("*") if path.is_file()]
    assert sum(sizes) < 14e6
    assert max(sizes) < 5e6


def test_the_licences_are_there():
    notice = (DATA / "licences" / "NOTICE.md").read_text(encoding="utf-8")
    assert all(word in notice for word in ("OpenStreetMap", "GeoNames", "geoBoundaries", "Natural Earth", "Wikipedia"))
    assert "Open Database License" in (DATA / "licences" / "ODbL-1.0.txt").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------ the user's own line


def _line_file(folder: Path, file: str, *, crs: str | None = CRS, geometry: object = None, **fields: object) -> Path:
    geometry = geometry if geometry is not None else shapely.LineString([(45.6, 40.2), (45.9, 40.3)])
    frame = gpd.GeoDataFrame({key: [value] for key, value in fields.items()}, geometry=[geometry], crs=crs)
    frame.to_file(folder / file)
    return folder / file


@pytest.mark.parametrize("name", ["contact.geojson", "contact.gpkg", "contact.shp", "contact.kml"])
def test_a_line_of_contact_is_read_from_any_format(tmp_path, name):
    path = _line_file(tmp_path, name, name="Line of contact", date="2020-11-10")
    line = borders.read_line(path)
    assert list(line.columns) == [*BORDER_COLUMNS, "geometry"]
    assert line.border_id.iloc[0] == "user:contact"
    assert line.geometry.iloc[0].bounds == pytest.approx((45.6, 40.2, 45.9, 40.3))
    if not name.endswith(".kml"):
        assert (line.name.iloc[0], line.date.iloc[0]) == ("Line of contact", "2020-11-10")


def test_a_line_in_metres_is_transformed(tmp_path):
    there = gpd.GeoSeries([shapely.LineString([(45.6, 40.2), (45.9, 40.3)])], crs=CRS).to_crs("EPSG:32638").iloc[0]
    path = _line_file(tmp_path, "metres.gpkg", crs="EPSG:32638", geometry=there)
    assert borders.read_line(path).geometry.iloc[0].bounds == pytest.approx((45.6, 40.2, 45.9, 40.3), abs=1e-6)


def test_a_line_without_a_crs_is_refused_until_one_is_given(tmp_path):
    path = _line_file(tmp_path, "bare.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(CRSError, match=r"bare\.shp has no coordinate reference system"):
        borders.read_line(path)
    assert len(borders.read_line(path, crs=CRS)) == 1
    with pytest.raises(CRSError, match="'EPSG:0' is no coordinate reference system"):
        borders.read_line(path, crs="EPSG:0")


def test_metres_that_pretend_to_be_degrees_are_refused(tmp_path):
    path = tmp_path / "wrong.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"LineString","coordinates":[[8500000,4400000],[8510000,4410000]]}}]}'
    )
    with pytest.raises(CRSError, match="says its coordinates are degrees"):
        borders.read_line(path)


def test_a_file_without_lines_is_refused(tmp_path):
    path = _line_file(tmp_path, "points.geojson", geometry=shapely.Point(45, 40))
    with pytest.raises(InputError, match="holds no line but 1 other features"):
        borders.read_line(path)


def test_a_missing_or_broken_line_file_is_named(tmp_path):
    with pytest.raises(InputMissingError, match="is not there"):
        borders.read_line(tmp_path / "none.geojson")
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    with pytest.raises(InputError, match=r"cannot read broken\.geojson as a line"):
        borders.read_line(broken)
