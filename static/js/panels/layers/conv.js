// The sub-view of one convolution: editing the kernel, pointing at places and sliding, without asking the server.

import { convolve, patchAt, readScan } from "../../scan.js";
import { drawKernels, drawOutput, drawPatch, drawPlace } from "../../scan_drawing.js";

const WRITE_AFTER = 250; // ms
const SLIDE = 9000; // ms for the whole photo
let scan = null;
let sliding = 0; // number of the animation frame that is awaited
let timer;

document.addEventListener("fovea:cell", (event) => {
  if (current() && !sliding) show(event.detail ?? held());
});
document.addEventListener("input", (event) => event.target.matches(".kernel-weight") && current() && edit());
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".conv-slide");
  if (button && current()) slide(button);
});
document.addEventListener("htmx:after:swap", () => {
  stop();
  scan = null;
});

/** What the page holds of the convolution that is shown; null in other views. */
function current() {
  const data = document.querySelector(".conv-data");
  scan ??= data && readScan(data.dataset);
  return data && scan;
}

function held() {
  const [row, col] = document.querySelector(".conv-data").dataset.at.split(",").map(Number);
  return { row, col };
}

function show({ row, col }) {
  const patch = patchAt(scan, row, col);
  drawPatch(scan, patch);
  drawPlace(scan, patch);
}

/** New numbers in the kernel: the output, the sum and the address follow. */
function edit() {
  const inputs = [...document.querySelectorAll(".kernel-weight")];
  const values = inputs.map((input) => number(input.value));
  inputs.forEach((input, index) => input.toggleAttribute("aria-invalid", values[index] === null));
  if (values.includes(null)) return;
  scan.weights = [values];
  drawKernels(scan);
  drawOutput(scan, convolve(scan));
  show(held());
  clearTimeout(timer);
  timer = setTimeout(write, WRITE_AFTER);
}

/** `1/9`, `-0.5`; null for what is no number. */
function number(text) {
  const [above, below = "1"] = text.trim().split("/");
  const value = Number(above.replace("−", "-")) / Number(below);
  return above.trim() && Number.isFinite(value) && Math.abs(value) <= 10000 ? value : null;
}

/** Rows split by `;`, as in an address. */
function kernelText(between, rows) {
  const side = scan.side;
  const values = scan.weights[0].map((value) => String(Number(value.toPrecision(6))));
  return Array.from({ length: side }, (_, row) => values.slice(row * side, (row + 1) * side).join(between)).join(rows);
}

function write() {
  if (!current()) return;
  const text = kernelText(",", ";");
  const name = Object.entries(scan.presets).find(([, preset]) => preset === text)?.[0];
  for (const link of document.querySelectorAll("[data-kernel]")) {
    if (link.dataset.kernel === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.querySelector(".kernel-typed input").value = kernelText(" ", "; ");
  const address = document.querySelector(".conv-data").dataset.address.replace("{kernel}", name ?? text);
  const { row, col } = held();
  history.replaceState(history.state, "", address.replace("{at}", `${row},${col}`));
  const over = document.querySelector("#over svg[data-href]");
  if (over) over.dataset.href = address.replace("{at}", "{row},{col}");
}

function slide(button) {
  if (sliding) return stop();
  button.dataset.text = button.textContent;
  button.textContent = button.dataset.stop;
  const started = performance.now();
  const step = (now) => {
    const share = Math.min((now - started) / SLIDE, 1);
    const place = Math.min(Math.floor(share * scan.rows * scan.cols), scan.rows * scan.cols - 1);
    const [row, col] = [Math.floor(place / scan.cols), place % scan.cols];
    show({ row, col });
    cover(row, col);
    if (share < 1) sliding = requestAnimationFrame(step);
    else stop();
  };
  sliding = requestAnimationFrame(step);
}

/** What was not computed yet is dark. */
function cover(row, col) {
  const picture = document.querySelector(".conv-output");
  let path = picture.querySelector(".conv-cover");
  if (!path) {
    path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", "conv-cover");
    picture.querySelector(".conv-image").after(path);
  }
  path.setAttribute("d", `M${col + 1} ${row}H${scan.cols}V${row + 1}H${col + 1}zM0 ${row + 1}H${scan.cols}V${scan.rows}H0z`);
}

function stop() {
  if (!sliding) return;
  cancelAnimationFrame(sliding);
  sliding = 0;
  document.querySelector(".conv-cover")?.remove();
  const button = document.querySelector(".conv-slide");
  if (button?.dataset.text) button.textContent = button.dataset.text;
  if (current()) show(held());
}
