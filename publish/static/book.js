// The book's own touches on the theme; every page can be read without them.
"use strict";

// Pages that are read from a disk may not fetch others, so their search shows no summaries.
if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined")
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What scrolls sideways can be reached and scrolled from the keyboard.
const SCROLLED = {
  ".formula": "Formula, scrolls sideways",
  ".pst-scrollable-table-container": "Table, scrolls sideways",
  ".cell_output": "Output, scrolls sideways",
  ".cell_output pre": "Output, scrolls sideways",
  ".cell_input pre, .highlight pre": "Code, scrolls sideways",
};
const reach = (element, label) => {
  const scrolls = element.scrollWidth > element.clientWidth + 1;
  if (!scrolls && element.dataset.reached) {
    for (const name of ["tabindex", "role", "aria-label"]) element.removeAttribute(name);
    delete element.dataset.reached;
  } else if (scrolls && !element.dataset.reached) {
    element.tabIndex = 0;
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", label);
    element.dataset.reached = "yes";
  }
};
document.addEventListener("DOMContentLoaded", () => {
  const found = new Map();
  for (const [selector, label] of Object.entries(SCROLLED))
    for (const element of document.querySelectorAll(`.bd-article :is(${selector})`))
      found.set(element, label);
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target, found.get(target));
  });
  for (const element of found.keys()) observer.observe(element);
});
