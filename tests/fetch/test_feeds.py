"""A GTFS feed into a province: from a zip, a folder, the web; unsafe and damaged ones refused."""

from __future__ import annotations

import datetime as dt
import io
import stat
import zipfile

import pytest

from geo_app import limits
from geo_app.catalogue import Status
from geo_app.errors import GeoAppError, LayerError, MissingColumnError, UnreadableFileError
from geo_app.fetch.feeds import FILE, LAYER_ID, Download, FeedFacts, fetch_gtfs
from geo_app.fetch.web import NoAnswerError, RefusedError
from geo_app.intake.outcome import FailedCheckError
from geo_app.province import open_province
from geo_app.readers.layer_files import read_feed
from geo_app.transit.buses import build_bus_network
from tests.fetch.conftest import read_contents
from tests.fixtures.overpass_server import Reply
from tests.fixtures.province_folder import STOPS, gtfs_texts

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def texts():
    return gtfs_texts(list(STOPS))


def zipped(path, texts, *, inside=""):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{inside}{name}.txt", text)
    return path


@pytest.fixture
def feed(tmp_path, texts):
    return zipped(tmp_path / "bus.zip", texts)


def fetch(folder, feed, **options):
    return fetch_gtfs(folder, feed, today=TODAY, **options)[0]


def test_a_feed_beside_another_is_kept_out_of_the_catalogue(folder, feed):
    old = read_contents(folder)
    outcome = fetch(folder, feed)
    assert (outcome.rows_fetched, outcome.rows_used, outcome.in_catalogue) == (2, 2, False)
    assert "--use transit" in str(outcome.notes[0])
    assert {k: v for k, v in read_contents(folder).items() if k != str(FILE)} == old


def test_a_feed_takes_the_place_of_another_where_a_person_says_so(folder, feed):
    outcome = fetch(folder, feed, use=["transit"])
    assert outcome.in_catalogue
    province = open_province(folder)
    assert [spec.layer_id for spec in province.specs("transit")] == [LAYER_ID]
    assert list(build_bus_network(province).stops.index) == ["S1", "S2"]
    assert (folder / "transit" / "stops.txt").exists()


def test_a_zip_is_kept_as_it_came(folder, feed):
    fetch(folder, feed)
    assert (folder / FILE).read_bytes() == feed.read_bytes()


def test_the_tables_of_a_folder_are_zipped_and_the_same(folder, tmp_path, texts):
    source = tmp_path / "feed"
    source.mkdir()
    for name, text in texts.items():
        (source / f"{name}.txt").write_text(text, encoding="utf-8")
    (source / "notes.docx").write_bytes(b"private")
    fetch(folder, source)
    first = (folder / FILE).read_bytes()
    assert set(zipfile.ZipFile(folder / FILE).namelist()) == {f"{name}.txt" for name in texts}
    found, expected = read_feed(folder / FILE), read_feed(source)
    assert all(found[name].equals(expected[name]) for name in expected)
    fetch(folder, source)
    assert (folder / FILE).read_bytes() == first == (folder / f"{FILE}.previous").read_bytes()


def test_a_second_feed_keeps_the_first_as_previous(folder, feed, tmp_path, texts):
    fetch(folder, feed, use=["all"])
    other = zipped(tmp_path / "new.zip", texts, inside="feed/")
    outcome = fetch(folder, other)
    assert outcome.in_catalogue
    replaced, kept = map(str, outcome.notes)
    assert replaced == "Takes the place of รถประจำทาง, 2 stops."
    assert "feed.zip.previous" in kept
    assert (folder / f"{FILE}.previous").read_bytes() == feed.read_bytes()


def test_without_facts_the_feed_speaks_for_itself(folder, feed):
    fetch(folder, feed, use=["all"])
    spec = open_province(folder).specs("transit")[0]
    assert spec.source == "รถประจำทาง (bus.zip)"
    assert spec.attribution == "รถประจำทาง"
    assert spec.licence == "Not stated by the feed"
    assert spec.date == dt.date(2026, 1, 1)


