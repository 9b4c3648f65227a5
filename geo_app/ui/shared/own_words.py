"""Streamlit's own words in Thai: it speaks English only, on boxes, menus and files."""

from __future__ import annotations

import json

OWN_WORDS = {
    "No results": "ไม่พบ",
    "No options": "ไม่มีตัวเลือก",
    "No options to select": "ไม่มีตัวเลือก",
    "No options to select.": "ไม่มีตัวเลือก",
    "Choose an option": "เลือก",
    "Choose options": "เลือก",
    "Select all": "เลือกทั้งหมด",
    "Clear all": "ล้างทั้งหมด",
    "Clear value": "ล้างค่า",
    "Upload": "เลือกไฟล์",
    "Drag and drop file here": "หรือลากไฟล์มาวางที่นี่",
    "Drag and drop files here": "หรือลากไฟล์มาวางที่นี่",
    "Drag and drop a file here": "หรือลากไฟล์มาวางที่นี่",
    "Press Enter to apply": "กด Enter เพื่อใช้ค่า",
    "Press Ctrl+Enter to apply": "กด Ctrl+Enter เพื่อใช้ค่า",
    "Print": "พิมพ์",
    "Settings": "การตั้งค่า",
    "Rerun": "โหลดหน้าใหม่",
    "Running...": "กำลังทำงาน…",
    "Stop": "หยุด",
    "Connecting": "กำลังเชื่อมต่อ",
    "Fullscreen": "เต็มจอ",
    "Close fullscreen": "ออกจากเต็มจอ",
    "Search": "ค้นหา",
    "Close Search": "ปิดการค้นหา",
    "Type to search": "พิมพ์เพื่อค้นหา",
    "Show/hide columns": "แสดงหรือซ่อนคอลัมน์",
    "Sort ascending": "เรียงจากน้อยไปมาก",
    "Sort descending": "เรียงจากมากไปน้อย",
    "Autosize": "ปรับความกว้าง",
    "Pin column": "ตรึงคอลัมน์",
    "Unpin column": "เลิกตรึงคอลัมน์",
    "Hide column": "ซ่อนคอลัมน์",
    "Format": "รูปแบบ",
    "Add row": "เพิ่มแถว",
    "Close": "ปิด",
    "Main menu": "เมนู",
    "Open help tooltip": "คำอธิบาย",
    "Help": "คำอธิบาย",
}
"""By what Streamlit writes; a text that is anything more or less stays as it is."""

BEGINNINGS = {"Help for ": "คำอธิบาย: "}
"""What Streamlit puts before a text of ours."""

ATTRIBUTES = ("aria-label", "title", "placeholder")

# Once a page. What was English is remembered, so that a change of language undoes it.
SCRIPT = """
(function (words, beginnings, attributes) {
    if (window.gaOwnWords) { window.gaOwnWords(); return; }
    var english = new WeakMap(), outside = "iframe,canvas,script,style,.ga-card,.stMarkdown";
    function isThai() { return document.documentElement.lang === "th"; }
    function inThai(text) {
        var bare = text.trim(), begun = Object.keys(beginnings).find(function (one) {
            return bare.indexOf(one) === 0;
        });
        if (begun) { return beginnings[begun] + bare.slice(begun.length); }
        return Object.prototype.hasOwnProperty.call(words, bare)
            ? text.replace(bare, words[bare]) : null;
    }
    function put(keeper, name, text, set) {
        var kept = english.get(keeper) || {};
        if (isThai()) {
            var thai = inThai(text);
            if (thai !== null) { kept[name] = text; english.set(keeper, kept); set(thai); }
        } else if (name in kept) {
            if (text === inThai(kept[name])) { set(kept[name]); }
            delete kept[name];
        }
    }
    function look(root) {
        if (root.nodeType === Node.TEXT_NODE) {
            var holder = root.parentElement;
            if (holder && !holder.closest(outside)) {
                put(root, "text", root.nodeValue, function (text) { root.nodeValue = text; });
            }
            return;
        }
        if (root.nodeType !== Node.ELEMENT_NODE || root.closest(outside)) { return; }
        attributes.forEach(function (name) {
            var text = root.getAttribute(name);
            if (text) { put(root, name, text, function (t) { root.setAttribute(name, t); }); }
        });
        root.childNodes.forEach(look);
    }
    window.gaOwnWords = function () { look(document.body); };
    var changed = new Set(), waiting = false;
    function lookAtChanged() {
        waiting = false;
        changed.forEach(look);
        changed.clear();
    }
    new MutationObserver(function (changes) {
        if (!isThai()) { return; }
        changes.forEach(function (change) {
            if (change.type === "childList") {
                change.addedNodes.forEach(function (node) { changed.add(node); });
            } else { changed.add(change.target); }
        });
        // Once a frame, and never before what is changing stands there.
        if (!waiting) { waiting = true; requestAnimationFrame(lookAtChanged); }
    }).observe(document.body, {childList: true, subtree: true, characterData: true,
                               attributes: true, attributeFilter: attributes});
    window.gaOwnWords();
})(%s, %s, %s);
"""


def own_words_script() -> str:
    """Return the JavaScript that puts Streamlit's own words into the page's language."""
    return SCRIPT % tuple(
        json.dumps(value, ensure_ascii=False) for value in (OWN_WORDS, BEGINNINGS, ATTRIBUTES)
    )
