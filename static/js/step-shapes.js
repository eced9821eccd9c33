// A shape of the drawing and its row belong together: choosing one marks the other.
(() => {
  "use strict";

  const steps = window.riskreg.steps;
  const side = document.getElementById("chart-preview");
  if (!steps || !side) return;
  const { table, rows, cell } = steps;
  const XLINK = "http://www.w3.org/1999/xlink";
  let chosen = "";

  const address = (link) => link.getAttribute("href") || link.getAttributeNS(XLINK, "href") || "";

  function mark({ scroll }) {
    for (const row of rows()) row.classList.toggle("is-chosen", row.dataset.key === chosen);
    for (const link of side.querySelectorAll("svg a")) {
      const is = chosen !== "" && address(link) === `#row-${chosen}`;
      link.classList.toggle("is-chosen", is);
      if (is) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (is && scroll) show(link);
    }
  }

  // Scrolls the drawing alone: the page stays where the person types.
  function show(link) {
    const frame = link.closest(".chart-drawing");
    const [outer, inner] = [frame.getBoundingClientRect(), link.getBoundingClientRect()];
    const [top, bottom] = [Math.max(outer.top, 0), Math.min(outer.bottom, innerHeight)]; // what of it is on screen
    if (bottom - top > inner.height && (inner.top < top || inner.bottom > bottom)) {
      frame.scrollTop += inner.top - top - (bottom - top - inner.height) / 2;
    }
    if (inner.left < outer.left || inner.right > outer.right) {
      frame.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    }
  }

  // Where the drawing stands below the table, what was found is told beside the table too.
  const foundLink = document.getElementById("found-link");
  function count() {
    const found = side.querySelectorAll(".finding").length;
    foundLink.textContent = found ? foundLink.dataset.some.replace("{n}", found) : foundLink.dataset.none;
    foundLink.dataset.tone = found ? "warn" : "good";
  }
  count();

  table.addEventListener("focusin", (event) => {
    const key = event.target.closest("tbody.step")?.dataset.key;
    if (key === undefined || key === chosen) return;
    chosen = key;
    mark({ scroll: true });
  });

  // A shape, and a problem's link, lead to the row and into it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const to = link && address(link);
    const row = to?.startsWith("#row-") && document.getElementById(to.slice(1));
    if (!row) return;
    event.preventDefault();
    chosen = row.dataset.key;
    mark({ scroll: false });
    const wrong = row.querySelector("[aria-invalid]");
    (wrong || cell(row, "label")).focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  });

  // The new drawing goes in as it is: htmx would look for every one of its hundreds of ids in the old one, which
  // takes longer than drawing it. Never a sign-in page in its place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr, requestConfig } = event.detail;
    if (target !== side) return;
    event.detail.shouldSwap = false;
    if (xhr.status !== 200 || new URL(xhr.responseURL).pathname !== requestConfig.path) return;
    side.innerHTML = xhr.responseText;
    mark({ scroll: true });
    count();
  });
})();
