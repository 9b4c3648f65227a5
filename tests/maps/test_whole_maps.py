"""Whole maps of hostile layers: nothing runs, nothing comes from elsewhere, nothing is lost."""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app.analysis import coverage
from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.maps import palette
from geo_app.maps.assets import FONTS, SCRIPTS, STYLES, Assets, missing_files
from geo_app.maps.basemap import base_of, draw_base_map, draw_online_tiles
from geo_app.maps.choropleth import draw_shares, drawn_zones
from geo_app.maps.escape import escape, unescape
from geo_app.maps.legend_drawing import LegendEntry, legend_html
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.maps.selected import draw_fix
from geo_app.maps.subjects import Painter, route_colour
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES
from geo_app.transit.buses import build_bus_network
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language
from tests.fixtures.pages import Page, properties, whole_page
from tests.fixtures.payloads import BREAKING_CHARACTERS, PAYLOADS

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo_app.maps.basemap import Base
    from geo_app.province import Province
    from geo_app.transit.network import Network

LOCAL = Assets("http://localhost/vendor/")
SUBJECTS = (
    "zones", "hazards", "mangroves", "records", "routes", "stops", "facilities", "communities",
)  # fmt: skip
SEEN = [payload for payload in PAYLOADS if set("<>\"'`") & set(payload)]


def hostile(frame, text: str):
    """Return a layer whose ids, names and every other text are the same hostile one."""
    names = {column: text for column in ("name_th", "name_en", "rule") if column in frame}
    ids = [f"{text}{number}" for number in range(len(frame))]
    changed = frame.assign(**names, **{text: text}).set_axis(ids)
    return changed.assign(colour=text) if "colour" in frame else changed


@dataclasses.dataclass(frozen=True)
class Scene:
    """What the desk draws of the world, found once."""

    world: Province
    buses: Network
    ranked: gpd.GeoDataFrame

    def groups(self, text: str, *, language: Language = Language.THAI):
        """Draw every subject with a hostile text in each place."""
        status = {"disaster_plans": self.world.status("disaster_plans")}
        painter = Painter(language, status, STANDARDS[StandardId.PTAL])
        ranked = hostile(self.ranked, text)
        ranked = ranked.assign(nearest_stop_id=text, zone_id=text, plan_id=text, access_class=text)
        buses = replace(
            self.buses,
            stops=hostile(self.buses.stops, text),
            routes=hostile(self.buses.routes, text),
        )
        zones, hazard_zones, mangroves, facilities = (
            hostile(self.world.of_kind(kind), text)
            for kind in ("zones", "hazard_zones", "mangroves", "facilities")
        )
        return {
            "zones": painter.zones(zones),
            "hazards": painter.hazards(hazard_zones),
            "mangroves": painter.mangroves(mangroves),
            "routes": painter.routes(buses),
            "stops": painter.stops(buses),
            "facilities": painter.facilities(facilities),
            "records": painter.records(
                facilities.assign(hazard_type="tsunami", height_m=4.5, note_th=text, note_en=text)
            ),
            "share": draw_shares(drawn_zones(zones), self.shares(zones), painter),
            "fix": draw_fix(
                ranked.geometry.iloc[0],
                ranked.geometry.iloc[1],
                crs=ranked.crs,
                text=text,
                status="synthetic",
                painter=painter,
            ),
            "rings": painter.sensitive_rings(ranked.assign(is_sensitive=True)),
            "communities": painter.communities(ranked, selected=ranked.index[0]),
        }

    @staticmethod
    def shares(zones) -> pd.DataFrame:
        """Return the share of half of a hundred people in every zone."""
        counts = {"population_known": 100.0, "population_served": 50.0, "population_unclear": 1.0,
                  "origins": 4, "origins_population_unknown": 1, "share_served": 0.5}  # fmt: skip
        return pd.DataFrame(counts, index=zones.index)

    def base(self, text: str) -> Base:
        """Return what lies under the map, its credit hostile."""
        return dataclasses.replace(base_of(self.world), credit=text)

    def page(self, text: str) -> str:
        """Render a whole map with a hostile text in each place."""
        drawn = draw_base_map(self.base(text), assets=LOCAL)
        return whole_page(drawn, self.groups(text).values())


