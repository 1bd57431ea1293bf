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
  document.addEventListener("htmx:before:morph:attr", keepOpen);
  document.addEventListener("htmx:after:swap", () => {
    drawCells();
    showChosen();
  });
  drawCells();
  showChosen();
}

/** Shows another state of the panel, as a click on a link to it would. */
function go(href) {
  window.htmx.ajax("GET", href, { source: "#panel", target: "#panel", swap: "innerMorph", push: "true" });
}

/** What says by itself what is waited for (waits.js) needs no second word here. */
function ofPanel(event) {
  const ctx = event.detail?.ctx;
  return ctx?.target?.id === "panel" && !ctx.sourceElement?.matches?.("[data-wait]");
}

function begin(event) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.querySelector("#panel").setAttribute("aria-busy", "true");
    const progress = document.querySelector("#lab-progress");
    if (!progress) return;
    progress.textContent = event.detail.ctx.sourceElement?.dataset?.doing ?? progress.dataset.text;
    progress.append(" ", cancelling(progress.dataset.cancel, event.detail.ctx));
  }, SAY_AFTER);
}

function end() {
  clearTimeout(waiting);
  document.querySelector("#panel")?.removeAttribute("aria-busy");
  const progress = document.querySelector("#lab-progress");
  if (progress) progress.textContent = "";
}

/** What was unfolded stays so while results come in. */
function keepOpen(event) {
  const { attrName, newValue } = event.detail;
  if (attrName === "open" && newValue === null && event.target.matches("details.more")) event.preventDefault();
}

function setStrength(strength) {
  document.querySelector(".over-image")?.setAttribute("opacity", strength / 100);
}

/** Of switches that are wider than the window, the chosen part. */
function showChosen() {
  for (const chosen of document.querySelectorAll(":is(.lab-views, .lab-nets, .tabs) [aria-current]")) {
    const row = chosen.parentElement;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }
}

/** A wait that can be ended. */
export function cancelling(text, ctx) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = text;
  button.addEventListener("click", () => ctx.request.abort());
  return button;
}
