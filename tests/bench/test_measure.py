import pytest

from bench.measure import Sample, ratio, take_turns
from bench.report import Row, Section, write_section


def test_the_median_is_the_middle_measurement():
    assert Sample.of([5.0, 1.0, 100.0]).median == 5.0
    assert Sample.of([1.0, 2.0, 3.0, 10.0]).median == 2.5


def test_the_quartiles_hold_the_middle_half():
    assert Sample.of([1.0, 2.0, 3.0, 4.0, 5.0]).quartiles == (2.0, 4.0)


def test_one_measurement_is_its_own_quartiles():
    assert Sample.of([7.0]).quartiles == (7.0, 7.0)


def test_an_empty_sample_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Sample.of([])


def test_a_ratio_is_taken_round_by_round():
    # The machine slowed down threefold in the second round; the ratio did not.
    ratios = ratio(Sample.of([2.0, 6.0, 2.2]), Sample.of([1.0, 3.0, 1.0]))
    assert ratios.values == pytest.approx((2.0, 2.0, 2.2))
    assert ratios.median == 2.0


@pytest.mark.parametrize(
    ("theirs", "reason"), [([1.0], "cannot pair"), ([1.0, 0.0], "ratio to nothing")]
)
def test_what_cannot_be_compared_is_refused(theirs, reason):
    with pytest.raises(ValueError, match=reason):
        ratio(Sample.of([1.0, 2.0]), Sample.of(theirs))


def test_turns_alternate_and_warm_ups_do_not_count():
    called = []

    def call(name):
        called.append(name)
        return len(called)

    ours, theirs = take_turns(lambda: call("A"), lambda: call("B"), times=2, warm_ups=1)
    assert called == ["A", "B"] * 3
    assert (ours, theirs) == ([3, 5], [4, 6])


def test_writing_a_section_keeps_the_others(tmp_path):
    path = tmp_path / "RESULTS.md"
    rows = (Row(measure="a", value="1"),)
    write_section(path, Section(name="first", rows=rows, notes=()))
    write_section(path, Section(name="second", rows=rows, notes=("kept",)))
    write_section(path, Section(name="first", rows=(Row(measure="a", value="2"),), notes=()))
    text = path.read_text(encoding="utf-8")
    assert text.index("## first") < text.index("## second")
    assert "| a | 2 |" in text
    assert "| a | 1 |" in text
    assert text.count("## first") == 1
    assert "- kept" in text
