// What axe-core does not say: small targets, small text, fields without an edge, scrolling without the keyboard, headings.
() => {
  const problems = [];
  const named = (one) =>
    `${one.tagName.toLowerCase()}${one.id && `#${one.id}`}.${one.getAttribute("class") ?? ""} in .${one.parentElement?.getAttribute("class") ?? ""}`;
  const box = (one) => one.getBoundingClientRect();
  const seen = (one) =>
    box(one).width > 1 && box(one).height > 1 && getComputedStyle(one).visibility === "visible" && !one.closest(".unseen");

  // WCAG 2.5.8: 24 x 24 px, or as much room: a circle of 24 px on its middle touches no other target.
  const targets = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary')];
  const shown = targets.filter((one) => seen(one) && !one.closest("svg"));
  const middle = (one) => [box(one).left + box(one).width / 2, box(one).top + box(one).height / 2];
  const inText = (one) => {
    const around = one.parentElement.textContent.trim().length - one.textContent.trim().length;
    return one.tagName === "A" && getComputedStyle(one).display === "inline" && around > 12;
  };
  for (const one of shown) {
    const { width, height } = box(one);
    if ((width >= 23.5 && height >= 23.5) || inText(one)) continue;
    const [x, y] = middle(one);
    const near = shown.find((other) => {
      if (other === one || other.contains(one) || one.contains(other)) return false;
      const { left, right, top, bottom } = box(other);
      return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) < 12;
    });
    if (near) problems.push(`target ${Math.round(width)} x ${Math.round(height)}: ${named(one)} beside ${named(near)}`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || one.closest("noscript, title, sup, sub") || !seen(one)) continue;
    const drawing = one.closest("svg");
    const scale = drawing?.viewBox.baseVal?.width ? box(drawing).width / drawing.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(one).fontSize) * scale;
    if (size < 11.9) problems.push(`text of ${size.toFixed(1)} px: ${named(one)}`);
  }

  const light = (colour) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  for (const one of document.querySelectorAll('textarea, select, input:not([type="hidden"], [type="range"], [type="file"], [type="image"], [type="checkbox"], [type="radio"])')) {
    if (!seen(one)) continue;
    const edge = light(getComputedStyle(one).borderBlockEndColor);
    const contrast = (Math.max(edge, paper) + 0.05) / (Math.min(edge, paper) + 0.05);
    if (contrast < 3) problems.push(`edge of ${contrast.toFixed(2)}:1: ${named(one)}`);
  }

  for (const one of document.querySelectorAll("main *")) {
    const scrolls = /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1;
    const stops = one.matches('[tabindex="0"]') || one.querySelector("a[href], button, [tabindex='0']") || /INPUT|TEXTAREA/.test(one.tagName);
    if (scrolls && seen(one) && !stops) problems.push(`scrolls without the keyboard: ${named(one)}`);
  }
  if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
  return [...new Set(problems)];
};
