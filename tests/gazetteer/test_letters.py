"""Armenian, Azerbaijani and Russian spellings of each other's names by rule."""

import pytest

from geomap.gazetteer import letters


@pytest.mark.parametrize(
    ("armenian", "russian", "azerbaijani"),
    [("Գորիս", "Горис", "Qoris"), ("Ոսկեպար", "Воскепар", "Voskepar"), ("Երասխ", "Ерасх", "Yerasx"),
     ("Ուրցաձոր", "Урцадзор", "Urtsadzor"), ("Ներքին Հանդ", "Неркин Ганд", "Nerkin Hand")],
)  # fmt: skip
def test_armenian_names_are_spelt_by_sound(armenian, russian, azerbaijani):
    assert letters.armenian_to_russian(armenian) == russian
    assert letters.armenian_to_azerbaijani(armenian) == azerbaijani


@pytest.mark.parametrize(
    ("azerbaijani", "russian", "armenian"),
    [("Tovuz", "Товуз", "Թօվուզ"), ("Xocavənd", "Ходжаванд", "Խօջավանդ"), ("İmişli", "Имишли", "Իմիշլի"),
     ("Qubadlı", "Губадлы", "Կուբադլը"), ("Yuxarı Əskipara", "Юхары Аскипара", "Յուխարը Ասքիփարա")],
)  # fmt: skip
def test_azerbaijani_names_are_spelt_by_sound(azerbaijani, russian, armenian):
    assert letters.azerbaijani_to_russian(azerbaijani) == russian
    assert letters.azerbaijani_to_armenian(azerbaijani) == armenian
