// Makes a drawing larger or smaller inside its scroll region. Without JavaScript the drawing fits the page.
// A drawing wider than its region begins where its first step stands, not on the blank beside it.
"use strict";

function beginAtFirstStep(region, step) {
  const held = region.getBoundingClientRect();
  const first = step.getBoundingClientRect();
  region.scrollLeft += first.left + first.width / 2 - (held.left + held.width / 2);
}

for (const figure of document.querySelectorAll("[data-zoom]")) {
  const drawing = figure.querySelector("svg[viewBox]");
  const tools = figure.querySelector(".zoom-tools");
  if (!drawing || !tools) continue;
  const region = drawing.closest(".figure-scroll");
  const step = drawing.querySelector(".step");
  if (region && step) beginAtFirstStep(region, step);
  let factor = 1;
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const by = event.target.closest("[data-zoom-by]");
    if (!by) return;
    const step = Number(by.dataset.zoomBy);
    factor = step ? Math.min(4, Math.max(0.25, factor * step)) : 1;
    figure.classList.toggle("is-zoomed", factor !== 1);
    const width = drawing.viewBox.baseVal.width * (4 / 3) * factor;
    drawing.setAttribute("width", String(Math.round(width)));
  });
}
