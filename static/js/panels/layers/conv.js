// The sub-view of one convolution: editing the kernel, pointing at places and sliding, without asking the server.
// A kernel that is typed or pasted as a whole goes to the server, as it does without scripts.

import { holdsSeveral, onOneLine, plainText, readNumber } from "../../kernel_text.js";
import { fill } from "../../page.js";
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
document.addEventListener("paste", (event) => {
  const field = event.target.closest?.(".kernel-weight, .kernel-typed input");
  const text = field && event.clipboardData.getData("text/plain");
  if (text && (holdsSeveral(text) && field.matches(".kernel-weight") || /[\r\n]/.test(text.trim()))) paste(event, text);
});
document.addEventListener("submit", beforeAsking, { capture: true });
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

/** New numbers in the kernel: the output, the sum and the address follow; a wrong one is told and changes nothing. */
function edit() {
  const inputs = weightInputs();
  const values = inputs.map((input) => readNumber(input.value));
  tellWrong(inputs, values);
  clearTimeout(timer);
  if (values.includes(null)) return;
  scan.weights = [values];
  drawKernels(scan);
  drawOutput(scan, convolve(scan));
  show(held());
  timer = setTimeout(write, WRITE_AFTER);
}

function tellWrong(inputs, values) {
  const wrong = inputs.filter((input, index) => {
    if (values[index] === null) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return values[index] === null;
  });
  const told = document.querySelector(".kernel-wrong");
  told.textContent = wrong.length ? fill(told.dataset.text, { text: wrong[0].value.trim() || "␣" }) : "";
}

/** A kernel with several numbers or lines becomes the typed one, and is asked for at once. */
function paste(event, text) {
  event.preventDefault();
  const typed = document.querySelector(".kernel-typed input");
  typed.value = onOneLine(text);
  typed.focus(); // or the cells would be asked for
  typed.form.requestSubmit();
}

/** The typed text is that of the cells when they were changed last; a cell that is wrong is not passed over. */
function beforeAsking(event) {
  if (!event.target.matches(".kernel-form") || !document.activeElement.matches(".kernel-weight")) return;
  const values = weightInputs().map((input) => readNumber(input.value));
  if (!values.includes(null)) return void write();
  event.preventDefault();
  event.stopImmediatePropagation();
}

function weightInputs() {
  return [...document.querySelectorAll(".kernel-weight")];
}

/** The cells as they are written, so that 1/9 stays 1/9: rows split by `;`, as in an address. */
function kernelText(between, rows) {
  const side = scan.side;
  const texts = weightInputs().map((input) => plainText(input.value).trim());
  return Array.from({ length: side }, (_, row) => texts.slice(row * side, (row + 1) * side).join(between)).join(rows);
}

function write() {
  clearTimeout(timer);
  if (!current()) return;
  const text = kernelText(",", ";");
  const name = Object.keys(scan.presets).find((preset) => isPreset(scan.presets[preset]));
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

function isPreset(text) {
  const values = text.split(/[,;]/).map(readNumber);
  return values.length === scan.weights[0].length && values.every((value, index) => value === scan.weights[0][index]);
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
