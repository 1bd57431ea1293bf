// Long work: listens to the server's events, shows how far it is, redraws the panel as results come, and cancels.

import { announce } from "./page.js";

const REDRAW_EVERY = 700; // ms
let source;
let works; // what is listened to: the same works under whatever address
const stopped = new Map(); // works that were cancelled or broke, and what is said of them, until the page is loaded again
let drawn = 0;

export function listenToSweep() {
  document.addEventListener("htmx:after:swap", follow);
  document.addEventListener("click", (event) => {
    if (event.target.id === "sweep-cancel") cancel();
  });
  window.addEventListener("pagehide", stop);
  follow();
}

/** Listens to the work that the page shows, if any, and to nothing else. */
function follow() {
  const sweep = document.querySelector("#sweep");
  const held = sweep && stopped.get(sweep.dataset.works);
  const wanted = sweep && !held ? sweep.dataset.works : undefined;
  if (held) say(held);
  if (wanted === works) return;
  stop();
  if (!wanted) return;
  works = wanted;
  drawn = performance.now();
  source = new EventSource(sweep.dataset.stream);
  source.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  source.addEventListener("failed", (event) => fail(JSON.parse(event.data).text));
  source.addEventListener("done", () => {
    stop();
    redraw();
  });
  source.onerror = () => fail(sweep.dataset.stopped);
}

function show({ text, share, percent }) {
  const bar = document.querySelector("#sweep-bar");
  if (!bar) return;
  bar.value = share;
  document.querySelector("#sweep-text").textContent = text;
  if (percent) document.querySelector("#sweep-share").textContent = percent;
  if (percent && performance.now() - drawn > REDRAW_EVERY) redraw();
}

/** The panel as far as the results are: a link that gives way to whatever else is asked for. */
function redraw() {
  drawn = performance.now();
  document.querySelector("#sweep-redraw")?.click();
}

function cancel() {
  fail(document.querySelector("#sweep").dataset.stopped);
}

function fail(text) {
  stop();
  const sweep = document.querySelector("#sweep");
  if (!sweep) return;
  stopped.set(sweep.dataset.works, text);
  say(text);
  announce(text);
}

/** The panel may be drawn again, for another shift of the photo: what was stopped stays so until it is gone on with. */
function say(text) {
  document.querySelector("#sweep-text").textContent = text;
  document.querySelector("#sweep-share").textContent = "";
  document.querySelector("#sweep-cancel").hidden = true;
  document.querySelector("#sweep-again").hidden = false;
}

function stop() {
  source?.close();
  source = undefined;
  works = undefined;
}
