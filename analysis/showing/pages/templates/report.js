"use strict";
// Everything reads without this: names of marks beside the pointer, a filter, open tables in print.
(function () {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  for (const title of document.querySelectorAll("svg a > title")) {
    title.parentNode.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  let mark = null;
  function place() {
    tip.textContent = mark ? mark.getAttribute("aria-label") : "";
    if (!mark) { return; }
    const box = mark.getBoundingClientRect();
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (above > 0 ? above : box.bottom + 6) + "px";
  }
  function point(event) { mark = event.target.closest("svg a"); place(); }
  document.addEventListener("mouseover", point);
  document.addEventListener("focusin", point);
  document.addEventListener("scroll", place, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { mark = null; place(); }
  });

  const filter = document.getElementById("filter");
  const [box, said] = [filter.querySelector("input"), filter.querySelector("output")];
  const rows = [...document.querySelectorAll(".mark li")];
  filter.hidden = false;
  function narrow() {
    const wanted = box.value.trim().toLowerCase();
    for (const row of rows) { row.hidden = !row.textContent.toLowerCase().includes(wanted); }
    for (const part of document.querySelectorAll(".mark")) {
      part.hidden = !part.querySelector("li:not([hidden])");
    }
    const shown = rows.filter((row) => !row.hidden).length;
    said.textContent = wanted ? shown + " of " + rows.length + " sentences" : "";
  }
  let waiting;
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(narrow, 150); });
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (box.value && target) { box.value = ""; narrow(); target.scrollIntoView(); }
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open], .long)")];
    for (const part of closed) { part.open = true; }
  });
  addEventListener("afterprint", () => { for (const part of closed) { part.open = false; } });
})();
