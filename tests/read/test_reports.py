"""Reports out of every format, and every way in which a file can be wrong."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import time

import pytest

from geomap.read.encoding import decode
from geomap.read.inputs import find_inputs
from geomap.read.language import find_language
from geomap.read.reports import read_reports
from geomap.records import Rejection, Report


@pytest.fixture
def write(tmp_path):
    def put(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def read(*inputs, **options):
    items = list(read_reports(inputs, **options))
    return [i for i in items if isinstance(i, Report)], [i for i in items if isinstance(i, Rejection)]


def one(path, **options):
    reports, rejections = read(path, **options)
    assert not [r for r in rejections if r.fatal]
    assert len(reports) == 1
    return reports[0]


def test_a_text_with_a_header_keeps_its_offsets(write):
    report = one(write("a.txt", " date 2023-05-13 KJust ahead, one was killed near Kut.\n"))
    assert (report.id, report.date, report.date_basis) == ("a.txt", dt.date(2023, 5, 13), "header")
    assert report.text.index("Kut") == report.clean.index("Kut")
    assert report.clean.strip().startswith("Just ahead")
    assert report.language == "en"


def test_a_short_first_line_before_a_blank_line_is_the_title(write):
    assert (
        one(write("a.txt", "Night shelling in the hills\n\nOne was killed.\n")).title == "Night shelling in the hills"
    )
    assert one(write("b.txt", "One soldier was killed.\n\nTwo were hurt.\n")).title == ""


def test_markdown_gives_its_front_matter(write):
    report = one(
        write("a.md", "---\ntitle: 'My title'\ndate: 2023-05-12\nsource: Paper\nlang: en\n---\n# Head\n\nIn **Kut**.\n")
    )
    assert (report.title, report.publisher, report.date_basis) == ("My title", "Paper", "front_matter")
    assert report.clean.split() == ["Head", "In", "Kut", "."]


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A | Site</title>
<meta property="article:published_time" content="2023-05-12T01:30:00+04:00"><meta property="og:site_name" content="The Site">
<script>var x = "Menu words";</script></head><body><nav><a href="/">Front page</a><a href="/b">Sport</a></nav>
<article><h1>Clash near the line</h1><p>One soldier was killed near the village of Kut on Friday, the ministry said in Yerevan.</p>
<p>Two others were injured &amp; taken to a hospital in the town, according to a doctor who works there.</p></article>
<footer>© The Site</footer></body></html>"""


def test_a_page_gives_its_main_text_and_metadata(write):
    report = one(write("a.html", PAGE))
    assert (report.date, report.date_basis) == (dt.date(2023, 5, 12), "html")
    assert (report.title, report.publisher, report.language) == ("Clash near the line", "The Site", "en")
    assert "injured & taken" in report.text
    assert "Front page" not in report.text
    assert "Menu words" not in report.text
    assert report.text.count("\n") >= 1


def test_a_page_without_text_is_rejected(write):
    _, rejections = read(
        write("a.html", "<html><head><title>x</title></head><body><script>var a = 1;</script></body></html>")
    )
    assert [r.reason for r in rejections] == ["no_text"]


@pytest.mark.parametrize(
    "page", ["<div>" * 5000 + "Kut" + "</div>" * 5000, "<p>\x01<b", "<a" * 3000, "\ufeff<html>" + "&lt;" * 5000]
)
def test_a_hostile_page_is_survived(write, page):
    reports, rejections = read(write("a.html", page))
    assert len(reports) + len([r for r in rejections if r.fatal]) == 1


def test_broken_json_on_line_3_leaves_the_other_lines(write):
    lines = [
        '{"id": "a", "text": "One."}',
        '{"id": "b", "text": "Two."}',
        '{"id": "c", "text": ',
        '{"id": "d", "text": "Four."}',
    ]
    reports, rejections = read(write("r.jsonl", "\n".join(lines)))
    assert [r.id for r in reports] == ["a", "b", "d"]
    assert [(r.reason, r.where, r.fatal) for r in rejections] == [("bad_json", "line 3", True)]


