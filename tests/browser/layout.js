// What an eye would stumble over: words outside the page, on top of each other, or cut off.
() => {
  const isShown = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.visibility !== "visible" || style.opacity === "0" || style.clip !== "auto") return false;
    }
    return element.checkVisibility();
  };
  const inScroller = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(each).overflowX)) return true;
    }
    return false;
  };
  const begun = (element) => element.textContent.trim().slice(0, 60);
  const width = document.documentElement.clientWidth;
  const faults = new Set();

  // What lies wholly above or to the left of the page is kept for readers that do not look.
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const parent = text.parentElement;
    if (!text.textContent.trim() || parent.closest("script, style, noscript, svg, select")) continue;
    if (!isShown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0)
        pieces.push({ text, parent, box });
    }
  }
  for (const { text, parent, box } of pieces) {
    if ((box.left < -1 || box.right > width + 1) && !inScroller(parent))
      faults.add(`outside: ${begun(text)}`);
  }
  for (const [index, one] of pieces.entries()) {
    for (const other of pieces.slice(index + 1)) {
      if (one.text === other.text) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && down > 4) faults.add(`overlap: ${begun(one.text)} | ${begun(other.text)}`);
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    if (!element.clientWidth || element.closest("svg") || !isShown(element)) continue;
    const isCut = element.scrollWidth > element.clientWidth + 1 && begun(element);
    const hides = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    if (isCut && (hides || element.matches("button, a, th, td, label, .state, .btn")))
      faults.add(`cut: ${begun(element)}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const select of document.querySelectorAll("select")) {
    if (!select.selectedOptions.length || !isShown(select)) continue;
    const style = getComputedStyle(select);
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    pen.font = style.font;
    if (pen.measureText(select.selectedOptions[0].text).width > room + 1)
      faults.add(`cut: ${select.selectedOptions[0].text}`);
  }
  return [...faults];
}
