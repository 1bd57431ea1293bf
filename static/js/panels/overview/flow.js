// The overview: the place under the pointer is marked in every picture at once, in each by the cell that sees it.

document.addEventListener("pointermove", (event) => {
  const picture = event.target.closest?.(".flow .flow-picture");
  if (!picture) return clear();
  const box = picture.getBoundingClientRect();
  mark((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
});

function clear() {
  for (const each of document.querySelectorAll(".flow-mark")) each.remove();
}

function mark(x, y) {
  for (const picture of document.querySelectorAll(".flow .flow-picture")) {
    const [rows, cols] = picture.dataset.flowGrid.split(",").map(Number);
    const frame = picture.querySelector(".flow-mark") ?? picture.appendChild(made());
    const [left, width] = span(x, cols);
    const [top, height] = span(y, rows);
    Object.assign(frame.style, { left, width, top, height });
  }
}

/** The cell along one side that holds the place, in per cent; of what has no grid a small square around it. */
function span(at, cells) {
  const count = cells || 28;
  const cell = Math.min(count - 1, Math.max(0, Math.floor(at * count)));
  return [`${(100 * cell) / count}%`, `${100 / count}%`];
}

function made() {
  const frame = document.createElement("span");
  frame.className = "flow-mark";
  return frame;
}