def test_a_json_record_gives_its_fields(write):
    record = {
        "_id": {"$oid": "7"},
        "headline": "T",
        "body": "B.",
        "publishedAt": "2023-05-12T22:00:00Z",
        "source": {"name": "N"},
    }
    report = one(write("a.json", json.dumps({"articles": [record]})))
    assert (report.id, report.title, report.text, report.publisher) == ("7", "T", "B.", "N")
    assert (report.date, report.date_basis) == (dt.date(2023, 5, 12), "field")


def test_seconds_since_1970_are_a_date(write):
    assert one(write("a.json", '{"text": "B.", "timestamp": 1683849600}')).date == dt.date(2023, 5, 12)


@pytest.mark.parametrize(
    ("line", "reason"),
    [("[1]", "bad_json"), ('"text"', "bad_json"), ("null", "bad_json"), ("[" * 100_000, "bad_json"), ('{"text": ""}', "empty"),
     ('{"text": null}', "empty"), ('{"name": "x"}', "no_text"), ('{"text": 5}', "empty"), ('{"n": ' + "9" * 5000 + "}", "bad_json")],
)  # fmt: skip
def test_a_line_that_is_no_report_is_rejected_with_its_reason(write, line, reason):
    reports, rejections = read(write("r.jsonl", line + '\n{"text": "Good."}\n'))
    assert [r.text for r in reports] == ["Good."]
    assert [(r.reason, r.where) for r in rejections] == [(reason, "line 1")]


def test_ids_are_unique_and_the_second_is_told(write):
    line = '{"id": 1, "text": "One."}\n'
    reports, rejections = read(write("r.jsonl", line + line + '{"id": "1#2", "text": "x y"}\n'))
    assert [r.id for r in reports] == ["1", "1#2", "1#2#2"]
    assert [(r.reason, r.fatal) for r in rejections] == [("duplicate_id", False)] * 2


def test_lone_surrogates_cannot_reach_a_file(write):
    report = one(write("r.jsonl", '{"id": "\\ud800", "text": "Kut \\udfff here", "title": "\\ud801"}'))
    json.dumps([report.id, report.text, report.title, report.clean], ensure_ascii=False).encode("utf-8")
    assert report.text == "Kut \ufffd here"


@pytest.mark.parametrize(("date", "reason"), [("31/02/2023", "bad_date"), ("03/04/2023", "ambiguous_date")])
def test_a_date_that_cannot_be_used_is_told_and_the_report_kept(write, date, reason):
    reports, rejections = read(write("r.jsonl", json.dumps({"id": "a", "text": "One.", "date": date})))
    assert (reports[0].date, reports[0].date_basis) == (None, "none")
    assert [(r.reason, r.fatal) for r in rejections] == [(reason, False)]


def test_the_argument_dates_what_has_no_date(write):
    report = one(write("a.txt", "One soldier was killed."), date=dt.date(2023, 5, 13))
    assert (report.date, report.date_basis) == (dt.date(2023, 5, 13), "argument")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("a.txt", b"", "empty"), ("a.txt", b" \n ", "empty"), ("a.txt", b"%PDF-1.7 x", "binary"), ("a.txt", b"ab\x00\x01cd", "binary"),
     ("a.docx", b"PK\x03\x04xx", "binary"), ("a.jpg", b"\xff\xd8\xff\xe0", "binary"), ("a.jsonl", b"", "empty"),
     ("a.kml", b"<?xml version='1.0'?><kml/>", "unknown_format"), ("a.csv", b"id,place\n1,Kut\n", "no_text")],
)  # fmt: skip
def test_a_file_that_is_no_report_is_rejected_and_the_next_one_read(write, name, content, reason):
    good = write("z.txt", "One soldier was killed.")
    reports, rejections = read(write(name, content), good)
    assert [r.id for r in reports] == ["z.txt"]
    assert [(r.reason, r.fatal) for r in rejections] == [(reason, True)]
    assert rejections[0].detail


def test_a_missing_file_and_an_empty_glob_are_told(write, tmp_path):
    good = write("z.txt", "One soldier was killed.")
    reports, rejections = read(tmp_path / "nope.txt", str(tmp_path / "*.zzz"), "a\x00b", good)
    assert len(reports) == 1
    assert [(r.reason, r.fatal) for r in rejections] == [("missing", True)] * 3


