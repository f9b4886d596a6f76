"""Whole sentences of loss, as reports have them, and their figures before they have a side."""

from __future__ import annotations

import pytest

from geomap.incidents.casualties import find_losses
from geomap.incidents.structure import build_sentences
from geomap.incidents.tolls import add_up


def toll(text, kind):
    found = []
    for sentence in build_sentences(text):
        found += find_losses(sentence, previous=found)
    return add_up(found, kind, {}).best


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        (
            (
                "An Armenian border guard and a local herder were killed on Friday when a shell exploded beside "
                "their hut near Tegh; a second herder was hurt."
            ),
            2,
            1,
        ),
        (
            (
                "The Defence Ministry put the number of its dead in Friday's fighting near Jermuk at 12 and the "
                "wounded at 31."
            ),
            12,
            31,
        ),
        (
            (
                "Nine members of one family, the youngest aged three, perished on Friday when a bomb fell on their "
                "home in Idlib."
            ),
            9,
            None,
        ),
        (
            (
                "Of the 14 passengers on the bus, five died and the rest were injured when gunmen opened fire near "
                "Mandera on Friday."
            ),
            5,
            9,
        ),
        (
            "A roadside bomb near Kandahar on Friday killed a district police chief, his driver and two bodyguards.",
            4,
            None,
        ),
        ("Gunmen shot a teacher dead in front of his pupils in Gao on Friday and wounded his assistant.", 1, 1),
        (
            "Eleven soldiers lost their lives and more than 20 suffered wounds on Friday in an ambush near Tillabéri.",
            11,
            20,
        ),
        (
            (
                "A sniper's bullet struck Private Davit Grigoryan in the neck near Sotk on Friday; he died on the "
                "way to hospital."
            ),
            1,
            None,
        ),
        (
            (
                "Mortar fire on Friday left a ten-year-old girl dead and her mother and grandmother injured in the "
                "village of Chinari."
            ),
            1,
            2,
        ),
        (
            (
                "The blast in Quetta on Friday killed at least seven and wounded thirty-two, hospital officials "
                "said, adding that three of the wounded were in a critical state."
            ),
            7,
            32,
        ),
        (
            (
                "Two policemen and four attackers were killed in a gun battle in Khost on Friday, the governor's "
                "office said."
            ),
            6,
            None,
        ),
        ("Three people were shot and injured at a checkpoint near Hebron on Friday, one of them seriously.", None, 3),
        (
            (
                "A woman and the child she was carrying died when a shell hit a taxi in Donetsk on Friday; the "
                "driver lost an arm."
            ),
            2,
            1,
        ),
        (
            (
                "The toll from Friday's suicide attack in Mogadishu has reached 21, with 40 others receiving "
                "treatment, an ambulance service said."
            ),
            21,
            40,
        ),
        (
            "Friday's drone strike near Kherson injured a married couple, both aged 58, and killed their neighbour.",
            1,
            2,
        ),
        (
            "One civilian was killed and three, including a child, were wounded in shelling of Nikopol on Friday.",
            1,
            3,
        ),
        ("No one died in Friday's rocket attack on Erbil, but a guard and a cook were slightly injured.", 0, 2),
        ("A mine killed five sheep and injured a shepherd near Fuzuli on Friday.", None, 1),
        ("Six farmers were hacked to death on Friday in Beni; two of their wives were abducted.", 6, None),
        ("Armed men killed a village head, Musa Bello, and abducted nine residents in Zamfara on Friday.", 1, None),
        (
            (
                "The army said on Friday that a captain, two lieutenants and seven soldiers had been killed in an "
                "attack on a base near Djibo."
            ),
            10,
            None,
        ),
        (
            (
                "On Friday three soldiers succumbed to wounds sustained in the explosion near Barkhan a day "
                "earlier, which had killed four others at once."
            ),
            7,
            None,
        ),
        (
            (
                "Protesters threw stones at police in Najaf on Friday; police fired back, killing two and leaving "
                "dozens hurt."
            ),
            2,
            None,
        ),
        (
            (
                "A Palestinian, 17, was shot dead by Israeli troops in Jenin on Friday, and five others sustained "
                "bullet wounds."
            ),
            1,
            5,
        ),
        (
            "The bodies of four miners with bullet wounds were recovered near Zamfara on Friday after a bandit raid.",
            4,
            None,
        ),
        (
            (
                "On Friday a grenade thrown into a bar in Bujumbura killed two drinkers and injured the owner and a "
                "waitress."
            ),
            2,
            2,
        ),
        (
            (
                "A soldier was killed by a landmine near Aghdam on Friday and the man who tried to pull him out "
                "lost both legs."
            ),
            1,
            1,
        ),
        (
            (
                "Around thirty people were wounded, four of them gravely, when police fired on a crowd in Conakry "
                "on Friday."
            ),
            None,
            30,
        ),
        ("A police officer was stabbed in the neck in Lyon on Friday and is fighting for her life.", None, 1),
        ("Friday's ambush near Tumaco cost the lives of a sergeant and three soldiers.", 4, None),
        (
            "Shelling of the village of Zaitsevo on Friday wounded a pensioner; her husband was killed instantly.",
            1,
            1,
        ),
        (
            (
                "Five of the dead in Friday's market bombing in Maiduguri were children; the total stood at 23 by "
                "nightfall."
            ),
            23,
            None,
        ),
        (
            "A rocket killed a nurse and two of her patients in a clinic in Kharkiv on Friday and injured a doctor.",
            3,
            1,
        ),
        (
            (
                "At least one soldier was killed and an unknown number wounded when rebels overran a post near Bria "
                "on Friday."
            ),
            1,
            None,
        ),
        ("Fourteen bodies, six of them of women, were counted after Friday's raid on Yelwata.", 14, None),
        (
            (
                "A Tajik conscript died and another was in intensive care after a shoot-out at the Vorukh border on "
                "Friday."
            ),
            1,
            1,
        ),
        ("In Sumy on Friday an airstrike left 3 dead, 12 hurt and 400 homeless.", 3, 12),
        ("A family of five was wiped out on Friday when an air strike hit their house near Taiz.", 5, None),
        ("Insurgents beheaded three fishermen near Palma on Friday and kidnapped two women.", 3, None),
        ("The shooting near Movses on Friday claimed a life on each side.", 2, None),
        (
            "Two drones hit the port of Odesa on Friday: a docker was killed and seven people, all port workers, hurt.",
            1,
            7,
        ),
        (
            "The Karabakh army said one of its soldiers, 19-year-old Arsen Avagyan, had fallen at Martakert on Friday.",
            1,
            None,
        ),
        (
            (
                "A hand grenade went off at a wedding in Diffa on Friday, killing the bride's father and injuring "
                "sixteen guests, six of whom were flown to Niamey."
            ),
            1,
            16,
        ),
        ("Shells killed two sisters, Anahit and Lusine Harutyunyan, on Friday in the village of Aygepar.", 2, None),
        ("Eight rebels and one soldier died in a clash near Muzo on Friday, residents said.", 9, None),
        (
            (
                "A 12-year-old boy died and his brother, 9, was wounded when a device they had picked up exploded "
                "near Raqqa on Friday."
            ),
            1,
            1,
        ),
        (
            (
                "On Friday militants ambushed a patrol near Bajaur. Three paramilitary soldiers were martyred and "
                "two others sustained injuries."
            ),
            3,
            2,
        ),
        (
            (
                "A missile strike on Zaporizhzhia on Friday wounded at least 17 people, among them a baby, and "
                "killed a man in his garage."
            ),
            1,
            17,
        ),
        (
            (
                "The Azerbaijani Defence Ministry said that a serviceman, Elvin Quliyev, was killed on Friday as a "
                "result of Armenian fire at a post in Gadabay."
            ),
            1,
            None,
        ),
        ("Police shot dead one protester and injured at least eleven in Kisumu on Friday.", 1, 11),
        (
            "Two Turkish soldiers died on Friday when a makeshift bomb went off in Hakkari, and six more were hurt.",
            2,
            6,
        ),
        ("Friday's attack at the border post of Galkayo took the lives of five customs officers.", 5, None),
        ("Israeli strikes killed 31 people in Gaza on Friday, 12 of them in Rafah and 19 in Khan Younis.", 31, None),
        ("A stray bullet wounded a two-year-old girl in her bed in Cali on Friday.", None, 1),
        (
            (
                "A Pakistani soldier was martyred and three civilians injured in firing by Indian troops near Kotli "
                "on Friday."
            ),
            1,
            3,
        ),
        (
            (
                "The head of the village council was shot through the window of his office in Shusha on Friday and "
                "died within minutes."
            ),
            1,
            None,
        ),
        (
            (
                "Eighteen construction workers were wounded, five of whom later died, when a drone hit a bus near "
                "Enerhodar on Friday."
            ),
            5,
            13,
        ),
        (
            "Ten people were hurt on Friday as settlers and villagers fought with sticks and stones near Burin.",
            None,
            10,
        ),
        (
            "Gunmen fired on worshippers leaving a mosque in Kano on Friday, killing the imam and eleven others.",
            12,
            None,
        ),
        (
            (
                "A woman lost her life and her infant son was injured as shrapnel from an intercepted missile fell "
                "on Riyadh on Friday."
            ),
            1,
            1,
        ),
        ("Rebel shelling of a market in Taiz on Friday caused 14 casualties, four of them fatal.", 4, 10),
        (
            (
                "The shooting near Tegh on Friday left no casualties on the Armenian side; Azerbaijan said one of "
                "its men had been lightly wounded."
            ),
            None,
            1,
        ),
        ("A priest and two altar boys were among the seven dead in Friday's attack on a church near Ondo.", 7, None),
        ("Over a hundred rioters and 34 policemen were injured in clashes in Srinagar on Friday.", None, 134),
        ("Unknown attackers torched a bus near Duékoué on Friday; five passengers burned to death.", 5, None),
        (
            (
                "A pregnant woman was killed in artillery fire on the Tajik village of Chorkuh on Friday. Her "
                "unborn child could not be saved."
            ),
            1,
            None,
        ),
        ("Five UN peacekeepers from Chad were blown up by a mine near Aguelhok on Friday. All five died.", 5, None),
        (
            (
                "The governor said on Friday that 14 residents of Kramatorsk had been killed and 51 wounded in the "
                "strike on the railway station."
            ),
            14,
            51,
        ),
        (
            (
                "A soldier, 20, died instantly and a lieutenant, 27, later in hospital after an exchange of fire "
                "near Yeraskh on Friday."
            ),
            2,
            None,
        ),
        (
            "Seven of the eleven men on board were killed when rebels shot down a helicopter near Rutshuru on Friday.",
            7,
            None,
        ),
        ("A bomb under a car in Kherson on Friday injured its driver, a tax inspector, who lost a leg.", None, 1),
        ("On Friday, fighters killed the village chief of Foubé, his two wives and a guest.", 4, None),
        ("The army lost 11 men and 8 vehicles in Friday's ambush near Menaka.", 11, None),
        ("Two killed, nine hurt in shelling of Horlivka on Friday.", 2, 9),
        (
            (
                "In Basra, police dispersed a demonstration on Friday; one young man was killed and scores were "
                "treated for tear gas."
            ),
            1,
            None,
        ),
        (
            (
                "A landmine explosion on Friday near Jabrayil injured four employees of a road-building company, "
                "Azerbaijan's prosecutors said."
            ),
            None,
            4,
        ),
        ("Nobody is believed to have been hurt when shots were fired at a bus near Kapan on Friday.", None, None),
        (
            "An off-duty policeman was gunned down in Celaya on Friday together with his eight-year-old daughter.",
            2,
            None,
        ),
        ("A couple and their three children died in an airstrike on Marib on Friday.", 5, None),
        (
            "An Armenian villager, Seyran Sargsyan, was wounded on Friday in Nerkin Shorzha by Azerbaijani fire.",
            None,
            1,
        ),
        (
            (
                "Jihadists killed at least 15, including a colonel and five civilians, in an attack on an army camp "
                "near Sévaré on Friday, the toll being provisional."
            ),
            15,
            None,
        ),
        ("Armed herders killed nine, burnt 40 houses and rustled 200 cattle in Benue on Friday.", 9, None),
        (
            (
                "A mortar round landed in a playground in Lysychansk on Friday, killing Oleh, 6, and wounding his "
                "sister Maria, 10."
            ),
            1,
            1,
        ),
        (
            (
                "Dozens of Houthi fighters and four government soldiers were killed near Marib on Friday, military "
                "sources said."
            ),
            4,
            None,
        ),
        (
            (
                "A Kenyan police reservist and a herdsman died of gunshot wounds after cattle raiders struck near "
                "Baragoi on Friday."
            ),
            2,
            None,
        ),
        ("A Russian shell landed beside a queue for water in Mykolaiv on Friday: three dead, ten wounded.", 3, 10),
        (
            (
                "A mine laid on the Kidal road killed three Malian soldiers on Friday, the army reported, while "
                "seven suffered burns."
            ),
            3,
            7,
        ),
        (
            (
                "Police said an officer had been stabbed to death and another badly hurt by a man with a knife in "
                "Herat on Friday."
            ),
            1,
            1,
        ),
        ("Both occupants of a pick-up were killed near Abyei on Friday when armed men fired at it.", 2, None),
    ],
)
def test_a_sentence_gives_its_figures(text, killed, injured):
    assert (toll(text, "killed"), toll(text, "injured")) == (killed, injured)
