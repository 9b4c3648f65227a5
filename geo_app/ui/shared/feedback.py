"""What the app says when something is wrong, unsure or missing."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.maps.escape import escape
from geo_app.maps.legend_drawing import LEGEND_CSS
from geo_app.proposals.problems import ProposalError
from geo_app.ui.shared.language import current, words
from geo_app.ui.shared.own_words import own_words_script
from geo_app.ui.shared.skipping import SKIP_CSS, skip_script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Shown = ParamSpec("Shown")

# An icon of our own: Streamlit fetches its symbols for browser tabs from the internet,
# and a file's picture again on every run.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="14" fill="#0f766e"/>'
    '<path d="M32 53 20 31a14 14 0 1 1 24 0z" fill="#fff"/>'
    '<circle cx="32" cy="25" r="6" fill="#0f766e"/></svg>'
)

FRAME_HEAD = "frame_head"

STYLE = (
    "<style>"
    + LEGEND_CSS
    + SKIP_CSS
    + """
.stMainBlockContainer{padding:4.2rem 2rem 2rem}
.ga-title{font-size:24px;line-height:1.3;font-weight:700;margin:0}
/* The province and the language stand beside the title. */
@media (min-width:641px){.st-key-frame_head{margin-bottom:-4.4rem;position:relative;z-index:2}
.ga-title{max-width:calc(100% - 340px);min-height:2.5rem}}
.st-key-gaps_halves .ga-counts{gap:8px}
.st-key-gaps_halves .ga-counts>div{padding:5px 10px}
.st-key-gaps_halves .ga-counts b{font-size:22px}
.st-key-gaps_halves .ga-counts span{font-size:13px;line-height:1.35}
.st-key-gaps_halves .ga-counts small{font-size:12px}
/* A map is whole in the first window. */
[class*="st-key-map_frame"] iframe{height:clamp(330px,calc(100vh - 254px),820px)!important}
@media (max-width:1239px){[class*="st-key-map_frame_gaps"] iframe{
height:clamp(330px,calc(100vh - 340px),820px)!important}}
[class*="st-key-map_frame_report"] iframe{height:340px!important}
.ga-counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px}
.ga-counts>div{
border:1px solid #d9e2df;border-radius:8px;padding:8px 12px;display:flex;flex-direction:column}
.ga-counts b{font-size:28px;line-height:1.25}
.ga-sentences>div{padding:7px 2px;border-top:1px solid #e5e7eb;font-size:16px;line-height:1.35}
.ga-sentences>div:first-child{border-top:0}
.ga-sentences b{font-size:26px;line-height:1.1;margin-right:4px}
.ga-sentences a,.ga-urgent a{color:inherit;text-decoration:underline;
text-decoration-color:#0f766e;text-underline-offset:3px}
.ga-sentences small{display:block;font-size:12.5px;color:#4b5563}
.ga-urgent{font-size:15px;line-height:1.35;margin:0;padding-left:1.6em}
.ga-urgent li{padding:3px 0}
.ga-urgent span{color:#4b5563;font-size:13.5px;margin-left:4px}
.ga-counts span{font-size:14px}
.ga-counts small{font-size:12.5px;color:#4b5563;line-height:1.35}
.ga-card{font-size:15px;line-height:1.5}
.ga-card h3{margin:0 0 2px;font-size:20px}
.ga-card .ga-sub{color:#4b5563;margin:0 0 8px}
.ga-card .ga-next{background:#ecfdf5;border-left:4px solid #0f766e;padding:6px 10px;margin:8px 0}
.ga-card .ga-hangs{background:#f8fafc;border-left:4px solid #64748b;padding:6px 10px;margin:8px 0}
.ga-card table{border-collapse:collapse;width:100%}
.ga-card th{
font-weight:400;color:#4b5563;text-align:left;vertical-align:top;padding:5px 12px 5px 0;width:40%}
.ga-card td{padding:5px 0;vertical-align:top}
.ga-card tr{border-top:1px solid #e5e7eb}
.ga-card .ga-next table{margin-top:4px}
.ga-card .ga-next th div,.ga-card .ga-next td div{font-size:12.5px;color:#4b5563}
.ga-card .ga-next tr:first-child{border-top:0}
.ga-deviates{
background:#fffbeb;border-left:4px solid #b45309;padding:4px 10px;font-size:14px;color:#78350f}
.ga-chip{
display:inline-block;background:#eef2f1;border-radius:4px;padding:0 6px;font-size:12px;
line-height:1.5;white-space:nowrap}
.ga-standards{display:flex;flex-direction:column}
.ga-standard{border-top:1px solid #e5e7eb;padding:2px 4px;font-size:14px;line-height:1.45}
.ga-standard>summary,.ga-axis{
display:grid;grid-template-columns:minmax(200px,3fr) 6fr 110px;gap:14px;align-items:center}
.ga-standard>summary{cursor:pointer;list-style:none;min-height:40px}
.ga-standard>summary:focus-visible{outline:2px solid #0f766e}
.ga-standard[open]>summary{border-bottom:1px dashed #d9e2df;margin-bottom:5px}
.ga-standard>div{padding:0 0 4px}
.ga-share b{font-size:19px}
.ga-axis{padding:0 4px;height:20px;font-size:12px;color:#4b5563}
.ga-axis>span{position:relative;height:100%}
.ga-axis>span>span{position:absolute;transform:translateX(-50%)}
.ga-bar{position:relative;display:block;height:22px;
background:linear-gradient(#cbd5d1,#cbd5d1) 0 50%/100% 2px no-repeat}
.ga-bar i{position:absolute;top:0;bottom:0;background:#fde68a;opacity:.75}
.ga-bar span{position:absolute;left:0;top:10px;height:2px;background:#0f766e}
.ga-bar span::after{content:"";position:absolute;right:-7px;top:-6px;width:14px;height:14px;
border-radius:50%;background:#0f766e}
.ga-bar em{position:absolute;top:6px;height:10px;
background:repeating-linear-gradient(135deg,#0f766e 0 3px,transparent 3px 8px)}
.ga-months>span{font-size:14px}
.ga-months>div{display:flex;gap:3px;align-items:flex-end;margin-top:6px}
.ga-months>div>*{flex:1;min-width:0;display:flex;flex-direction:column;align-items:center;
justify-content:flex-end;min-height:84px;color:inherit;text-decoration:none}
.ga-months i{width:70%;background:#0072b2;border-radius:2px 2px 0 0}
.ga-months b{font-size:13px}.ga-months small{font-size:11px;color:#4b5563;white-space:nowrap}
.ga-months a:hover i,.ga-months a:focus-visible i{background:#0f766e}
.ga-months a:hover small,.ga-months a small{text-decoration:underline}
.ga-wide{overflow-x:auto}
.ga-compare{border-collapse:collapse;width:100%;font-size:15px}
.ga-compare th,.ga-compare td{padding:7px 10px 7px 0;border-top:1px solid #e5e7eb;
text-align:right;vertical-align:top}
.ga-compare th:first-child{text-align:left;font-weight:400}
.ga-compare thead th{border-top:0;font-size:13.5px;color:#4b5563}
.ga-compare caption{text-align:left;font-size:14px;padding:6px 0 2px}
.ga-compare td b{color:#0f766e}
.ga-narrow{grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:8px}
.ga-step{font-style:normal;font-size:12.5px;font-weight:700;color:#0f766e}
.ga-narrow>div{padding:6px 10px}
.ga-narrow b{font-size:21px}
.ga-steps{font-size:15px;line-height:1.6;padding-left:1.4em;margin:4px 0 12px}
.ga-problems{font-size:14px;line-height:1.45;
max-height:260px;overflow:auto;overflow-wrap:anywhere}
.ga-problems>div{border-left:4px solid #64748b;background:#f8fafc;padding:4px 10px;margin:4px 0}
.ga-problems a{color:inherit}
.ga-problems .ga-error{border-color:#b91c1c;background:#fef2f2}
.ga-problems .ga-warning{border-color:#b45309;background:#fffbeb}
.ga-talk{border-left:4px solid #7c3aed;background:#faf5ff;padding:6px 10px;font-size:15px;
white-space:pre-wrap;overflow-wrap:anywhere}
.ga-talk.ga-done{border-color:#94a3b8;background:#f8fafc;color:#4b5563}
/* Streamlit's grey is too pale to be read by everybody. */
[data-testid="stCaptionContainer"]{opacity:1!important}
[data-testid="stCaptionContainer"] p{color:#4b5563}
[data-testid="stCaptionContainer"] code{color:#0b5a53;background:#eef2f1}
.ga-source{display:block;font-size:12.5px;color:#4b5563}
[data-testid="stHeading"] h3{font-size:19px;padding:6px 0}
/* Streamlit's own CSV is not guarded against formulas; the buttons below the list are. */
.stElementToolbar button[aria-label="Download as CSV"],
[data-testid="stElementToolbar"] button[aria-label="Download as CSV"]{display:none}
/* A link that is a sentence is read to its end, on a phone too. */
[data-testid="stPageLink-NavLink"] *{white-space:normal;overflow:visible}
.st-key-phone_links{display:none}
@media (min-width:641px){.stColumn:has(>.stVerticalBlock>div>.st-key-proposal_numbers){
position:sticky;top:4rem;align-self:flex-start;max-height:calc(100vh - 11rem);overflow-y:auto}
.st-key-proposal_numbers .ga-narrow>div{padding:4px 9px}
.st-key-proposal_numbers .ga-narrow b{font-size:18px}
.st-key-proposal_numbers .ga-narrow span{font-size:13px;line-height:1.35}
.st-key-proposal_numbers .ga-narrow small{font-size:12px}}
/* On paper: what was found, without what one clicks. */
@page{margin:12mm}
@media print{
header,[data-testid="stHeader"],[data-testid="stSidebar"],[data-testid="stToolbar"],
.st-key-frame_head,.st-key-phone_links,.ge-bar,.ge-status,[data-testid="stPageLink"],
.stButton,.stDownloadButton,.st-key-community,[data-testid="stPopover"],[data-testid="stSlider"],
[data-testid="stFileUploader"],[data-testid="stTextInput"],[data-testid="stButtonGroup"],
[data-testid="stElementToolbar"]{display:none!important}
html,body,#root,.stApp,.stApp>div,[data-testid="stAppViewContainer"],[data-testid="stMain"],
[data-testid="stMain"]>div{position:static!important;height:auto!important;
overflow:visible!important}
.stMainBlockContainer{padding:0!important;max-width:none!important}
.ga-title{max-width:none!important}
[class*="st-key-map_frame"],[class*="st-key-map_frame"] iframe{width:100%!important;
max-width:100%!important}
[class*="st-key-map_frame"] iframe{height:115mm!important}
.ga-counts>div,.ga-card,.ga-sentences>div,.ga-standard,tr,iframe{break-inside:avoid}
.ga-standard,details{break-inside:avoid}}
@media (max-width:640px){.st-key-phone_links{display:flex}
/* On a phone counts and search stand above the map, and the choices below. */
:is(.st-key-gaps_halves,.st-key-overview_halves)>[data-testid="stLayoutWrapper"]>
[data-testid="stHorizontalBlock"]{flex-direction:column-reverse}
.stVerticalBlock:has(>div>.st-key-gaps_halves)>*{order:3}
.stVerticalBlock>div:has(>.st-key-gaps_halves){order:1!important}
div:has(>.st-key-gaps_above),.st-key-gaps_above,div:has(>.st-key-gaps_choices),.st-key-gaps_choices{display:contents!important}
.st-key-gaps_choices>*{order:2;flex:none!important;width:100%!important;max-width:100%!important}
.st-key-gaps_choices>*:first-child{order:0}
.ga-months>div>*{min-height:110px}.ga-months small{writing-mode:vertical-rl}
[class*="st-key-map_frame"] iframe{height:min(62vh,460px)!important}
.stMainBlockContainer{padding-left:.8rem;padding-right:.8rem}
.ga-standard>summary,.ga-axis{grid-template-columns:1fr 70px;gap:2px 10px}
.ga-standard>summary>span:first-child,.ga-axis>span:first-child{grid-column:1/3}
.ga-axis{height:auto}.ga-axis>span{min-height:20px}
.ga-title{font-size:21px}.ga-counts b{font-size:23px}}
</style>"""
)


def render_style() -> None:
    """Put the app's own few style rules on the page."""
    st.html(STYLE)


def tell_language() -> None:
    """Tell the browser in which language the page is, for whoever has it read aloud."""
    tongue = json.dumps(current().value)
    parts = f"document.documentElement.lang = {tongue};", own_words_script(), skip_script()
    script = f"<script>{''.join(parts)}</script>"
    st.html(script, unsafe_allow_javascript=True)


def render_title(text: str) -> None:
    """
    Show the page's question as its title.

    Parameters
    ----------
    text
        In the language of the page.
    """
    st.html(f'<h1 class="ga-title">{html_text(text)}</h1>')


def render_error(error: GeoAppError) -> None:
    """
    Show an error as one sentence; a proposal's problems as a sentence each.

    Parameters
    ----------
    error
        What went wrong.
    """
    _ = words()
    # A text block, not Markdown: the sentence may quote a file.
    if isinstance(error, ProposalError):
        sentences = [problem.sentence(_) for problem in error.problems]
        text = "\n".join(f"- {plain(sentence)}" for sentence in sentences)
    else:
        text = plain(error.sentence(_))
    st.error(text, icon=":material/error:")


def render_broken(broken: Mapping[str, GeoAppError]) -> None:
    """
    Say which layers cannot be used; the rest of the page goes on without them.

    Parameters
    ----------
    broken
        By id of the layer, with the reason.
    """
    for error in broken.values():
        render_error(error)


def bordered(render: Callable[Shown, None]) -> Callable[Shown, None]:
    """
    Show what a fragment raises on purpose as a sentence: the entry does not see it.

    Parameters
    ----------
    render
        The fragment.
    """

    @wraps(render)
    def render_or_tell(*args: Shown.args, **kwargs: Shown.kwargs) -> None:
        try:
            render(*args, **kwargs)
        except GeoAppError as error:
            render_error(error)

    return render_or_tell


def plain(text: str) -> str:
    """
    Return text that Streamlit's Markdown shows letter by letter.

    Parameters
    ----------
    text
        Any text, a file's too.
    """
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in text)


def html_text(text: object) -> str:
    """
    Return text that is safe inside `st.html`.

    Parameters
    ----------
    text
        Any text, a file's too.
    """
    return escape(text)
