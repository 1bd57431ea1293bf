// The way back: a place in the photo, and which words look there.

import { evidence, page } from "./page.js";
import { current, preview, shownPlace, tellsOfPlace, update } from "./state.js";
import { say } from "./words.js";

const WORTH_SAYING = 0.08; // of the top of the scale
const NAMED = 3; // words in the line under the sentence

export function listenToPlace() {
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerout", (event) => leave(event));
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("#stage") && page() && placeOf(event);
    if (place) update({ place, pointed: null, view: "place", told: "place" });
  });
  document.addEventListener("focusout", (event) => event.target.id === "stage" && preview({ pointed: null }));
  document.addEventListener("keydown", key);
}

export function drawPlace(state) {
  const { stage, explore, cross } = page();
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", stage.dataset.label);
  const place = shownPlace();
  cross.setAttribute("visibility", place ? "visible" : "hidden");
  explore.classList.toggle("is-pointing", place !== null && state.preview === null);
  const cell = place && cellOf(place);
  if (cell) moveCross(cell);
  const shares = new Map([...page().words.values()].map((word) => [word, cell ? shareAt(word, cell) : null]));
  drawGlow(shares);
  drawBars(shares);
  if (tellsOfPlace()) sayHere(shares);
}

function move(event) {
  if (event.pointerType === "touch" || !event.target.closest?.(".stage-picture") || !page()) return;
  const place = placeOf(event);
  const cell = place && cellOf(place).join();
  const before = current().pointed && cellOf(current().pointed).join();
  if (cell !== before) preview({ pointed: place });
}

function leave(event) {
  if (current().pointed && event.target.closest?.("#stage") && !event.relatedTarget?.closest?.(".stage-picture")) {
    preview({ pointed: null });
  }
}

/** The place under the pointer, in shares of the photo's width and height; null beside the photo. */
function placeOf(event) {
  const { picture } = page();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  const place = [point.x / picture.viewBox.baseVal.width, point.y / picture.viewBox.baseVal.height];
  return place.every((share) => share >= 0 && share < 1) ? place : null;
}

function cellOf([x, y]) {
  const [rows, cols] = page().grid;
  return [Math.min(rows - 1, Math.floor(y * rows)), Math.min(cols - 1, Math.floor(x * cols))];
}

function centreOf([row, col]) {
  const [rows, cols] = page().grid;
  return [(col + 0.5) / cols, (row + 0.5) / rows];
}

/** A word's evidence in a cell as a share of the top of the scale; null for a word that was not found. */
function shareAt(word, [row, col]) {
  const bytes = evidence(word);
  return bytes && bytes[row * page().grid[1] + col] / 255;
}

function moveCross([row, col]) {
  const { cross, grid, picture } = page();
  const [height, width] = [picture.viewBox.baseVal.height / grid[0], picture.viewBox.baseVal.width / grid[1]];
  for (const frame of cross.querySelectorAll("rect")) {
    frame.setAttribute("x", col * width);
    frame.setAttribute("y", row * height);
  }
  const [x, y] = [(col + 0.5) * width, (row + 0.5) * height];
  cross.querySelector("path").setAttribute("d", `M0 ${y}H${width * grid[1]}M${x} 0V${height * grid[0]}`);
}

function drawGlow(shares) {
  for (const [word, share] of shares) {
    const old = [...word.link.classList].filter((name) => /^h\d+$/.test(name));
    word.link.classList.remove(...old);
    if (share !== null) word.link.classList.add(`h${Math.round(share * 10)}`);
  }
}

function drawBars(shares) {
  const bars = document.querySelector("#bars");
  for (const [word, share] of shares) {
    const bar = bars?.querySelector(`.bar[data-word="${word.index}"]`);
    if (!bar) continue;
    bar.querySelector(".bar-fill").setAttribute("width", `${((share ?? 0) * 100).toFixed(1)}%`);
    bar.querySelector(".number").textContent = share === null ? "–" : (share * bars.dataset.peak).toFixed(1);
  }
}

function sayHere(shares) {
  const { summary } = page();
  const peak = document.querySelector("#bars")?.dataset.peak ?? 0;
  const most = [...shares].filter(([, share]) => share > WORTH_SAYING).sort((one, two) => two[1] - one[1]);
  const list = most.slice(0, NAMED).map(([word, share]) => `${word.text} ${(share * peak).toFixed(1)} ×`);
  const text = list.length ? summary.dataset.here.replace("{list}", list.join(summary.dataset.comma)) : summary.dataset.hereNone;
  if (summary.textContent !== text) say(summary, "", text);
}

function key(event) {
  if (event.target.id !== "stage" || !page()) return;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (step) walk(step);
  else if (event.key === "Enter" && current().pointed) hold();
  else return;
  event.preventDefault();
}

function hold() {
  update({ place: current().pointed, pointed: null, view: "place", told: "place" });
}

function walk([down, right]) {
  const [rows, cols] = page().grid;
  const from = current().pointed ?? current().place;
  const [row, col] = from ? cellOf(from) : [Math.floor(rows / 2) - down, Math.floor(cols / 2) - right];
  const inside = (value, count) => Math.max(0, Math.min(count - 1, value));
  preview({ pointed: centreOf([inside(row + down, rows), inside(col + right, cols)]) });
}