@pytest.fixture(scope="module")
def scene(world, world_gaps) -> Scene:
    """Return the world as the desk draws it."""
    return Scene(world, build_bus_network(world), coverage.rank(world_gaps))


@pytest.fixture(scope="module")
def harmless(scene) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tags of the same map with a harmless text."""
    return Page(scene.page("x")).tags


class TestHostileText:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_no_text_that_a_feature_shows_holds_a_breaking_character(self, scene, payload):
        for name, group in scene.groups(payload).items():
            for own in properties(group):
                if name == "rings":
                    assert "popup" not in own
                    continue
                assert not set(BREAKING_CHARACTERS) & set(own["tooltip"]), name
                shown = own["popup"].replace(' class="ga-popup" tabindex="0"', ' class="ga-popup"')
                shown = re.sub(
                    r"</?(?:div|b|span|table|tr|th|td)(?: class=\"[\w-]+\")?>", "", shown
                )
                assert not set(BREAKING_CHARACTERS) & set(shown), name

    @pytest.mark.parametrize("payload", SEEN)
    def test_a_whole_map_has_the_tags_it_has_with_harmless_text(self, scene, payload, harmless):
        page = scene.page(payload)
        assert Page(page).tags == harmless

    def test_no_text_is_run_as_a_template_on_the_server(self, scene):
        # No hexadecimal id of the page can spell these letters by chance.
        page = scene.page("{{ ('template', 'ran')|join('-') }}{# gone #}")
        assert "template-ran" not in page
        assert "gone" in page

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_the_id_of_a_community_comes_back_from_the_map_as_it_is(self, scene, payload):
        for own in properties(scene.groups(payload)["communities"]):
            assert not set(BREAKING_CHARACTERS) & set(own["community_id"])
            assert unescape(own["community_id"]).startswith(html.unescape(escape(payload)))

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_a_colour_that_is_none_is_not_taken(self, payload):
        assert route_colour(payload, 0) == palette.ROUTES[0]

    @pytest.mark.parametrize("language", Language)
    def test_a_hostile_name_reads_as_it_was_written(self, scene, language):
        text = '<b>"O\'Brien" ${x} `y` \\z</b> บ้าน'
        groups = scene.groups(text, language=language)
        # A hazard zone is called by its type and level, which are words of ours.
        for name in set(groups) - {"hazards", "fix", "rings"}:
            for own in properties(groups[name]):
                assert html.unescape(own["tooltip"]).startswith(text), name


@pytest.fixture(scope="module")
def vendor(tmp_path_factory):
    """Return a folder of front-end files, each as short as it can be."""
    folder = tmp_path_factory.mktemp("vendor")
    for file in [*SCRIPTS.values(), *STYLES.values(), *(font.file for font in FONTS)]:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* content of {file} */", encoding="utf-8")
    (folder / "leaflet/images").mkdir()
    (folder / "leaflet/images/layers.png").write_bytes(b"\x89PNG")
    (folder / "leaflet/leaflet.css").write_text("a{background:url(images/layers.png)}")
    return folder


def file_of(scene: Scene, vendor: Path, text: str = "x") -> str:
    """Write the map as one file, every text of it hostile."""
    entry = LegendEntry(label=text, colour="#123456", mark="area", status="synthetic")
    legend = legend_html([entry], translate=str)
    heading = Heading(title=text, notes=(text, text), legend=legend, language="th")
    return one_file_map(scene.groups(text).values(), scene.base(text), heading, vendor=vendor)


@pytest.fixture(scope="module")
def harmless_file(scene, vendor) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tags of the same file with a harmless text."""
    return Page(file_of(scene, vendor)).tags


