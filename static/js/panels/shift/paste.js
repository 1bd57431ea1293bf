// The sub-view `paste` of the shift panel: a box drawn on the photo is cut out and pasted into each corner.

import { listenToDrags } from "../../grab.js";

const EDGES = ["left", "top", "right", "bottom"];
const LEAST = 3; // per cent along each side: less is a click, not a box
let held; // where a box began: {picture, x, y} in shares of the photo

function form() {
  return document.querySelector("#paste-box");
}

/** The photo takes a drag while the form is there. */
function dress() {
  const picture = document.querySelector(".over-picture");
  if (picture && form()) picture.classList.add("is-cuttable");
}

/** A place under the pointer in shares of the photo's width and height, never outside it. */
function placeOf(event, picture) {
  const box = picture.getBoundingClientRect();
  const share = (value, start, length) => Math.min(1, Math.max(0, (value - start) / length));
  return { x: share(event.clientX, box.left, box.width), y: share(event.clientY, box.top, box.height) };
}

function edgesOf(event) {
  const end = placeOf(event, held.picture);
  const sorted = [Math.min(held.x, end.x), Math.min(held.y, end.y), Math.max(held.x, end.x), Math.max(held.y, end.y)];
  return sorted.map((edge) => Math.round(100 * edge));
}

function pictureOf(event) {
  return form() && event.target.closest?.(".over-picture");
}

function grab(event, picture) {
  event.preventDefault();
  held = { picture, ...placeOf(event, picture) };
}

function drag(event) {
  if (!form()) return;
  const [left, top, right, bottom] = edgesOf(event);
  const { width, height } = held.picture.viewBox.baseVal;
  const shown = held.picture.querySelector(".over-pointer");
  shown.setAttribute("visibility", "visible");
  for (const rect of shown.querySelectorAll("rect")) {
    rect.setAttribute("x", (left / 100) * width);
    rect.setAttribute("y", (top / 100) * height);
    rect.setAttribute("width", ((right - left) / 100) * width);
    rect.setAttribute("height", ((bottom - top) / 100) * height);
  }
}

function drop(event) {
  const edges = event && form() && edgesOf(event);
  held.picture.querySelector(".over-pointer").setAttribute("visibility", "hidden");
  held = undefined;
  if (!edges || edges[2] - edges[0] < LEAST || edges[3] - edges[1] < LEAST) return;
  EDGES.forEach((name, place) => {
    document.querySelector(`#paste-${name}`).value = edges[place];
  });
  form().requestSubmit();
}

listenToDrags({ of: pictureOf, begin: grab, move: drag, end: drop });
document.addEventListener("htmx:after:swap", dress);
dress();
