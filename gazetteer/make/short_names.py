"""Make ``short_names.csv``: adjectives, demonyms, abbreviations, short and former names of countries and provinces.

The table is written by hand here, from general knowledge of English usage (CIA World Factbook lists the same
adjectives and demonyms and is in the public domain; AP style for the states of the United States).
A word ending in "=" has no plural of its own ("Chinese="); "Scot+Scots" names both forms.
"""

from __future__ import annotations

from common import DATA, write_csv

# iso2: adjectives | demonyms (singular; the plural is regular unless told)
PEOPLES = """
AD Andorran|Andorran
AE Emirati|Emirati
AF Afghan,Afghani|Afghan
AG Antiguan,Barbudan|Antiguan,Barbudan
AI Anguillan|Anguillan
AL Albanian|Albanian
AM Armenian|Armenian
AO Angolan|Angolan
AR Argentine,Argentinian,Argentinean|Argentine,Argentinian
AS American Samoan|American Samoan
AT Austrian|Austrian
AU Australian,Aussie|Australian,Aussie
AW Aruban|Aruban
AX Ålandic|Ålander
AZ Azerbaijani,Azeri,Azerbaidjani|Azerbaijani,Azeri
BA Bosnian,Herzegovinian,Bosnia-Herzegovinian|Bosnian,Herzegovinian
BB Barbadian,Bajan|Barbadian,Bajan
BD Bangladeshi|Bangladeshi
BE Belgian|Belgian
BF Burkinabe=,Burkinabé=,Burkinabè=|Burkinabe=,Burkinabé=
BG Bulgarian|Bulgarian
BH Bahraini|Bahraini
BI Burundian,Burundi=|Burundian
BJ Beninese=,Beninois=|Beninese=
BM Bermudian,Bermudan|Bermudian
BN Bruneian|Bruneian
BO Bolivian|Bolivian
BR Brazilian|Brazilian
BS Bahamian|Bahamian
BT Bhutanese=|Bhutanese=
BW Botswanan,Motswana=|Motswana+Batswana,Botswanan
BY Belarusian,Belarussian,Byelorussian|Belarusian,Belarussian
BZ Belizean|Belizean
CA Canadian|Canadian
CD Congolese=|Congolese=
CF Central African|Central African
CG Congolese=|Congolese=
CH Swiss=|Swiss=
CI Ivorian,Ivoirian|Ivorian,Ivoirian
CL Chilean|Chilean
CM Cameroonian|Cameroonian
CN Chinese=|Chinese=
CO Colombian|Colombian
CR Costa Rican|Costa Rican
CU Cuban|Cuban
CV Cape Verdean,Cabo Verdean|Cape Verdean,Cabo Verdean
CW Curaçaoan|Curaçaoan
CY Cypriot,Greek Cypriot,Turkish Cypriot|Cypriot,Greek Cypriot,Turkish Cypriot
CZ Czech|Czech
DE German|German
DJ Djiboutian|Djiboutian
DK Danish=|Dane
DM Dominican|Dominican
DO Dominican|Dominican
DZ Algerian|Algerian
EC Ecuadorian,Ecuadorean|Ecuadorian,Ecuadorean
EE Estonian|Estonian
EG Egyptian|Egyptian
EH Sahrawi,Saharawi,Sahraoui|Sahrawi,Saharawi
ER Eritrean|Eritrean
ES Spanish=|Spaniard
ET Ethiopian|Ethiopian
FI Finnish=|Finn
FJ Fijian|Fijian
FK Falkland=|Falkland Islander
FM Micronesian|Micronesian
FO Faroese=|Faroese=,Faroe Islander
FR French=|Frenchman+Frenchmen,Frenchwoman+Frenchwomen
GA Gabonese=|Gabonese=
GB British=|Briton,Brit,Britisher
GD Grenadian|Grenadian
GE Georgian|Georgian
GF French Guianese=|French Guianese=
GG Guernsey=|Guernseyman+Guernseymen
GH Ghanaian|Ghanaian
GI Gibraltarian|Gibraltarian
GL Greenlandic=|Greenlander
GM Gambian|Gambian
GN Guinean|Guinean
GP Guadeloupean|Guadeloupean
GQ Equatorial Guinean,Equatoguinean|Equatorial Guinean,Equatoguinean
GR Greek,Hellenic=|Greek
GT Guatemalan|Guatemalan
GU Guamanian|Guamanian
GW Bissau-Guinean|Bissau-Guinean
GY Guyanese=|Guyanese=
HK Hong Kong=,Hongkonger|Hong Konger,Hongkonger
HN Honduran|Honduran
HR Croatian|Croat,Croatian
HT Haitian|Haitian
HU Hungarian|Hungarian
ID Indonesian|Indonesian
IE Irish=|Irishman+Irishmen,Irishwoman+Irishwomen
IL Israeli|Israeli
IM Manx=|Manxman+Manxmen
IN Indian|Indian
IQ Iraqi|Iraqi
IR Iranian|Iranian
IS Icelandic=|Icelander
IT Italian|Italian
JE Jersey=|Jerseyman+Jerseymen
JM Jamaican|Jamaican
JO Jordanian|Jordanian
JP Japanese=|Japanese=
KE Kenyan|Kenyan
KG Kyrgyz=,Kyrgyzstani,Kirghiz=,Kirgiz=|Kyrgyz=,Kyrgyzstani
KH Cambodian,Khmer=|Cambodian
KI I-Kiribati=|I-Kiribati=
KM Comoran,Comorian|Comoran,Comorian
KN Kittitian,Nevisian|Kittitian,Nevisian
KP North Korean|North Korean
KR South Korean|South Korean
KW Kuwaiti|Kuwaiti
KY Caymanian|Caymanian
KZ Kazakh,Kazakhstani|Kazakh,Kazakhstani
LA Lao=,Laotian|Laotian,Lao
LB Lebanese=|Lebanese=
LC Saint Lucian|Saint Lucian
LI Liechtenstein=|Liechtensteiner
LK Sri Lankan|Sri Lankan
LR Liberian|Liberian
LS Basotho=,Lesothan|Mosotho+Basotho
LT Lithuanian|Lithuanian
LU Luxembourgish=,Luxembourgian|Luxembourger
LV Latvian|Latvian
LY Libyan|Libyan
MA Moroccan|Moroccan
MC Monegasque,Monacan|Monegasque
MD Moldovan,Moldavian|Moldovan,Moldavian
ME Montenegrin|Montenegrin
MG Malagasy=,Madagascan|Malagasy=,Madagascan
MH Marshallese=|Marshallese=
MK Macedonian,North Macedonian|Macedonian,North Macedonian
ML Malian|Malian
MM Burmese=,Myanmarese=|Burmese=
MN Mongolian|Mongolian,Mongol
MO Macanese=|Macanese=
MQ Martinican|Martinican
MR Mauritanian|Mauritanian
MS Montserratian|Montserratian
MT Maltese=|Maltese=
MU Mauritian|Mauritian
MV Maldivian|Maldivian
MW Malawian|Malawian
MX Mexican|Mexican
MY Malaysian|Malaysian
MZ Mozambican|Mozambican
NA Namibian|Namibian
NC New Caledonian|New Caledonian
NE Nigerien,Nigérien|Nigerien
NG Nigerian|Nigerian
NI Nicaraguan|Nicaraguan
NL Dutch=,Netherlandic=|Dutchman+Dutchmen,Dutchwoman+Dutchwomen,Netherlander
NO Norwegian|Norwegian
NP Nepali,Nepalese=|Nepali,Nepalese=
NR Nauruan|Nauruan
NU Niuean|Niuean
NZ New Zealand=,Kiwi|New Zealander,Kiwi
OM Omani|Omani
PA Panamanian|Panamanian
PE Peruvian|Peruvian
PF French Polynesian|French Polynesian
PG Papua New Guinean,Papuan|Papua New Guinean
PH Philippine=,Filipino|Filipino,Filipina
PK Pakistani|Pakistani
PL Polish=|Pole
PR Puerto Rican|Puerto Rican
PS Palestinian|Palestinian
PT Portuguese=|Portuguese=
PW Palauan|Palauan
PY Paraguayan|Paraguayan
QA Qatari|Qatari
RE Réunionese=|Réunionese=
RO Romanian,Rumanian|Romanian
RS Serbian|Serb,Serbian
RU Russian|Russian
RW Rwandan,Rwandese=|Rwandan
SA Saudi,Saudi Arabian|Saudi,Saudi Arabian
SB Solomon Island=|Solomon Islander
SC Seychellois=|Seychellois=
SD Sudanese=|Sudanese=
SE Swedish=|Swede
SG Singaporean,Singapore=|Singaporean
SI Slovenian,Slovene|Slovene,Slovenian
SK Slovak,Slovakian|Slovak,Slovakian
SL Sierra Leonean|Sierra Leonean
SM Sammarinese=,San Marinese=|Sammarinese=
SN Senegalese=|Senegalese=
SO Somali,Somalian|Somali,Somalian
SR Surinamese=|Surinamese=
SS South Sudanese=|South Sudanese=
ST Sao Tomean,São Toméan|Sao Tomean
SV Salvadoran,Salvadorean,Salvadorian|Salvadoran,Salvadorean
SY Syrian|Syrian
SZ Swazi,Eswatini=|Swazi
TC Turks and Caicos=|Turks and Caicos Islander
TD Chadian|Chadian
TG Togolese=|Togolese=
TH Thai|Thai
TJ Tajik,Tajikistani,Tadjik|Tajik,Tajikistani
TL Timorese=,East Timorese=|Timorese=,East Timorese=
TM Turkmen,Turkmenistani|Turkmen,Turkmenistani
TN Tunisian|Tunisian
TO Tongan|Tongan
TR Turkish=|Turk
TT Trinidadian,Tobagonian|Trinidadian,Tobagonian
TV Tuvaluan|Tuvaluan
TW Taiwanese=|Taiwanese=
TZ Tanzanian|Tanzanian
UA Ukrainian|Ukrainian
UG Ugandan|Ugandan
US American,U.S.=,US=|American
UY Uruguayan|Uruguayan
UZ Uzbek,Uzbekistani|Uzbek,Uzbekistani
VA Vatican=|
VC Saint Vincentian,Vincentian|Saint Vincentian,Vincentian
VE Venezuelan|Venezuelan
VG British Virgin Island=|British Virgin Islander
VI Virgin Island=|Virgin Islander
VN Vietnamese=|Vietnamese=
VU Ni-Vanuatu=,Vanuatuan|Ni-Vanuatu=
WS Samoan|Samoan
XK Kosovar,Kosovan|Kosovar,Kosovan,Kosovo Albanian,Kosovo Serb
YE Yemeni,Yemenite|Yemeni
ZA South African|South African
ZM Zambian|Zambian
ZW Zimbabwean|Zimbabwean
"""

