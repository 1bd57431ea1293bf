// The mosaic of channels: reading the cell under the pointer, and showing it on the photo too.

import { pointAt } from "../../cells.js";
import { fill } from "../../page.js";
import { told, valuesAt } from "../../values.js";

const ASK_AFTER = 60; // ms: a pointer on its way across the mosaic asks for nothing
let over = null; // the tile under the pointer
let timer;

document.addEventListener("pointermove", (event) => {
  const tile = event.pointerType !== "touch" && event.target.closest?.(".tile");
  if (tile) read(tile, event);
  else if (over) leave();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".tile")) say(event.target.getAttribute("aria-label"));
  if (event.target.matches?.(".crop")) pointAt(cellOfCrop(event.target));
});
document.addEventListener("focusout", (event) => event.target.matches?.(".tile, .crop") && leave());
document.addEventListener("pointerover", (event) => {
  const crop = event.target.closest?.(".crop");
  if (crop) pointAt(cellOfCrop(crop));
});
document.addEventListener("pointerout", (event) => event.target.closest?.(".crop") && pointAt(null));

function read(tile, event) {
  const cell = cellUnder(tile, event);
  if (tile !== over) {
    over = tile;
    say(tile.getAttribute("aria-label"));
  }
  pointAt(cell);
  clearTimeout(timer);
  timer = setTimeout(() => tell(tile, cell), ASK_AFTER);
}

async function tell(tile, cell) {
  const values = cell && (await valuesAt(tile.dataset.values));
  if (!values || tile !== over) return;
  const [row, col] = cell;
  const { here } = tile.closest(".mosaic").dataset;
  say(fill(here, { channel: tile.dataset.channel, row, col, value: told(values[row][col]) }));
}

/** The cell of the tile's channel under the pointer; null on the gap beside it. */
function cellUnder(tile, event) {
  const { grid, gap } = tile.closest(".mosaic").dataset;
  const [rows, cols] = grid.split(",").map(Number);
  const [gapRight, gapBelow] = gap.split(",").map(Number);
  const box = tile.getBoundingClientRect();
  const col = Math.floor(((event.clientX - box.left) / (box.width * (1 - gapRight))) * cols);
  const row = Math.floor(((event.clientY - box.top) / (box.height * (1 - gapBelow))) * rows);
  return row >= 0 && row < rows && col >= 0 && col < cols ? [row, col] : null;
}

function cellOfCrop(crop) {
  return crop.dataset.cell.split(",").map(Number);
}

function leave() {
  over = null;
  clearTimeout(timer);
  pointAt(null);
  const output = document.querySelector("#mosaic-here");
  if (output) say(output.dataset.empty);
}

function say(text) {
  const output = document.querySelector("#mosaic-here");
  if (output && output.textContent !== text) output.textContent = text;
}
