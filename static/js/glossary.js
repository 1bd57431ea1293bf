// Terms: on hover, focus or tap their definition stands beside them. Without scripts they are links to it.

const GAP = 6; // px between a term and its tip
const LINGER = 150; // ms: the way from the term to its tip
let tip;
let shown; // the term whose definition is seen
let timer;
let pointer = [0, 0]; // where it last came over something

export function listenToTerms() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = event.target.closest?.(".term");
    pointer = [event.clientX, event.clientY];
    if (term) show(term);
    else if (event.target.closest?.(".term-tip")) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) later();
  });
  document.addEventListener("focusin", (event) => (event.target.matches?.(".term") ? show(event.target) : hide()));
  document.addEventListener("focusout", (event) => event.target === shown && later());
  document.addEventListener("click", (event) => {
    const term = event.target.closest?.(".term");
    if (!term) return event.isTrusted && hide(); // scripts click, too: where results come in
    event.preventDefault();
    show(term);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.stopPropagation();
    hide();
  }, true);
  document.addEventListener("htmx:after:swap", follow);
  window.addEventListener("scroll", follow, { passive: true });
}

function show(term) {
  clearTimeout(timer);
  const definition = document.querySelector(term.getAttribute("href"));
  if (!definition || term === shown) return;
  shown = term;
  tip ??= made();
  tip.replaceChildren(...[...definition.children].map((part) => part.cloneNode(true)));
  tip.hidden = false;
  place(term);
}

function made() {
  const box = document.createElement("dl");
  box.className = "term-tip";
  box.setAttribute("aria-hidden", "true"); // the term is described by the definition itself
  document.body.append(box);
  return box;
}

/** Under the term, above it where there is no room, and inside the window. */
function place(term) {
  const word = term.getClientRects()[0];
  const { width, height } = tip.getBoundingClientRect();
  const below = word.bottom + GAP + height < innerHeight;
  tip.style.left = `${Math.max(GAP, Math.min(word.left, innerWidth - width - GAP))}px`;
  tip.style.top = `${below ? word.bottom + GAP : Math.max(GAP, word.top - GAP - height)}px`;
}

/** After the page moved, a tip stays with its term while that is seen; a view that is drawn anew has the term again. */
function follow() {
  if (!shown) return;
  if (!shown.isConnected) return again(document.elementFromPoint(...pointer)?.closest(".term"));
  const word = shown.getClientRects()[0];
  if (word && word.bottom > 0 && word.top < innerHeight) place(shown);
  else hide();
}

function again(term) {
  if (term) show(term);
  else hide();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(hide, LINGER);
}

function hide() {
  clearTimeout(timer);
  shown = undefined;
  if (tip) tip.hidden = true;
}
