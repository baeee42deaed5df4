"use strict";
// Everything reads without this: names of marks, near misses of a thumb, sorting, a search.
(function () {
  const all = (what, where) => [...(where || document).querySelectorAll(what)];
  const make = (tag, parent, text) => {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = text || "";
    return element;
  };

  // The name of a mark beside the pointer or the focus.
  const tip = make("div", document.body);
  tip.id = "tip";
  tip.setAttribute("aria-hidden", "true");
  for (const title of all("svg a > title")) {
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

  // A thumb is 44 pixels wide: beside a mark it means the nearest one.
  const REACH = 22;
  function distance(link, x, y) {
    const box = link.getBoundingClientRect();
    return Math.hypot(Math.max(box.left - x, 0, x - box.right),
      Math.max(box.top - y, 0, y - box.bottom));
  }
  document.addEventListener("click", (event) => {
    const chart = event.target.closest("figure svg");
    if (!chart || event.target.closest("a")) { return; }
    const near = all("a", chart).map((link) => [distance(link, event.clientX, event.clientY), link])
      .filter(([far]) => far <= REACH).sort((a, b) => a[0] - b[0])[0];
    if (near) { location.hash = near[1].getAttribute("href"); }
  });

  // Tables sort by a click on a heading: numbers as numbers, up, then down.
  const order = new Intl.Collator("en", { numeric: true });
  const read = (row, n) => row.cells[n].textContent.trim();
  const number = (text) => Number(text.replace(/[,%\s]/g, "") || NaN);
  for (const head of all("table thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      const body = head.closest("table").tBodies[0];
      const n = head.cellIndex;
      for (const other of head.parentNode.cells) { other.removeAttribute("aria-sort"); }
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const compare = (a, b) => {
        const [x, y] = [number(read(a, n)), number(read(b, n))];
        return isNaN(x) || isNaN(y) ? order.compare(read(a, n), read(b, n)) : x - y;
      };
      body.append(...[...body.rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
    });
  }

  // A search over all that is written, folded or not; what is found is a list of links.
  const MOST = 60;
  const search = document.getElementById("search");
  const [box, found] = [search.querySelector("input"), document.getElementById("found")];
  // A passage of a text that is shown is found in the text.
  const UNITS = "main :is(h2, h3, p, .answers li, .caveats li, tbody tr, .mark > summary, " +
    ".mark li:not(:has(a)), .span)";
  let units;
  function unitsOnce() {
    units = units || all(UNITS).filter((unit) => !unit.closest(".cited"))
      .map((unit) => [unit, [...(unit.cells || [unit])].map((part) => part.textContent).join(" · ")
        .replace(/\s+/g, " ").trim()]);
    return units;
  }
  function address(unit) {
    const list = unit.parentNode.querySelector(":scope > ol[id]");  // of a mark's name
    return "#" + (unit.id ? unit : list || unit.closest("[id]")).id;
  }
  function seek() {
    const wanted = box.value.trim().toLowerCase();
    found.hidden = !wanted;
    const list = found.querySelector("ul");
    list.replaceChildren();
    if (!wanted) { return; }
    const hits = unitsOnce().filter(([, text]) => text.toLowerCase().includes(wanted));
    found.querySelector("output").textContent = hits.length + " places" +
      (hits.length > MOST ? ", the first " + MOST + " of them" : "");
    for (const [unit, text] of hits.slice(0, MOST)) {
      const at = text.toLowerCase().indexOf(wanted);
      const link = make("a", make("li", list));
      link.href = address(unit);
      const item = unit.closest("article");
      if (item) { make("small", link, item.getAttribute("aria-label") + " "); }
      link.append((at > 60 ? "…" : "") + text.slice(Math.max(0, at - 60), at));
      make("mark", link, text.slice(at, at + wanted.length));
      link.append(text.slice(at + wanted.length, at + wanted.length + 90));
    }
  }
  search.hidden = false;
  let waiting;
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(seek, 120); });
  found.addEventListener("click", (event) => {
    if (event.target.closest("a")) { found.hidden = true; }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { mark = null; place(); found.hidden = true; }
  });

  // Browsers that can't unfold by style sheet, on paper.
  let closed = [];
  addEventListener("beforeprint", () => {
    const what = location.hash === "#everything" ? "details" : "details.table:not(.long)";
    closed = all(what).filter((part) => !part.open);
    for (const part of closed) { part.open = true; }
  });
  addEventListener("afterprint", () => { for (const part of closed) { part.open = false; } });
})();
