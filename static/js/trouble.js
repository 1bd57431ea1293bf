// A click that nobody answers says so, keeps what was typed, and can be tried again.

let again; // does what failed once more

export function listenToTrouble() {
  document.addEventListener("htmx:error", (event) => {
    const { ctx, error } = event.detail ?? {};
    if (ctx && ctx.request?.method !== "POST" && error?.name !== "AbortError") tell(navigator.onLine ? "gone" : "offline", () => repeat(ctx));
  });
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    if (ctx.request.method !== "POST" && ctx.response.status >= 500) tell("busy", () => repeat(ctx));
  });
  document.addEventListener("htmx:after:swap", close);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-trouble-again]")) retry();
    else if (event.target.closest?.("[data-trouble-close]")) close();
    else if (!navigator.onLine) stay(event);
  });
}

function place() {
  return document.querySelector("#trouble");
}

function tell(what, repeated) {
  again = repeated;
  place().hidden = false;
  place().querySelector(".trouble-text").textContent = place().dataset[what];
}

function close() {
  place().hidden = true;
}

function retry() {
  close();
  again?.();
}

/** The same request from the same place; a form sends what stands in it now. */
function repeat(ctx) {
  const source = ctx.sourceElement;
  if (source?.isConnected && source.matches("form")) source.requestSubmit();
  else if (source?.isConnected && source.matches("a")) source.click();
  else window.htmx.ajax("GET", ctx.request.action, { source: "#panel", target: ctx.target, swap: ctx.swap, push: "true" });
}

/** Offline a link to another page would lose this one. */
function stay(event) {
  const link = event.target.closest?.("a[href]");
  const leaves = link && !link.hasAttribute("hx-get") && link.origin === location.origin && link.pathname !== location.pathname;
  if (!leaves || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  tell("offline", () => link.click());
}
