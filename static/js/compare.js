// The views of the words panel, and two words side by side.

import { evidence, fill, page } from "./page.js";
import { current, update } from "./state.js";

export function listenToCompare() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".segments a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.view);
  });
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.compare;
    if (name) update({ [name]: Number(event.target.value), span: null, told: "word" });
  });
}

export function drawCompare(state) {
  for (const link of document.querySelectorAll(".segments a[data-view]")) {
    if (link.dataset.view === state.view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const view of document.querySelectorAll("#panel > .view")) view.hidden = view.id !== `view-${state.view}`;
  if (state.view === "compare") drawPair(state);
}

function show(view) {
  update(view === "compare" ? { view, span: null, ...pair() } : { view });
}

/** The picked word and another one to hold against it: found words only, the surest first. */
function pair() {
  const found = [...page().words.values()].filter((word) => word.heat);
  const { word, compare } = current();
  const first = found.find((one) => one.index === word) ?? found[0];
  const second = found.find((one) => one.index === compare && one !== first) ?? found.find((one) => one !== first);
  return { word: first?.index ?? word, compare: second?.index ?? null };
}

function drawPair(state) {
  const pairs = [["a", "word", state.word], ["b", "compare", state.compare]];
  const words = pairs.map(([hue, name, index]) => drawSide(hue, name, page().words.get(index)));
  const overlap = document.querySelector("#overlap");
  if (!overlap) return;
  const share = shared(...words.map(evidence));
  const value = share === null ? "–" : fill(overlap.dataset.pattern, { value: Math.round(share * 100) });
  overlap.querySelector("b").textContent = value;
}

function drawSide(hue, name, word) {
  const picture = document.querySelector(`#compare-${hue}`);
  if (!picture) return word;
  picture.hidden = !word?.heat;
  if (word?.heat) picture.src = word.heat;
  const select = document.querySelector(`select[data-compare="${name}"]`);
  if (word?.heat) select.value = word.index;
  else select.selectedIndex = -1;
  return word;
}

/** How much two maps have in common, each taken as shares of its own whole: 0 apart, 1 the same. */
function shared(first, second) {
  if (!first || !second) return null;
  const sum = (bytes) => bytes.reduce((total, byte) => total + byte, 0);
  const [wholeFirst, wholeSecond] = [sum(first), sum(second)];
  return first.reduce((total, byte, cell) => total + Math.min(byte / wholeFirst, second[cell] / wholeSecond), 0);
}
