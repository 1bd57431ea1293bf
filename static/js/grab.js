// Dragging on a picture: at once with a mouse or a pen; with a finger only after it has rested there, so that a swipe scrolls.

const REST = 350; // ms that a finger stays before it holds the picture
const SLACK = 10; // px that it may tremble meanwhile

/**
 * Calls begin(event, picture), move(event) and end(event) for drags on the picture that `of(event)` gives;
 * end(null) where the browser took the pointer away.
 */
export function listenToDrags({ of, begin, move, end }) {
  let resting; // a finger on the picture that may still scroll: {timer, x, y}
  let held; // the picture that is dragged

  function take(event, picture) {
    resting = undefined;
    held = picture;
    picture.classList.add("is-held");
    picture.setPointerCapture?.(event.pointerId);
    begin(event, picture);
  }

  function letGo(event) {
    clearTimeout(resting?.timer);
    resting = undefined;
    if (!held) return;
    held.classList.remove("is-held");
    held = undefined;
    end(event);
  }

  document.addEventListener("pointerdown", (event) => {
    const picture = of(event);
    if (!picture || !event.isPrimary || event.button) return;
    if (event.pointerType !== "touch") take(event, picture);
    else resting = { timer: setTimeout(take, REST, event, picture), x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (held) move(event);
    else if (resting && Math.hypot(event.clientX - resting.x, event.clientY - resting.y) > SLACK) letGo();
  });
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", () => letGo(null));
  // What is held does not scroll; and a long press opens no menu of the picture.
  document.addEventListener("touchmove", (event) => held && event.cancelable && event.preventDefault(), { passive: false });
  document.addEventListener("contextmenu", (event) => (held || resting) && event.preventDefault());
}
