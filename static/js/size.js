// Presentation size: everything larger, for a room; remembered in this browser.

const SIZE = "fovea.large";

export function listenToSize() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-size]")) set(!document.documentElement.classList.contains("is-large"));
  });
  set(localStorage.getItem(SIZE) === "1");
}

function set(large) {
  document.documentElement.classList.toggle("is-large", large);
  document.querySelector("[data-size]")?.setAttribute("aria-pressed", large);
  if (large) localStorage.setItem(SIZE, "1");
  else localStorage.removeItem(SIZE);
}
