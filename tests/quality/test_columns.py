import pandas as pd
import pytest

from geo_app.errors import LayerError, MissingColumnError
from geo_app.quality.columns import require_no_mapping, with_our_columns
from geo_app.quality.letters import is_mistaken
from geo_app.readers.headings import headings_of
from geo_app.schema import KINDS


def named(*written, **mapping):
    """Return the columns of communities under our names."""
    headings = headings_of(written, name="c.csv")
    rows = pd.DataFrame([["x"] * len(written)], columns=headings.names)
    kind = KINDS["communities"]
    ours = with_our_columns(rows, kind, mapping=mapping, findings=headings.findings, file="c.csv")
    return list(ours.columns)


def test_a_column_of_ours_in_other_letters_is_ours():
    written = ("Community_ID", "NAME TH", " population ", "Lon", "Note")
    assert named(*written) == ["community_id", "name_th", "population", "lon", "Note"]


def test_a_mapped_column_takes_our_name():
    assert named("รหัส", "pop", รหัส="community_id", pop="population") == [
        "community_id",
        "population",
    ]


def test_a_map_that_names_no_column_is_refused_by_that_name():
    with pytest.raises(MissingColumnError, match=r"'POP'.*it has: community_id, pop"):
        named("community_id", "pop", POP="population")


@pytest.mark.parametrize("again", ["population", "Population", " population", "POPULATION"])
def test_a_column_of_ours_that_stands_twice_is_refused(again):
    with pytest.raises(LayerError, match="two columns for 'population'"):
        named("community_id", "population", again)


def test_a_mapped_column_that_stands_twice_is_refused():
    with pytest.raises(LayerError, match="two columns for 'population'"):
        named("pop", "pop", pop="population")


def test_a_column_of_no_meaning_may_stand_twice():
    assert named("community_id", "note", "note") == ["community_id", "note", "note (3)"]


def test_the_columns_of_a_feed_are_not_mapped():
    require_no_mapping({})
    with pytest.raises(LayerError, match="'Stop'"):
        require_no_mapping({"Stop": "stop_id"})


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_thai_read_as_latin_letters_is_seen(encoding):
    assert is_mistaken("บ้านหนึ่ง".encode(encoding).decode("latin-1"))


@pytest.mark.parametrize("name", ["บ้านหนึ่ง", "Ban Nueng", "Café", "Königsallee", "Đà Nẵng", ""])
def test_a_name_in_its_letters_is_left_alone(name):
    assert not is_mistaken(name)