def test_a_folder_is_read_to_the_bottom_in_order_without_hidden_files(write, tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "README.md", "style.css"):
        write(name, "One soldier was killed.")
    reports, rejections = read(tmp_path)
    assert [r.id for r in reports] == ["a.txt", "b.txt", "sub/c.txt"]
    assert [(r.reason, r.fatal) for r in rejections] == [("unknown_format", True)]


def test_a_folder_with_nothing_readable_is_told(write, tmp_path):
    (tmp_path / "empty").mkdir()
    write("full/a.pdf", b"%PDF-1.4")
    _, rejections = read(tmp_path / "empty", tmp_path / "full")
    assert [r.reason for r in rejections] == ["nothing_readable", "binary", "nothing_readable"]


def test_links_out_of_a_folder_are_not_followed(write, tmp_path):
    secret = write("secret.txt", "One soldier was killed.")
    write("folder/a.txt", "Two soldiers were killed.")
    (tmp_path / "folder" / "link.txt").symlink_to(secret)
    (tmp_path / "folder" / "up").symlink_to(tmp_path)
    reports, rejections = read(tmp_path / "folder")
    assert [r.id for r in reports] == ["a.txt"]
    assert [r.reason for r in rejections] == ["symlink", "symlink"]


def test_a_file_named_twice_is_read_once(write, tmp_path):
    path = write("a.txt", "One soldier was killed.")
    assert len(read(path, tmp_path, str(tmp_path / "*.txt"))[0]) == 1


def test_two_files_of_one_name_get_different_ids(write):
    paths = [write("x/a.txt", "One soldier was killed."), write("y/a.txt", "Two soldiers were killed.")]
    reports, rejections = read(*paths)
    assert [r.id for r in reports] == ["a.txt", "y/a.txt"]
    assert not rejections


def test_a_50_mb_line_is_cut_without_being_read(write):
    path = write("long.txt", b"A soldier was killed near the village of Kut. " * 1_150_000)
    began = time.perf_counter()
    reports, rejections = read(path, max_chars=100_000)
    assert time.perf_counter() - began < 3
    assert len(reports[0].text) == 100_000
    assert [(r.reason, r.fatal) for r in rejections] == [("too_long", False)]


def test_a_line_of_json_that_is_too_long_is_left_out(write):
    long = json.dumps({"id": "long", "text": "x" * 200_000})
    reports, rejections = read(write("r.jsonl", long + '\n{"id": "b", "text": "Two."}\n'), max_chars=10_000)
    assert [r.id for r in reports] == ["b"]
    assert [(r.reason, r.where, r.fatal) for r in rejections] == [("too_long", "line 1", True)]


@pytest.mark.parametrize("suffix", ["txt", "jsonl", "csv"])
def test_gzipped_files_are_read(write, suffix):
    content = {"txt": "One died.", "jsonl": '{"id": "a.csv:2", "text": "One died."}', "csv": "text\nOne died.\n"}[
        suffix
    ]
    assert one(write(f"a.{suffix}.gz", gzip.compress(content.encode()))).text == "One died."


def test_a_decompression_bomb_is_stopped(write):
    bomb = gzip.compress(b'{"text": "' + b" " * 60_000_000 + b'"}\n')
    _, rejections = read(write("a.jsonl.gz", bomb), max_chars=10_000)
    assert [r.reason for r in rejections] == ["bomb"]


def test_a_cut_gzip_gives_the_lines_before_the_cut(write):
    lines = "".join(json.dumps({"id": str(n), "text": f"Text {n}."}) + "\n" for n in range(3))
    reports, rejections = read(write("a.jsonl.gz", gzip.compress(lines.encode())[:-6]))
    assert len(reports) == 3
    assert [r.reason for r in rejections] == ["bad_gzip"]


def test_csv_with_a_text_column_is_read_row_by_row(write):
    reports, rejections = read(write("a.csv", 'id;text;date\n1;"One\nkilled; two hurt";2023-05-12\n2;;2023-01-01\n'))
    assert [(r.id, r.text, r.date) for r in reports] == [("1", "One\nkilled; two hurt", dt.date(2023, 5, 12))]
    assert [(r.reason, r.where) for r in rejections] == [("empty", "line 4")]