class TestOneFile:
    @pytest.mark.parametrize("payload", SEEN)
    def test_title_notes_and_legend_run_nowhere(self, scene, vendor, payload, harmless_file):
        assert Page(file_of(scene, vendor, payload)).tags == harmless_file

    def test_title_and_notes_read_as_they_were_written(self, scene, vendor):
        text = '<b>"a" ${x}</b> ภูเก็ต'
        texts = "".join(Page(file_of(scene, vendor, text)).texts)
        assert texts.count(text) >= 5

    def test_the_page_asks_for_nothing_outside_itself(self, scene, vendor):
        page = file_of(scene, vendor)
        assert Page(page).links == []
        addresses = re.findall(r"url\(([^)]*)\)", page)
        assert addresses
        # A hatching stands in the page itself.
        assert all(address.startswith(("data:", "#ga-hatch-")) for address in addresses)

    def test_the_page_holds_its_scripts_styles_and_fonts(self, scene, vendor):
        page = file_of(scene, vendor)
        for file in SCRIPTS.values():
            assert f"content of {file}" in page
        assert page.count("data:font/woff2;base64,") == len(FONTS)
        assert "data:image/png;base64," in page

    def test_the_page_says_its_language(self, scene, vendor):
        assert '<html lang="th">' in file_of(scene, vendor)

    def test_the_page_keeps_no_view_in_an_address(self, scene, vendor):
        assert "sessionStorage" not in file_of(scene, vendor)

    def test_a_missing_front_end_file_is_named(self, scene, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"leaflet\.js|jquery"):
            file_of(scene, tmp_path)


class TestAssets:
    def test_a_map_loads_only_the_known_files_from_its_own_folder(self, scene):
        page = Page(scene.page("x"))
        known = {LOCAL.base_url + file for file in [*SCRIPTS.values(), *STYLES.values()]}
        assert set(page.links) == known

    def test_no_style_of_a_map_comes_from_elsewhere(self, scene):
        found = re.findall(r"url\(([^)]*)\)", scene.page("x"))
        addresses = [address for address in found if not address.startswith("#ga-hatch-")]
        assert {address for address in addresses if not address.startswith(LOCAL.base_url)} == set()
        assert len(addresses) == len(FONTS)

    @pytest.mark.parametrize("language", Language)
    def test_no_address_of_another_host_stands_in_a_map(self, scene, language):
        drawn = draw_base_map(scene.base("x"), assets=LOCAL)
        page = whole_page(drawn, scene.groups("x", language=language).values())
        hosts = set(re.findall(r"https?://([\w.-]+)", page))
        assert hosts <= {"localhost", "leafletjs.com", "www.w3.org"}

    def test_without_a_folder_the_internet_addresses_of_the_same_files_are_used(self):
        online = Assets(None)
        assert {name for name, _ in online.scripts()} == set(SCRIPTS)
        assert {name for name, _ in online.styles()} == set(STYLES)
        assert all(url.startswith("https://") for _, url in [*online.scripts(), *online.styles()])

    def test_missing_files_are_named(self, vendor, tmp_path):
        assert missing_files(vendor) == []
        assert set(SCRIPTS.values()) <= set(missing_files(tmp_path))

    def test_only_the_online_base_map_names_a_tile_server(self, world):
        drawn = draw_base_map(base_of(world), assets=LOCAL)
        assert "openstreetmap.org" in whole_page(drawn, [draw_online_tiles()])


