// What all panels share: cells over the photo, the strength of what lies there, and what the page waits for.

import { drawCells, listenToCells } from "./cells.js";

const SAY_AFTER = 200; // ms: what takes longer says what it is doing
let waiting;

export function listenToPanel() {
  listenToCells(go);
  document.addEventListener("input", (event) => {
    if (event.target.id === "over-strength") setStrength(Number(event.target.value));
  });
  document.addEventListener("htmx:before:request", (event) => ofPanel(event) && begin(event));
  document.addEventListener("htmx:finally:request", (event) => ofPanel(event) && end());
  document.addEventListener("htmx:after:swap", drawCells);
  drawCells();
}

/** Shows another state of the panel, as a click on a link to it would. */
function go(href) {
  window.htmx.ajax("GET", href, { source: "#panel", target: "#panel", swap: "innerMorph", push: "true" });
}

function ofPanel(event) {
  return event.detail?.ctx?.target?.id === "panel";
}

function begin(event) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.querySelector("#panel").setAttribute("aria-busy", "true");
    const progress = document.querySelector("#lab-progress");
    if (progress) progress.textContent = event.detail.ctx.sourceElement?.dataset?.doing ?? progress.dataset.text;
  }, SAY_AFTER);
}

function end() {
  clearTimeout(waiting);
  document.querySelector("#panel")?.removeAttribute("aria-busy");
  const progress = document.querySelector("#lab-progress");
  if (progress) progress.textContent = "";
}

function setStrength(strength) {
  document.querySelector(".over-image")?.setAttribute("opacity", strength / 100);
}
