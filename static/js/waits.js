// Waits that the page begins by itself or for one part of it: each can be ended, and begun again.
//
// [data-wait] holds what is waited for; in it, [data-wait-cancel] ends all that is under way and [data-wait-again]
// asks anew for what has not come. `is-stopped` shows which of the two is offered (base.css). [data-wait-count] tells
// how much of it has come.

const AGAIN = "again"; // the event for which a waiting part asks anew (hx-trigger)
const PARTS = `[hx-trigger~="${AGAIN}"]`;
const running = new Map(); // by the element that asked

export function listenToWaits() {
  document.addEventListener("htmx:before:request", begin);
  document.addEventListener("htmx:finally:request", ({ detail }) => running.delete(detail.ctx.sourceElement));
  document.addEventListener("htmx:after:swap", tellCounts);
  document.addEventListener("click", (event) => {
    const wait = event.target.closest?.("[data-wait]");
    if (event.target.closest?.("[data-wait-cancel]")) stop(wait);
    else if (event.target.closest?.("[data-wait-again]")) goOn(wait);
  });
  tellCounts();
}

/** What was ended before it began does not begin by itself. */
function begin(event) {
  const { ctx } = event.detail;
  const source = ctx.sourceElement;
  if (source?.matches?.(PARTS) && source.closest(".is-stopped")) event.preventDefault();
  else running.set(source, ctx);
}

function stop(wait) {
  wait.classList.add("is-stopped");
  const asked = [...running].filter(([source]) => wait.contains(source));
  for (const [, ctx] of asked) ctx.request.abort();
  for (const part of parts(wait)) part.dispatchEvent(new CustomEvent("htmx:abort")); // asked before this module listened
  (wait.querySelector("[data-wait-again]") ?? asked[0]?.[0])?.focus(); // the button that had it is gone
}

function goOn(wait) {
  wait.classList.remove("is-stopped");
  for (const part of parts(wait)) part.dispatchEvent(new CustomEvent(AGAIN));
  wait.querySelector("[data-wait-cancel]")?.focus();
}

/** What has not come. */
function parts(wait) {
  const inside = [...wait.querySelectorAll(PARTS)];
  return wait.matches(PARTS) ? [wait, ...inside] : inside;
}

function tellCounts() {
  for (const count of document.querySelectorAll("[data-wait-count]")) {
    const wait = count.closest("[data-wait]");
    const [all, left] = [Number(count.dataset.waitCount), parts(wait).length];
    count.textContent = count.dataset.text.replace("{done}", all - left).replace("{all}", all);
    wait.classList.toggle("is-done", left === 0);
  }
}