def test_what_a_person_says_of_the_feed_is_written_down(folder, feed):
    facts = FeedFacts(
        source="เทศบาล", licence="CC BY 4.0", date=dt.date(2026, 5, 1), status=Status.OFFICIAL
    )
    fetch(folder, feed, facts=facts, use=["all"])
    spec = open_province(folder).specs("transit")[0]
    assert (spec.source, spec.licence) == ("เทศบาล", "CC BY 4.0")
    assert (spec.date, spec.status) == (dt.date(2026, 5, 1), Status.OFFICIAL)


def test_the_publishers_word_comes_before_the_calendar(folder, tmp_path, texts):
    texts["feed_info"] = (
        "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date\n"
        "Publisher,https://example.org,th,20260601\n"
    )
    fetch(folder, zipped(tmp_path / "a.zip", texts), use=["all"])
    spec = open_province(folder).specs("transit")[0]
    assert (spec.attribution, spec.date) == ("Publisher", dt.date(2026, 6, 1))


def test_a_feed_of_no_day_is_of_today(folder, tmp_path, texts):
    del texts["calendar"]
    texts["calendar_dates"] = "service_id,date,exception_type\ndaily,soon,1\n"
    fetch(folder, zipped(tmp_path / "a.zip", texts), use=["all"])
    assert open_province(folder).specs("transit")[0].date == TODAY


def test_stops_that_cannot_be_used_are_counted(folder, tmp_path, texts):
    texts["stops"] += "S3,Lost,,\n"
    outcome = fetch(folder, zipped(tmp_path / "a.zip", texts))
    assert (outcome.rows_fetched, outcome.rows_used) == (3, 2)
    assert sum(part.count for part in outcome.aside) == 1


def test_a_feed_is_downloaded(folder, feed, server, web):
    server.files["gtfs/bus.zip"] = feed.read_bytes()
    told = []
    download = Download(url=f"{server.root}/gtfs/bus.zip", web=web)
    outcome = fetch(folder, download, use=["all"], tell=told.append)
    assert outcome.in_catalogue
    assert (folder / FILE).read_bytes() == feed.read_bytes()
    assert "downloading" in str(told[0].now)
    assert "127.0.0.1" in open_province(folder).specs("transit")[0].source
    assert not list((folder / ".fetch").glob("*.zip"))


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply(status=404), RefusedError, "refuses"),
        (Reply(status=503), NoAnswerError, "busy"),
        (Reply(body=b"PK\x03\x04", declared=90), NoAnswerError, "broke off"),
        (Reply(body=b"<html>sign in</html>"), UnreadableFileError, "no zip"),
    ],
)
def test_a_download_that_fails_leaves_all_as_it_was(
    folder, feed, server, web, reply, error, sentence
):
    fetch(folder, feed, use=["all"])
    old = read_contents(folder)
    server.always = reply
    with pytest.raises(error, match=sentence):
        fetch(folder, Download(url=f"{server.root}/bus.zip", web=web))
    assert read_contents(folder) == old
    assert not list((folder / ".fetch").glob("*.zip"))


@pytest.mark.parametrize("size", [0, 3, 30, 300, -1, -30])
def test_a_zip_cut_short_leaves_all_as_it_was(folder, feed, tmp_path, size):
    old = read_contents(folder)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(feed.read_bytes()[:size])
    with pytest.raises(UnreadableFileError, match=r"'cut\.zip'"):
        fetch(folder, cut)
    assert read_contents(folder) == old


@pytest.mark.parametrize("table", ["stops", "trips", "calendar", "agency"])
def test_a_feed_without_a_table_leaves_all_as_it_was(folder, tmp_path, texts, table):
    old = read_contents(folder)
    del texts[table]
    with pytest.raises(MissingColumnError, match=table):
        fetch(folder, zipped(tmp_path / "a.zip", texts))
    assert read_contents(folder) == old


def test_a_feed_whose_ids_repeat_fails_the_checks(folder, tmp_path, texts):
    old = read_contents(folder)
    texts["stops"] += texts["stops"].splitlines()[1] + "\n"
    with pytest.raises(FailedCheckError, match="fails the checks"):
        fetch(folder, zipped(tmp_path / "a.zip", texts))
    assert read_contents(folder) == old


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../b.txt", "\\\\x\\y\\z.txt"]
)
def test_a_zip_that_would_write_outside_is_refused(folder, feed, tmp_path, name):
    old = read_contents(tmp_path)
    with zipfile.ZipFile(feed, "a") as archive:
        archive.writestr(name, "x")
    old["bus.zip"] = feed.read_bytes()
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        fetch(folder, feed)
    assert read_contents(tmp_path) == old


