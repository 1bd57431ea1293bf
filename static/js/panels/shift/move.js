// The sub-view `move` of the shift panel: the photo moves by slider, by dragging and by arrow keys; the moving strip plays when asked to.

import { listenToDrags } from "../../grab.js";

const ASK_AFTER = 140; // ms without a change
const ARROWS = { ArrowLeft: ["dx", -1], ArrowRight: ["dx", 1], ArrowUp: ["dy", -1], ArrowDown: ["dy", 1] };
let timer;
let held; // where a drag began: {x, y, dx, dy}

function sliders() {
  return document.querySelector("#shift-sliders");
}

function field(name) {
  return document.querySelector(`#shift-${name}`);
}

/** The photo can be dragged, and takes arrow keys, while the sliders are there. */
function dress() {
  const picture = document.querySelector(".over-picture");
  if (!picture || !sliders()) return;
  picture.classList.add("is-draggable");
  picture.setAttribute("tabindex", "0");
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", document.querySelector("#over-caption").textContent);
}

function set(name, value) {
  const slider = field(name);
  slider.value = Math.round(value);
  moved();
}

function moved() {
  for (const name of ["dx", "dy"]) {
    const value = Number(field(name).value);
    document.querySelector(`#shift-${name}-value`).textContent = value > 0 ? `+${value}` : value;
  }
  clearTimeout(timer);
  timer = setTimeout(ask, ASK_AFTER);
}

function ask() {
  clearTimeout(timer);
  sliders()?.requestSubmit();
}

function key(event) {
  const arrow = ARROWS[event.key];
  if (!arrow || !sliders() || !event.target.closest?.(".over-picture")) return;
  event.preventDefault();
  const [name, step] = arrow;
  set(name, Number(field(name).value) + step * (event.shiftKey ? 8 : 1));
}

function pictureOf(event) {
  return sliders() && event.target.closest?.(".over-picture");
}

function grab(event, picture) {
  held = { x: event.clientX, y: event.clientY, dx: Number(field("dx").value), dy: Number(field("dy").value), picture };
}

/** The photo goes along with the pointer: its width on the page is so many pixels of the network's input. */
function drag(event) {
  if (!sliders()) return;
  const box = held.picture.getBoundingClientRect();
  const across = Number(sliders().dataset.across);
  set("dx", held.dx + ((event.clientX - held.x) / box.width) * across);
  set("dy", held.dy + ((event.clientY - held.y) / box.height) * across);
}

function drop() {
  held = undefined;
}

function play(button) {
  const strip = document.querySelector("#shift-strip");
  const playing = strip.getAttribute("src") === strip.dataset.moving;
  strip.src = playing ? strip.dataset.still : strip.dataset.moving;
  button.textContent = playing ? button.dataset.play : button.dataset.stop;
}

document.addEventListener("input", (event) => {
  if (event.target.closest?.("#shift-sliders")) moved();
});
document.addEventListener("keydown", key);
listenToDrags({ of: pictureOf, begin: grab, move: drag, end: drop });
document.addEventListener("click", (event) => {
  if (event.target.id === "shift-play") play(event.target);
});
document.addEventListener("htmx:after:swap", dress);
dress();