class TestSubjects:
    @pytest.mark.parametrize(
        ("subject", "count"),
        [("zones", 2), ("hazards", 3), ("mangroves", 1), ("routes", 1), ("stops", 2),
         ("facilities", 1), ("communities", 4)],
    )  # fmt: skip
    def test_every_row_is_drawn(self, scene, subject, count):
        assert len(properties(scene.groups("x")[subject])) == count

    def test_only_the_finest_zones_are_drawn(self, world):
        drawn = properties(Painter(Language.ENGLISH).zones(world.zones))
        assert sorted(own["tooltip"] for own in drawn) == ["East", "West"]

    def test_a_route_without_a_line_is_not_drawn(self, world):
        buses = build_bus_network(world)
        lost = replace(buses, routes=buses.routes.set_geometry([None], crs=32647))
        assert properties(Painter(Language.THAI).routes(lost)) == []

    def test_a_route_keeps_its_own_colour(self, world):
        (own,) = properties(Painter(Language.THAI).routes(build_bus_network(world)))
        assert own["colour"] == "#0055AA"

    @pytest.mark.parametrize(
        "declared",
        [None, float("nan"), "", "0055AA", "#05A", "red", 5, "#0055AA</script>", "#0055AA;x:y"],
    )
    def test_a_route_without_a_colour_gets_the_next_of_the_palette(self, declared):
        assert route_colour(declared, len(palette.ROUTES) + 1) == palette.ROUTES[1]

    def test_the_most_urgent_community_lies_on_top(self, world_gaps):
        ranked = coverage.rank(world_gaps)
        drawn = properties(Painter(Language.THAI).communities(ranked))
        assert [own["community_id"] for own in drawn] == list(ranked.index)[::-1]

    def test_only_the_selected_community_has_a_ring(self, world_gaps):
        drawn = properties(
            Painter(Language.THAI).communities(coverage.rank(world_gaps), selected="C002")
        )
        assert [own["community_id"] for own in drawn if own["selected"]] == ["C002"]

    def test_a_popup_says_what_the_community_lacks(self, world_gaps):
        drawn = properties(Painter(Language.ENGLISH).communities(coverage.rank(world_gaps)))
        (popup,) = [own["popup"] for own in drawn if own["community_id"] == "C002"]
        texts = Page(popup).texts
        assert texts[0] == "Ban Rim Nam"
        assert {"No stop and no valid plan", "900 m", "480 m", "Tsunami (low)"} <= set(texts)
        assert "Expired (until 31 Dec 2022)" in texts

    def test_facts_that_rest_on_example_data_say_so(self, world, world_gaps):
        painter = Painter(
            Language.ENGLISH, {"disaster_plans": type(world.specs("zones")[0].status).SYNTHETIC}
        )
        popup = properties(painter.communities(coverage.rank(world_gaps)))[0]["popup"]
        assert "[example data]" in popup

    def test_hazards_unknown_and_none_are_different_words(self):
        assert hazard_words(None, str) != hazard_words((), str)

    @pytest.mark.parametrize("kind", HAZARD_TYPES)
    @pytest.mark.parametrize("level", HAZARD_LEVELS)
    def test_every_hazard_has_words_and_a_colour(self, kind, level):
        assert hazard_words(((kind, level),), str)
        assert palette.HAZARD[kind].startswith("#")
        assert 0 < palette.HAZARD_OPACITY[level] < 1

    def test_names_are_in_the_language_of_the_map(self, world):
        thai, english = (
            properties(Painter(language).mangroves(world.of_kind("mangroves")))[0]["tooltip"]
            for language in (Language.THAI, Language.ENGLISH)
        )
        assert (thai, english) == ("ป่าชายเลน", "Mangrove")

    def test_a_mangrove_tells_its_size_in_rai(self, world):
        (own,) = properties(Painter(Language.ENGLISH).mangroves(world.of_kind("mangroves")))
        assert "25 rai" in Page(own["popup"]).texts


class TestBase:
    def test_the_first_view_holds_every_community(self, world):
        west, south, east, north = base_of(world).bounds
        degrees = world.communities.to_crs("EPSG:4326").geometry
        assert degrees.x.between(west, east).all()
        assert degrees.y.between(south, north).all()

    def test_the_credit_names_each_source_once(self, world):
        assert base_of(world).credit == "Source of land, Source of roads"

    def test_a_province_without_land_and_roads_has_a_map_too(self, world):
        bare = base_of(world.without(["land", "roads"]))
        assert (bare.land, bare.roads, bare.credit) == (None, None, "")
        assert "province" in whole_page(draw_base_map(bare, assets=LOCAL), [])

    def test_drawing_twice_gives_the_same_script(self, world):
        first, second = (
            re.sub(
                r"[0-9a-f]{32}", "id", whole_page(draw_base_map(base_of(world), assets=LOCAL), [])
            )
            for _ in range(2)
        )
        assert first == second
