"""GeoNames dumps: streamed, broken lines said and passed over."""

import zipfile

import pytest

from geomap.errors import InputError, InputMissingError
from geomap.gazetteer.build import build
from geomap.gazetteer.geonames_dump import add_dump, kind_of
from geomap.gazetteer.store import Gazetteer
from geomap.gazetteer.writer import Writer


def line(geonameid, name, lat, lon, *, fclass="P", fcode="PPL", country="AM", admin1="04", population=0, names=""):
    cells = [geonameid, name, name, names, lat, lon, fclass, fcode, country, "", admin1, "", "", "", population, "", "",
             "Asia/Yerevan", "2020-01-01"]  # fmt: skip
    return "\t".join(map(str, cells))


LINES = [
    line(99000001, "Testavan", 40.21, 45.61, population=120, names="Testakert,Теставан"),
    "broken line",
    line(99000002, "Offearth", 140.0, 45.6),
    line(99000003, "Testriver", 40.3, 45.5, fclass="H", fcode="STM"),
    line(616041, "Sotk", 40.2, 45.87, population=1000, names="Zod"),
    line(828261, "Gegharkunik'", 40.35, 45.3, fclass="A", fcode="ADM1"),
    line(99000004, "Testville", 48.0, 2.0, country="FR", admin1="11"),
    line("x", "Noid", 48.0, 2.0),
]


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "AM.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing " * 5000)
        archive.writestr("AM.txt", "\n".join(LINES) + "\n")
    return path


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "alternateNamesV2.txt"
    rows = [
        "1\t99000001\thy\tԹեստավան\t1\t\t\t\t\t",
        "2\t99000001\t\tOldtest\t\t\t\t1\t\t",
        "3\t99000001\tlink\thttps://example.org\t\t\t\t\t\t",
        "4\t123456789\ten\tUnknown\t\t\t\t\t\t",
        "5\tx\ten\tBroken\t\t\t\t\t\t",
        "short",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_dump_and_its_alternate_names_are_put_in(dump, names, tmp_path):
    path = tmp_path / "g.gpkg"
    summary = build(path, small=True, geonames=[dump], alternate_names=[names])
    with Gazetteer.open(path) as gazetteer:
        place = gazetteer.get("geonames:99000001")
        assert (place.name, place.kind, place.admin1, place.admin1_code) == (
            "Testavan",
            "village",
            "Gegharkunik",
            "AM-GR",
        )
        found = {name.text: (name.type, name.lang) for name in gazetteer.names("geonames:99000001")}
        assert found["Թեստավան"] == ("usual", "hy")
        assert found["Oldtest"] == ("former", "")
        assert "https://example.org" not in found
        assert gazetteer.get("geonames:99000003").kind == "river"
        assert "AM.zip" in {source["name"] for source in gazetteer.info()["sources"]}
        # what the base knows better stays: the overlay's names, the province's code
        assert gazetteer.exact("Söyüdlü", countries={"AM"})[0].place.place_id == "geonames:616041"
        assert gazetteer.get("geonames:828261").admin1_code == "AM-GR"
    said = sorted((r.reason, r.where) for r in summary["rejected"])
    assert said == [
        ("bad_coordinates", "line 3"), ("bad_row", "line 2"), ("bad_row", "line 5"), ("bad_row", "line 6"),
        ("bad_row", "line 8"),
    ]  # fmt: skip


def test_a_dump_can_be_limited_to_countries(dump, tmp_path):
    path = tmp_path / "g.gpkg"
    build(path, small=True, geonames=[dump], countries=["fr"])
    with Gazetteer.open(path) as gazetteer:
        assert gazetteer.get("geonames:99000004").country == "FR"
        assert gazetteer.get("geonames:99000001") is None


def test_a_truncated_zip_is_named_and_nothing_is_left_behind(dump, tmp_path):
    dump.write_bytes(dump.read_bytes()[:-40])
    with pytest.raises(InputError, match=r"(?s)AM\.zip is damaged or cut short.*download it again"):
        build(tmp_path / "g.gpkg", small=True, geonames=[dump])
    assert [p.name for p in tmp_path.iterdir()] == ["AM.zip"]


def test_a_zip_with_damage_inside_is_named(tmp_path):
    path = tmp_path / "AM.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("AM.txt", "\n".join(LINES) + "\n")
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"(?s)AM\.zip is damaged or cut short.*download it again"):
        build(tmp_path / "g.gpkg", small=True, geonames=[path])


@pytest.mark.parametrize(
    ("bad", "detail"),
    [
        ("1\tTwo columns", "2 columns instead of 19"),
        (line(1, "Testov", 40.2, 45.6) + "\tmore", "20 columns instead of 19"),
        (line(10**20, "Testov", 40.2, 45.6), "out of range"),
        (line(1, "Testov", 40.2, 45.6, population=-5), "out of range"),
        (line(1, "Testov", "nan", 45.6), "not on Earth"),
        (line(1, " ", 40.2, 45.6), "no name"),
    ],
)
def test_a_bad_line_is_said_and_the_rest_goes_on(tmp_path, bad, detail):
    (tmp_path / "AM.txt").write_text("\n".join([LINES[0], bad, LINES[3]]) + "\n", encoding="utf-8")
    with Writer(tmp_path / "g.gpkg") as writer:
        [rejected] = add_dump(writer, tmp_path / "AM.txt")
        ids = [row[0] for row in writer.query("SELECT place_id FROM temp.stage_places ORDER BY place_id")]
    assert (rejected.where, rejected.fatal) == ("line 2", True)
    assert detail in rejected.detail
    assert ids == ["geonames:99000001", "geonames:99000003"]


def test_a_file_that_is_no_dump_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text("a,b\nc,d\n")
    with pytest.raises(InputError, match=r"no line of x\.txt is a GeoNames place"):
        build(tmp_path / "g.gpkg", small=True, geonames=[tmp_path / "x.txt"])
    with pytest.raises(InputMissingError, match="no file"):
        build(tmp_path / "g.gpkg", small=True, geonames=[tmp_path / "none.txt"])


@pytest.mark.parametrize(
    ("feature", "population", "kind"),
    [
        (("P", "PPLC"), 0, "capital"), (("P", "PPL"), 60_000, "city"), (("P", "PPL"), 6_000, "town"),
        (("P", "PPL"), 0, "village"), (("P", "PPLX"), 90_000, "quarter"), (("A", "ADM1"), 0, "admin1"),
        (("A", "ADM2H"), 0, "admin3"), (("H", "LK"), 0, "lake"), (("T", "MTS"), 0, "mountains"),
        (("S", "SCH"), 0, "site"), (("", ""), 0, "other"),
    ],
)  # fmt: skip
def test_kinds_of_features(feature, population, kind):
    assert kind_of(*feature, population) == kind