FEED = """<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Chan</title><language>en</language>
<item><guid>g1</guid><title>T &amp; U</title><link>https://x.example/1</link>
<description>&lt;p&gt;One killed.&lt;/p&gt;&lt;p&gt;Two hurt.&lt;/p&gt;</description>
<pubDate>Fri, 12 May 2023 01:30:00 +0400</pubDate></item></channel></rss>"""


def test_a_feed_gives_an_entry_a_report_with_the_day_as_written(write):
    report = one(write("a.xml", FEED.format(doctype="")))
    assert (report.id, report.title, report.publisher) == ("g1", "T & U", "Chan")
    assert report.text == "One killed.\nTwo hurt."
    assert (report.date, report.date_basis) == (dt.date(2023, 5, 12), "feed")


def test_a_feed_with_entities_is_refused(write):
    bomb = FEED.format(doctype='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')
    _, rejections = read(write("a.rss", bomb))
    assert [r.reason for r in rejections] == ["entities"]


def test_a_broken_feed_is_told(write):
    _, rejections = read(write("a.rss", "<rss version='2.0'><channel><broken"))
    assert [r.fatal for r in rejections] == [True]


@pytest.mark.parametrize(
    ("content", "ids"),
    [('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', ["a", "b"]), ('[{"id": "a", "text": "One."}]', ["a"]),
     ('{\n "id": "a",\n "text": "One."\n}', ["a"]), ("One soldier was killed.", ["stdin"]), (PAGE, ["stdin"]),
     (FEED.format(doctype=""), ["g1"]), ("id,text\na,One died\n", ["a"]), ("[Correction] One died.", ["stdin"])],
)  # fmt: skip
def test_standard_input_is_told_by_its_content(content, ids):
    reports, rejections = read("-", stdin=io.BytesIO(content.encode()))
    assert [r.id for r in reports] == ids
    assert not rejections


def test_a_text_in_another_encoding_is_read_and_told(write):
    text = "Солдат был убит возле села Кут в Гегаркуникской области, сообщили вечером в министерстве обороны."
    reports, rejections = read(write("a.txt", text.encode("cp1251")))
    assert (reports[0].text, reports[0].language) == (text, "ru")
    assert [(r.reason, r.fatal) for r in rejections] == [("encoding", False)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marked_and_wide_encodings_are_read_without_a_word(write, encoding):
    assert one(write("a.txt", "Kut – a village. Էրեւան".encode(encoding))).text == "Kut – a village. Էրեւան"


def test_windows_quotes_and_a_damaged_utf8_text_are_decoded():
    assert (
        decode("It was “José” in Bogotá, the army said".encode("cp1252")).text
        == "It was “José” in Bogotá, the army said"
    )
    damaged = decode("Կուտ գյուղի մոտ".encode() + b"\xff!")
    assert (damaged.encoding, damaged.text) == ("utf-8", "Կուտ գյուղի մոտ\ufffd!")
    assert damaged.note


@pytest.mark.parametrize(
    ("text", "language"),
    [("Կուտ գյուղի մոտ զոհվել է մեկ զինծառայող", "hy"), ("ერთი ჯარისკაცი დაიღუპა სოფელთან", "ka"),
     ("Kəlbəcər istiqamətində bir hərbçi şəhid olub, nazirlik məlumat verib", "az"), ("Kut", ""),
     ("قتل جندي واحد قرب قرية الكوت مساء الجمعة", "ar"), ("One of the soldiers was killed in the fighting", "en")],
)  # fmt: skip
def test_languages_are_told_by_script_and_words(text, language):
    assert find_language(text) == language


def test_a_report_in_another_script_is_read(write):
    report = one(write("a.txt", "Կուտ գյուղի մոտ զոհվել է մեկ զինծառայող։\n"))
    assert (report.language, report.clean.strip()) == ("hy", "Կուտ գյուղի մոտ զոհվել է մեկ զինծառայող։")


def test_a_file_name_that_is_not_utf8_can_be_written(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(b"One soldier was killed.")
    items = list(find_inputs([path]))
    assert items[0].name.endswith("caf\ufffd.txt")
    assert len(read(tmp_path)[0]) == 1


def test_the_same_input_gives_the_same_reports(write, tmp_path):
    write("a.html", PAGE)
    write("b.xml", FEED.format(doctype=""))
    write("c.txt", "One soldier was killed.")
    assert list(read_reports([tmp_path])) == list(read_reports([tmp_path]))