# iso2: abbreviations | short, long and variant names | former names
COUNTRIES = """
AE UAE,U.A.E.|Emirates,the Emirates,United Arab Emirates|Trucial States
AF |Islamic Emirate of Afghanistan,Islamic Republic of Afghanistan|
AM |Republic of Armenia,Hayastan|Armenian SSR,Soviet Armenia
AZ |Republic of Azerbaijan,Azerbaidjan,Azerbajan|Azerbaijan SSR,Soviet Azerbaijan
BA BiH,B&H|Bosnia,Bosnia-Herzegovina,Bosnia & Herzegovina,Bosnia and Hercegovina|
BD |People's Republic of Bangladesh|East Pakistan
BF |Burkina|Upper Volta
BJ ||Dahomey
BN |Brunei Darussalam,Brunei|
BO |Plurinational State of Bolivia|
BW ||Bechuanaland
BY |Belarus,Byelarus|Byelorussia,Belorussia,White Russia
BZ ||British Honduras
CD DRC,D.R.C.,DR Congo,D.R. Congo,RDC|Congo-Kinshasa,Congo Kinshasa,Democratic Republic of Congo,Democratic Republic of the Congo,DR of Congo|Zaire,Zaïre,Belgian Congo
CF CAR,C.A.R.|Central African Republic,Centrafrique|Central African Empire,Ubangi-Shari
CG |Congo-Brazzaville,Congo Brazzaville,Republic of the Congo,Republic of Congo,Congo Republic|French Congo
CH |Swiss Confederation|
CI |Ivory Coast,Côte d'Ivoire,Cote d'Ivoire|
CN PRC,P.R.C.|People's Republic of China,mainland China|Red China
CV |Cape Verde,Cabo Verde|
CZ |Czechia,Czech Republic|
DE FRG|Federal Republic of Germany|West Germany,East Germany
DO |Dominican Republic|Santo Domingo
EG |Arab Republic of Egypt|United Arab Republic
ET FDRE|Federal Democratic Republic of Ethiopia|Abyssinia
FM FSM|Micronesia,Federated States of Micronesia|
GB UK,U.K.,G.B.|Britain,Great Britain,United Kingdom,United Kingdom of Great Britain and Northern Ireland|
GE |Republic of Georgia,Sakartvelo|Georgian SSR,Soviet Georgia
GH ||Gold Coast
GM |The Gambia,Gambia|
GN |Guinea-Conakry,Guinea Conakry|
GQ ||Spanish Guinea
GW |Guinea Bissau|Portuguese Guinea
GY ||British Guiana
HK |Hong Kong SAR,HKSAR|
HR |Republic of Croatia,Hrvatska|
ID ||Dutch East Indies
IE ROI|Republic of Ireland,Irish Republic,Eire,Éire|Irish Free State
IL |State of Israel|
IN |Republic of India,Bharat,Hindustan|British India
IQ |Republic of Iraq|
IR |Islamic Republic of Iran|Persia
JO |Hashemite Kingdom of Jordan|Transjordan
KG |Kyrgyz Republic,Kirghizstan,Kirgizstan|Kirghizia,Kirgizia
KH ||Kampuchea,Khmer Republic
KN |Saint Kitts,St. Kitts,St. Kitts and Nevis|
KP DPRK,D.P.R.K.|North Korea,Democratic People's Republic of Korea|
KR ROK,R.O.K.|South Korea,Republic of Korea|
KZ |Kazakstan|Kazakh SSR
LA |Laos,Lao PDR,Lao People's Democratic Republic|
LC |St. Lucia,St Lucia|
LK ||Ceylon
LS ||Basutoland
LY |Libyan Arab Jamahiriya|
MD |Moldova,Republic of Moldova|Moldavia,Bessarabia
MK FYROM|North Macedonia,Macedonia,Republic of North Macedonia|Former Yugoslav Republic of Macedonia
MM |Myanmar|Burma
MO |Macau,Macao SAR|
MW ||Nyasaland
MX |Mexico,United Mexican States|New Spain
MY |Malaysia|Malaya
NA ||South West Africa,South-West Africa
NL |Holland,The Netherlands,Netherlands|
NZ NZ,N.Z.|New Zealand,Aotearoa|
PG PNG,P.N.G.|Papua New Guinea|
PH |Philippines,the Philippines,Republic of the Philippines|
PK |Islamic Republic of Pakistan|West Pakistan
PS |Palestine,State of Palestine,Palestinian Territories,Palestinian territory,occupied Palestinian territories,Occupied Palestinian Territory|
PW |Belau|
RS |Republic of Serbia,Srbija|
RU |Russia,Russian Federation|RSFSR,Muscovy
SA KSA,K.S.A.|Saudi,Kingdom of Saudi Arabia|
SR |Suriname,Surinam|Dutch Guiana
SS |South Sudan,Republic of South Sudan|Southern Sudan
ST |Sao Tome,São Tomé,Sao Tome and Principe|
SV |El Salvador|
SY |Syrian Arab Republic|
SZ |Eswatini,eSwatini|Swaziland
TH |Kingdom of Thailand|Siam
TJ |Tadzhikistan,Tadjikistan|
TL |East Timor,Timor-Leste,Timor Leste|Portuguese Timor
TM |Turkmenia|
TR |Türkiye,Turkiye,Republic of Turkey|
TT |Trinidad,Trinidad and Tobago,Trinidad & Tobago|
TW ROC,R.O.C.|Taiwan,Republic of China,Chinese Taipei|Formosa
TZ |United Republic of Tanzania|Tanganyika
UA |the Ukraine|Ukrainian SSR
US U.S.,US,USA,U.S.A.,U. S.,U.S.of A.|America,United States,United States of America|
UZ |Uzbekistan|
VA |Vatican,the Vatican,Holy See,Vatican City,Vatican City State|
VC |St. Vincent,St. Vincent and the Grenadines|
VE |Bolivarian Republic of Venezuela|
VN |Vietnam,Viet Nam|North Vietnam,South Vietnam
WS |Samoa|Western Samoa
XK |Kosovo,Kosova|
YE |Republic of Yemen|North Yemen,South Yemen
ZA RSA,R.S.A.|Republic of South Africa|
ZM ||Northern Rhodesia
ZW ||Rhodesia,Southern Rhodesia
EH SADR|Western Sahara,Sahrawi Arab Democratic Republic|Spanish Sahara
AQ |Antarctica|
CW |Curaçao,Curacao|
MF |St. Martin,Saint-Martin|
VI USVI,U.S.V.I.|U.S. Virgin Islands,US Virgin Islands|
VG BVI|British Virgin Islands|
PR PR,P.R.|Puerto Rico|
FK |Falklands,Falkland Islands,Malvinas,Islas Malvinas|
"""

