// Visual words: the list follows the cell that is pointed at or walked to; the held one comes back afterwards.

import { fill } from "../../page.js";

document.addEventListener("fovea:cell", (event) => {
  const list = document.querySelector("#visual-said");
  if (list) show(list, event.detail ?? held());
});

function held() {
  const [row, col] = document.querySelector("#visual-here").dataset.held.split(",").map(Number);
  return { row, col };
}

function show(list, { row, col }) {
  const here = document.querySelector("#visual-here");
  here.textContent = fill(here.dataset.pattern, { row, col });
  const cell = cellAt(list, row, col);
  document.querySelector("#visual-quiet").hidden = cell.clear;
  const kept = held();
  document.querySelector("#visual-around").hidden = row !== kept.row || col !== kept.col;
  [...list.children].forEach((line, rank) => draw(line, cell.said[rank]));
}

/** What a cell says, from what the page holds. */
function cellAt(list, row, col) {
  const cols = document.querySelector(".over-picture[data-grid]").dataset.grid.split(",").map(Number)[1];
  const [words, glosses] = [list.dataset.words, list.dataset.glosses].map((each) => each.split(","));
  const written = list.dataset.cells.split(";")[row * cols + col];
  const clear = !written.startsWith("-");
  const said = (clear ? written : written.slice(1)).split(" ").map((each) => {
    const [word, thousandths] = each.split(":").map(Number);
    return { word: words[word], gloss: glosses[word], cosine: thousandths / 1000 };
  });
  return { clear, said };
}

function draw(line, { word, gloss, cosine }) {
  const name = line.querySelector(".bar-name a");
  line.querySelector(".bar-name span").textContent = gloss;
  const address = new URL(name.href);
  address.searchParams.set("word", word);
  name.textContent = word;
  for (const attribute of ["href", "hx-get"]) name.setAttribute(attribute, address.pathname + address.search);
  line.querySelector(".bar-fill").setAttribute("width", `${(100 * Math.max(0, Math.min(1, cosine))).toFixed(1)}%`);
  line.querySelector(".number").textContent = cosine.toFixed(2);
}
