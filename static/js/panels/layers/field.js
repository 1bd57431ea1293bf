// The sub-view of receptive fields: while a cell is pointed at, its theoretical field is drawn at once.
// What it does depend on takes a run of the network: that comes when the cell is held.

const SHAPE = ["x", "y", "width", "height"];
let kept; // the frame of the held cell, to put back

document.addEventListener("fovea:cell", (event) => {
  const spans = document.querySelector(".field-spans");
  if (!spans) return;
  if (event.detail) preview(spans, event.detail);
  else restore();
});
document.addEventListener("htmx:after:swap", () => (kept = undefined));

function preview(spans, { row, col }) {
  const [top, bottom] = span(spans.dataset.rows, row);
  const [left, right] = span(spans.dataset.cols, col);
  const over = document.querySelector("#over");
  const { width, height } = over.querySelector("svg").viewBox.baseVal;
  const [across, down] = [width / spans.dataset.size, height / spans.dataset.size];
  kept ??= SHAPE.map((name) => frames()[0].getAttribute(name));
  frame([left * across, top * down, (right - left + 1) * across, (bottom - top + 1) * down]);
  over.classList.add("is-previewing");
}

function restore() {
  if (!kept) return;
  frame(kept);
  kept = undefined;
  document.querySelector("#over").classList.remove("is-previewing");
}

function span(spans, index) {
  return spans.split(" ")[index].split(",").map(Number);
}

function frames() {
  return document.querySelectorAll("#over .is-field rect");
}

function frame(values) {
  for (const rect of frames()) SHAPE.forEach((name, index) => rect.setAttribute(name, values[index]));
}