# state: postal | AP and older forms | demonym (singular) | nicknames
STATES = """
AL|Ala.|Alabamian,Alabaman
AK|Alaska|Alaskan
AZ|Ariz.|Arizonan,Arizonian
AR|Ark.|Arkansan
CA|Calif.,Cal.|Californian
CO|Colo.|Coloradan,Coloradoan
CT|Conn.|Connecticuter
DE|Del.|Delawarean
DC|D.C.,DC,Washington D.C.,Washington DC,Washington|Washingtonian
FL|Fla.|Floridian
GA|Ga.|Georgian
HI|Hawaii,Hawai'i|Hawaiian
ID|Idaho|Idahoan
IL|Ill.,Ills.|Illinoisan
IN|Ind.|Hoosier,Indianan
IA|Iowa,Ia.|Iowan
KS|Kan.,Kans.,Kas.|Kansan
KY|Ky.,Ken.|Kentuckian
LA|La.|Louisianan,Louisianian
ME|Maine,Me.|Mainer
MD|Md.|Marylander
MA|Mass.|Bay Stater
MI|Mich.|Michigander,Michiganian
MN|Minn.|Minnesotan
MS|Miss.|Mississippian
MO|Mo.|Missourian
MT|Mont.|Montanan
NE|Neb.,Nebr.|Nebraskan
NV|Nev.|Nevadan
NH|N.H.|New Hampshirite
NJ|N.J.|New Jerseyan
NM|N.M.,N. Mex.,N.Mex.|New Mexican
NY|N.Y.|New Yorker
NC|N.C.|North Carolinian
ND|N.D.,N. Dak.,N.Dak.|North Dakotan
OH|Ohio,O.|Ohioan
OK|Okla.|Oklahoman
OR|Ore.,Oreg.|Oregonian
PA|Pa.,Penn.,Penna.|Pennsylvanian
RI|R.I.|Rhode Islander
SC|S.C.|South Carolinian
SD|S.D.,S. Dak.,S.Dak.|South Dakotan
TN|Tenn.|Tennessean
TX|Texas,Tex.|Texan
UT|Utah,Ut.|Utahn
VT|Vt.|Vermonter
VA|Va.,Virg.|Virginian
WA|Wash.|Washingtonian
WV|W.Va.,W. Va.|West Virginian
WI|Wis.,Wisc.|Wisconsinite
WY|Wyo.|Wyomingite
"""

