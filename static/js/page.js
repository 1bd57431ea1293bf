// The elements of the current work place, looked up once after every swap.

let here = null;

/** Reads the page anew; null where there are no words to explore. */
export function readPage() {
  const explore = document.querySelector("#explore[data-grid]");
  here = explore && {
    explore,
    stage: explore.querySelector("#stage"),
    picture: explore.querySelector(".stage-picture"),
    heat: explore.querySelector("#heat"),
    heatA: explore.querySelector("#heat-a"),
    heatB: explore.querySelector("#heat-b"),
    cross: explore.querySelector("#cross"),
    summary: explore.querySelector("#summary"),
    grid: explore.dataset.grid.split(",").map(Number),
    words: readWords(explore),
    spans: new Map(),
  };
  return here;
}

export function page() {
  return here;
}

/** Says something to those who listen rather than look. */
export function announce(text) {
  document.querySelector("#announce").textContent = text;
}

/** A pattern of the locale files with its {placeholders} filled. */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function readWords(explore) {
  const words = new Map();
  for (const link of explore.querySelectorAll("#sentence .word")) {
    const index = Number(link.dataset.word);
    words.set(index, { index, link, text: link.textContent, summary: link.dataset.summary, figure: null });
  }
  for (const figure of explore.querySelectorAll(".multiple")) {
    const word = words.get(Number(figure.dataset.word));
    if (word) Object.assign(word, { figure, heat: figure.querySelector(".multiple-heat")?.getAttribute("src") });
  }
  return words;
}

/** A word's evidence: one byte a cell, row by row, 255 at the top of the scale; null where it was not found. */
export function evidence(word) {
  const packed = word?.figure?.dataset.evidence;
  if (!packed) return null;
  word.evidence ??= Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return word.evidence;
}
