// Cells of a stage over the photo: point at one, walk with the arrow keys, hold one with a click or Enter.

import { fill } from "./page.js";
import { told, valuesAt } from "./values.js";

let pointed = null; // [row, col]

export function listenToCells(go) {
  document.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") move(event);
  });
  document.addEventListener("pointerout", (event) => {
    const picture = pictureOf(event);
    if (picture && !event.relatedTarget?.closest?.(".over-picture")) pointAt(null);
  });
  document.addEventListener("click", (event) => {
    const picture = pictureOf(event);
    const cell = picture?.dataset.href && cellUnder(picture, event);
    if (cell) go(hrefOf(picture, cell));
  });
  document.addEventListener("focusout", (event) => pictureOf(event) && pointAt(null));
  document.addEventListener("keydown", (event) => key(event, go));
}

/** What a swap brought: the photo can be walked by keyboard. */
export function drawCells() {
  const picture = gridPicture();
  if (!picture) return;
  picture.setAttribute("tabindex", "0");
  picture.setAttribute("role", "application");
  picture.setAttribute("aria-label", picture.dataset.label);
  pointed = null;
}

/** Shows a cell on the photo as if it were pointed at; null takes it away. */
export function pointAt(cell) {
  const picture = gridPicture();
  if (!picture || String(cell) === String(pointed)) return;
  pointed = cell;
  const frame = picture.querySelector(".over-pointer");
  frame.setAttribute("visibility", cell ? "visible" : "hidden");
  if (cell) place(frame, picture, cell);
  read(picture, cell);
  const detail = cell && { row: cell[0], col: cell[1] };
  document.dispatchEvent(new CustomEvent("fovea:cell", { detail }));
}

function gridPicture() {
  return document.querySelector(".over-picture[data-grid]");
}

function pictureOf(event) {
  return event.target.closest?.(".over-picture[data-grid]");
}

function gridOf(picture) {
  return picture.dataset.grid.split(",").map(Number);
}

function move(event) {
  const picture = pictureOf(event);
  if (picture) pointAt(cellUnder(picture, event));
}

/** The cell under the pointer; null beside the photo. */
function cellUnder(picture, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  const { width, height } = picture.viewBox.baseVal;
  const [rows, cols] = gridOf(picture);
  const cell = [Math.floor((point.y / height) * rows), Math.floor((point.x / width) * cols)];
  return cell[0] >= 0 && cell[0] < rows && cell[1] >= 0 && cell[1] < cols ? cell : null;
}

function place(frame, picture, [row, col]) {
  const [rows, cols] = gridOf(picture);
  const [width, height] = [picture.viewBox.baseVal.width / cols, picture.viewBox.baseVal.height / rows];
  for (const line of frame.children) {
    Object.entries({ x: col * width, y: row * height, width, height }).forEach(([name, value]) => {
      line.setAttribute(name, value.toFixed(2));
    });
  }
}

async function read(picture, cell) {
  const output = document.querySelector("#over-here");
  if (!output) return;
  const here = cell && fill(picture.dataset.here, { row: cell[0], col: cell[1] });
  output.textContent = here ?? "";
  if (!cell || !picture.dataset.values) return;
  const values = await valuesAt(picture.dataset.values);
  if (values && pointed === cell) output.textContent = `${here}: ${told(values[cell[0]][cell[1]])}`;
}

function hrefOf(picture, [row, col]) {
  return fill(picture.dataset.href, { row, col });
}

function key(event, go) {
  const picture = event.target.matches?.(".over-picture[data-grid]") && event.target;
  if (!picture) return;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (step) pointAt(walked(picture, step));
  else if (event.key === "Enter" && pointed && picture.dataset.href) go(hrefOf(picture, pointed));
  else if (event.key === "Escape") pointAt(null);
  else return;
  event.preventDefault();
}

function walked(picture, [down, right]) {
  const grid = gridOf(picture);
  const from = pointed ?? held(picture) ?? grid.map((count) => Math.floor(count / 2));
  return [from[0] + down, from[1] + right].map((at, axis) => Math.max(0, Math.min(grid[axis] - 1, at)));
}

function held(picture) {
  return picture.dataset.held ? picture.dataset.held.split(",").map(Number) : null;
}