def test_a_zip_with_a_link_is_refused(folder, feed):
    link = zipfile.ZipInfo("stops2.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(feed, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        fetch(folder, feed)


def test_a_zip_of_too_many_files_is_refused_and_one_fewer_is_not(folder, tmp_path, texts):
    few = zipped(tmp_path / "few.zip", texts)
    with zipfile.ZipFile(few, "a") as archive:
        for number in range(limits.LAYER.zip_files - len(texts)):
            archive.writestr(f"more/{number}.bin", "")
    fetch(folder, few)
    with zipfile.ZipFile(few, "a") as archive:
        archive.writestr("one.bin", "")
    with pytest.raises(GeoAppError, match=f"more than {limits.LAYER.zip_files} files"):
        fetch(folder, few)


def test_a_zip_that_says_it_is_huge_is_refused(folder, feed):
    content = bytearray(feed.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (2_100_000_000).to_bytes(4, "little")
    feed.write_bytes(content)
    with pytest.raises(GeoAppError, match="2000 MB"):
        fetch(folder, feed)


def test_nothing_at_the_place_is_said(folder, tmp_path):
    with pytest.raises(GeoAppError, match=r"The file 'none\.zip' is not there"):
        fetch(folder, tmp_path / "none.zip")


def test_a_zip_in_memory_is_the_same_as_on_disk(folder, texts, tmp_path):
    buffer = io.BytesIO()
    zipped(buffer, texts)
    (tmp_path / "m.zip").write_bytes(buffer.getvalue())
    assert fetch(folder, tmp_path / "m.zip").rows_used == 2


class TestSeveralFeeds:
    @pytest.fixture
    def fetched(self, folder, feed):
        """Return a province whose only feed was fetched."""
        fetch(folder, feed, use=["all"])
        return folder

    @pytest.fixture
    def rail(self, tmp_path, texts):
        """Return a feed of another agency, with stops of its own."""
        renamed = {
            name: text.replace("S1", "N1").replace("S2", "N2").replace("T1", "U1")
            for name, text in texts.items()
        }
        renamed["agency"] = renamed["agency"].replace("รถประจำทาง", "Rail Company")
        renamed["routes"] = renamed["routes"].replace("R1", "RAIL")
        renamed["trips"] = renamed["trips"].replace("R1", "RAIL")
        return zipped(tmp_path / "rail.zip", renamed)

    def test_a_feed_of_another_agency_stands_beside_the_first(self, fetched, rail):
        outcome = fetch(fetched, rail)
        assert (outcome.layer_id, str(outcome.file)) == (
            "gtfs_rail_company", "gtfs/rail_company.zip",
        )  # fmt: skip
        assert "beside gtfs_transit" in str(outcome.notes[0])
        province = open_province(fetched)
        assert len(province.specs("transit")) == 2
        assert set(build_bus_network(province).stops.index) == {"S1", "S2", "N1", "N2"}
        assert "Rail Company" in province.specs("transit")[1].title_en

    def test_a_feed_takes_the_place_of_that_of_its_agency_and_says_so(self, fetched, rail):
        fetch(fetched, rail)
        outcome = fetch(fetched, rail)
        assert str(outcome.notes[0]) == "Takes the place of Rail Company, 2 stops."
        assert len(open_province(fetched).specs("transit")) == 2

    def test_a_name_makes_a_layer_of_its_own(self, fetched, rail):
        assert fetch(fetched, rail, name="metro").layer_id == "gtfs_metro"
        assert len(open_province(fetched).specs("transit")) == 2

    def test_a_name_that_cannot_be_one_is_refused(self, fetched, rail):
        with pytest.raises(LayerError, match="small Latin letters"):
            fetch(fetched, rail, name="../up")

    def test_a_feed_of_agencies_of_several_feeds_asks(self, fetched, rail, tmp_path, texts):
        fetch(fetched, rail)
        texts["agency"] += "B,Rail Company,https://example.org,Asia/Bangkok,th\n"
        with pytest.raises(LayerError, match="several feeds"):
            fetch(fetched, zipped(tmp_path / "both.zip", texts))