# country, ISO code of the province | abbreviations | short or other names | demonyms
PROVINCES = """
CA-AB|Alta.,AB|Alberta|Albertan
CA-BC|B.C.,BC|British Columbia|British Columbian
CA-MB|Man.,MB|Manitoba|Manitoban
CA-NB|N.B.,NB|New Brunswick|New Brunswicker
CA-NL|N.L.,Nfld.,NL|Newfoundland,Newfoundland and Labrador|Newfoundlander
CA-NS|N.S.,NS|Nova Scotia|Nova Scotian
CA-NT|N.W.T.,NWT|Northwest Territories|
CA-NU|NU|Nunavut|
CA-ON|Ont.,ON|Ontario|Ontarian
CA-PE|P.E.I.,PEI,PE|Prince Edward Island|
CA-QC|Que.,QC,P.Q.|Quebec,Québec|Quebecer,Quebecker,Québécois=
CA-SK|Sask.,SK|Saskatchewan|
CA-YT|Y.T.,YT|Yukon,Yukon Territory|Yukoner
AU-NSW|NSW,N.S.W.|New South Wales|
AU-VIC|Vic.,VIC|Victoria|Victorian
AU-QLD|Qld.,Qld,QLD|Queensland|Queenslander
AU-SA|S.A.|South Australia|South Australian
AU-WA|W.A.|Western Australia|Western Australian
AU-TAS|Tas.,TAS|Tasmania|Tasmanian
AU-NT|N.T.|Northern Territory|Territorian
AU-ACT|ACT,A.C.T.|Australian Capital Territory|Canberran
GB-ENG||England|English=,Englishman+Englishmen,Englishwoman+Englishwomen
GB-SCT||Scotland|Scottish=,Scot,Scotsman+Scotsmen
GB-WLS||Wales,Cymru|Welsh=,Welshman+Welshmen
GB-NIR|N.I.,NI|Northern Ireland,Ulster|Northern Irish=
ES-CT||Catalonia,Catalunya|Catalan
ES-PV||Basque Country,Euskadi|Basque
ES-AN||Andalusia|Andalusian
ES-GA||Galicia|Galician
FR-20R||Corsica,Corse|Corsican
FR-BRE||Brittany|Breton
FR-NOR||Normandy|Norman
DE-BY||Bavaria,Bayern|Bavarian
DE-SN||Saxony,Sachsen|Saxon
DE-NW|NRW|North Rhine-Westphalia|
DE-BW||Baden-Württemberg,Baden-Wuerttemberg|
DE-TH||Thuringia,Thüringen|Thuringian
IT-82||Sicily,Sicilia|Sicilian
IT-88||Sardinia,Sardegna|Sardinian
IT-52||Tuscany,Toscana|Tuscan
IT-25||Lombardy|Lombard
IT-21||Piedmont|
IN-AP|A.P.|Andhra Pradesh,Andhra|
IN-UP|U.P.,UP|Uttar Pradesh|
IN-MP|M.P.|Madhya Pradesh|
IN-HP|H.P.|Himachal Pradesh|
IN-JK|J&K,J & K|Jammu and Kashmir,Jammu & Kashmir|Kashmiri
IN-PB||Punjab|Punjabi
IN-WB||West Bengal,Bengal|Bengali
IN-TN||Tamil Nadu|
IN-AS||Assam|Assamese=
IN-GJ||Gujarat|Gujarati
IN-MN||Manipur|Manipuri
IN-OD||Odisha,Orissa|
PK-KP|KP,KPK|Khyber Pakhtunkhwa,Khyber-Pakhtunkhwa,North-West Frontier Province,NWFP|
PK-BA||Balochistan,Baluchistan|Baloch=,Baluch=
PK-SD||Sindh,Sind|Sindhi
PK-PB||Punjab|Punjabi
PK-JK||Azad Kashmir,Azad Jammu and Kashmir|
PK-GB||Gilgit-Baltistan|
RU-CE||Chechnya,Chechen Republic,Ichkeria|Chechen
RU-DA||Dagestan,Daghestan|Dagestani
RU-IN||Ingushetia|Ingush=
RU-SE||North Ossetia,North Ossetia-Alania|Ossetian,North Ossetian
RU-KB||Kabardino-Balkaria|
RU-KC||Karachay-Cherkessia|
RU-TA||Tatarstan|Tatar
RU-BA||Bashkortostan,Bashkiria|Bashkir
RU-KGD||Kaliningrad|
UA-43||Crimea,Krym,Krim|Crimean,Crimean Tatar
UA-14||Donetsk,DNR,DPR,Donetsk People's Republic|
UA-09||Luhansk,Lugansk,LNR,LPR,Luhansk People's Republic|
GE-AB||Abkhazia,Apsny,Abkhazeti|Abkhaz=,Abkhazian
GE-AJ||Adjara,Ajara,Ajaria,Adzharia|Adjaran
AZ-NX||Nakhchivan,Nakhichevan,Nakhijevan|Nakhchivani
CN-XZ||Tibet,Xizang|Tibetan
CN-XJ||Xinjiang,East Turkestan,Sinkiang|Uighur,Uyghur
CN-NM||Inner Mongolia,Nei Mongol|
CN-GD||Guangdong,Canton|Cantonese=
CN-SC||Sichuan,Szechuan|
ET-TI||Tigray,Tigrai|Tigrayan
ET-OR||Oromia,Oromiya|Oromo
ET-AM||Amhara|Amhara
ET-SO||Somali Region,Ogaden|
ET-AF||Afar|
ET-BE||Benishangul-Gumuz,Benishangul|
ID-AC||Aceh,Acheh|Acehnese=
ID-PA||Papua,Irian Jaya|Papuan
ID-BA||Bali|Balinese=
MX-CMX|CDMX,D.F.|Mexico City|
MX-BCN|B.C.|Baja California|
PH-14|ARMM|Bangsamoro,BARMM|
NG-FC|FCT|Federal Capital Territory|
ZA-KZN|KZN|KwaZulu-Natal|Zulu
MM-16||Rakhine,Arakan|Rakhine,Rohingya
MM-17||Shan|
MM-11||Kachin|Kachin
MM-13||Kayin,Karen State|
BR-SP|SP|São Paulo,Sao Paulo|
BR-RJ|RJ|Rio de Janeiro|
RS-VO||Vojvodina|
BA-SRP|RS|Republika Srpska|Bosnian Serb
BE-VLG||Flanders,Vlaanderen|Flemish=,Fleming
BE-WAL||Wallonia|Walloon
US-HI||Hawaii|
"""


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

    for line in COUNTRIES.strip().splitlines():
        country, rest = line[:2], line[3:]
        for kind, words in zip(("abbreviation", "short", "former"), rest.split("|"), strict=True):
            for word in filter(None, words.split(",")):
                add(word.strip(), kind, country)
    for line in PEOPLES.strip().splitlines():
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
    for line in STATES.strip().splitlines():
        postal, forms, people = line.split("|")
        code = f"US-{postal}"
        add(postal, "abbreviation", "US", code, "postal")
        for form in forms.split(","):
            add(form, "abbreviation" if "." in form or form == "DC" else "short", "US", code)
        for word in filter(None, people.split(",")):
            for form in plural(word):
                add(form, "demonym", "US", code)
    for line in PROVINCES.strip().splitlines():
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
