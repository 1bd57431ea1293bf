// Waits that the page begins by itself or for one part of it: each can be ended, and begun again.
//
// [data-wait] holds what is waited for; in it, [data-wait-cancel] ends all that is under way and [data-wait-again]
// asks anew for what has not come. `is-stopped` shows which of the two is offered (parts.css). [data-wait-count] tells
// how much of it has come.

const AGAIN = "again"; // the event for which a waiting part asks anew (hx-trigger)
const PARTS = `[hx-trigger~="${AGAIN}"]`; // what has not come
const ASKING = ".htmx-request"; // the class of what has asked and has no answer yet

export function listenToWaits() {
  document.addEventListener("htmx:before:request", begin);
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
  const source = event.detail.ctx.sourceElement;
  if (source?.matches?.(PARTS) && source.closest(".is-stopped")) event.preventDefault();
}

function stop(wait) {
  wait.classList.add("is-stopped");
  const asked = within(wait, ASKING);
  for (const source of asked) source.dispatchEvent(new CustomEvent("htmx:abort"));
  (wait.querySelector("[data-wait-again]") ?? asked[0])?.focus(); // the button that had it is gone
}

function goOn(wait) {
  wait.classList.remove("is-stopped");
  for (const part of within(wait, PARTS)) part.dispatchEvent(new CustomEvent(AGAIN));
  wait.querySelector("[data-wait-cancel]")?.focus();
}

/** The wait itself and what stands in it, where a selector says so. */
function within(wait, selector) {
  const inside = [...wait.querySelectorAll(selector)];
  return wait.matches(selector) ? [wait, ...inside] : inside;
}

function tellCounts() {
  for (const count of document.querySelectorAll("[data-wait-count]")) {
    const wait = count.closest("[data-wait]");
    const [all, left] = [Number(count.dataset.waitCount), within(wait, PARTS).length];
    count.textContent = count.dataset.text.replace("{done}", all - left).replace("{all}", all);
    wait.classList.toggle("is-done", left === 0);
  }
}
