// Make every slide fit, then begin. A slide that is too full is shown smaller, down to 0.62 of
// its size, and scrolls if that does not help. So is a line that is too wide, alone.
(() => {
  "use strict";
  const LEAST = 0.62;
  const frame = document.createElement("div");
  frame.className = "reveal";
  frame.style.cssText = "position:absolute;left:-9999px;top:0;width:1280px;visibility:hidden";
  document.body.append(frame);
  for (const section of document.querySelectorAll(".slides > section")) {
    const body = section.querySelector(".body");
    if (!body) continue;
    const copy = section.cloneNode(true);
    copy.querySelectorAll("aside").forEach((aside) => aside.remove());
    copy.style.cssText = "display:block;height:auto;width:1280px";
    const holder = document.createElement("div");
    holder.className = "slides";
    holder.style.cssText = "width:1280px;text-align:left";
    holder.append(copy);
    frame.append(holder);
    const inner = copy.querySelector(".body");
    const wide = (root) => root.querySelectorAll(".formula, pre");
    wide(inner).forEach((box, index) => {
      if (box.scrollWidth <= box.clientWidth + 1) return;
      const smaller = Math.max(LEAST, (box.clientWidth - 24) / box.scrollWidth);
      for (const one of [box, wide(body)[index]]) {
        one.querySelectorAll(":scope > svg").forEach((svg) => { svg.style.zoom = smaller; });
        if (one.tagName === "PRE") one.style.zoom = smaller;
      }
    });
    const room = 720 - 30 - (inner.getBoundingClientRect().top - copy.getBoundingClientRect().top);
    let scale = 1;
    while (scale > LEAST && inner.getBoundingClientRect().height > room) {
      scale -= 0.04;
      inner.style.zoom = scale;
    }
    if (scale < 1) body.style.zoom = scale;
    if (inner.getBoundingClientRect().height > room) {
      body.classList.add("scroll");
      body.style.height = `${room / scale}px`;
      body.tabIndex = 0;
    }
    holder.remove();
  }
  frame.remove();
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, slideNumber: "c/t",
    transition: "none", backgroundTransition: "none", pdfSeparateFragments: false,
  });
})();
