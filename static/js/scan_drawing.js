// One convolution drawn: the three grids, the output, and the patch over the photo.

import { fill } from "./page.js";
import { isBrightness, peakOf } from "./scan.js";

const BRIGHT = 140; // luma from which ink is dark, as in app/render/number_grid.py

/** The numbers and colours of the patch and the products, and their sum. */
export function drawPatch(scan, patch) {
  const peak = strongest(patch.products.flat());
  scan.weights.forEach((_, channel) => {
    drawGrid(`patch-${channel}`, patch.values[channel], (_, index) => Array(3).fill(patch.bytes[channel][index]));
    drawGrid(`products-${channel}`, patch.products[channel], (value) => signed(scan, value / peak));
  });
  document.querySelector("#conv-total").textContent = short(patch.total);
  document.querySelector(".conv-place").textContent = fill(scan.place, patch);
}

export function drawKernels(scan) {
  const peak = strongest(scan.weights.flat());
  scan.weights.forEach((weights, channel) => {
    drawGrid(`kernel-${channel}`, weights, (value) => signed(scan, value / peak));
  });
}

/** The frame over the photo, and the cell of the output. */
export function drawPlace(scan, { row, col, top, left }) {
  for (const rect of document.querySelectorAll(".conv-cell rect")) place(rect, col, row, 1, 1);
  const over = document.querySelector("#over svg");
  if (!over) return;
  const { width, height } = over.viewBox.baseVal;
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  const [right, bottom] = [Math.min(left + scan.side, scan.width), Math.min(top + scan.side, scan.height)];
  const [across, down] = [width / scan.width, height / scan.height];
  for (const rect of over.querySelectorAll(".is-patch rect")) {
    place(rect, x * across, y * down, (right - x) * across, (bottom - y) * down);
  }
}

/** A new picture in place of the server's. */
export function drawOutput(scan, output) {
  const canvas = Object.assign(document.createElement("canvas"), { width: scan.cols, height: scan.rows });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(scan.cols, scan.rows);
  const [brightness, peak] = [isBrightness(scan), peakOf(scan, output)];
  output.forEach((value, index) => {
    const colour = brightness ? Array(3).fill(Math.round(value)) : signed(scan, value / peak);
    picture.data.set([...colour, 255], index * 4);
  });
  context.putImageData(picture, 0, 0);
  document.querySelector(".conv-image").setAttribute("href", canvas.toDataURL());
  const scale = document.querySelector(".conv-scale");
  scale.textContent = brightness ? scale.dataset.brightness : fill(scale.dataset.signed, { peak: short(peak) });
}

/** At most about five characters: `0.06`, `−12.3`, `255`. */
export function short(value) {
  const size = Math.abs(value);
  const digits = size >= 99.5 || Number.isInteger(value) ? 0 : size >= 9.95 ? 1 : 2;
  const text = value.toFixed(digits).replace("-", "−");
  return /[1-9]/.test(text) ? text : "0";
}

function drawGrid(name, values, colourOf) {
  const grid = document.querySelector(`[data-numbers="${name}"]`);
  const [cells, texts] = [grid.querySelectorAll("rect"), grid.querySelectorAll("text")];
  values.forEach((value, index) => {
    const colour = colourOf(value, index);
    const [red, green, blue] = colour;
    cells[index].setAttribute("fill", `rgb(${colour.join(",")})`);
    texts[index].textContent = short(value);
    const bright = 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT;
    texts[index].setAttribute("class", `grid-number ${bright ? "on-bright" : "on-dark"}`);
  });
}

/** The colour of a share of the peak, -1 to 1. */
function signed(scan, share) {
  const zero = (scan.colours.length / 3 - 1) / 2;
  const level = Math.round(zero * (1 + Math.max(-1, Math.min(1, share))));
  return [...scan.colours.subarray(level * 3, level * 3 + 3)];
}

function strongest(values) {
  return Math.max(...values.map(Math.abs)) || 1;
}

function place(rect, x, y, width, height) {
  Object.entries({ x, y, width, height }).forEach(([name, value]) => rect.setAttribute(name, value));
}
