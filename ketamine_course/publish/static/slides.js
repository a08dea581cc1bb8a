// Moves through slides with the keyboard, shows the speaker's notes, and makes each slide fit its
// stage.
(() => {
  "use strict";
  const slides = [...document.querySelectorAll(".kc-slide")];
  const notes = document.querySelector(".kc-notes");
  if (!slides.length) return;
  const wide = matchMedia("(min-width: 800px)");
  let current = 0;

  // A stage is 1280 by 720 pixels; a wide window shows it whole, at whatever size fits. A phone
  // reads it as a page.
  function scale() {
    const room = innerHeight - (notes.hidden ? 0 : notes.offsetHeight);
    document.documentElement.style.setProperty(
      "--kc-scale",
      Math.min(innerWidth / 1280, room / 720),
    );
  }

  // What is too large for its stage gets smaller until it fits; a chart that would get too small
  // stands beside its controls.
  function fit(slide) {
    slide.classList.remove("kc-slide-tall");
    if (!wide.matches) slide.querySelector(".kc-slide-content").style.zoom = "";
    else if (shrink(slide) < 0.75 && slide.matches(".kc-slide-chart")) {
      slide.classList.add("kc-slide-tall");
      shrink(slide);
    }
  }

  function shrink(slide) {
    const stage = slide.querySelector(".kc-stage");
    const content = slide.querySelector(".kc-slide-content");
    const fits = () =>
      stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1;
    let size = 1;
    content.style.zoom = size;
    while (size > 0.35 && !fits()) {
      size -= 0.05;
      content.style.zoom = size;
    }
    return size;
  }

  function show(number, focus = true) {
    current = Math.max(0, Math.min(slides.length - 1, number));
    const slide = slides[current];
    slide.scrollIntoView({ block: "start" });
    if (focus) slide.focus({ preventScroll: true });
    settle();
  }

  function settle() {
    history.replaceState(null, "", `#${slides[current].id}`);
    notes.replaceChildren(slides[current].querySelector(".kc-slide-notes").content.cloneNode(true));
    notes.scrollTop = 0;
  }

  function toggleNotes() {
    notes.hidden = !notes.hidden;
    document.documentElement.classList.toggle("kc-with-notes", !notes.hidden);
    scale();
    slides[current].scrollIntoView({ block: "start" });
  }

  function toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  const moves = {
    ArrowRight: 1,
    ArrowDown: 1,
    PageDown: 1,
    " ": 1,
    ArrowLeft: -1,
    ArrowUp: -1,
    PageUp: -1,
    Home: -Infinity,
    End: Infinity,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const own = event.target.closest(
      "input, select, textarea, button, a, summary, .kc-scroll, .kc-notes",
    );
    if (event.key === "Escape" && own) return slides[current].focus({ preventScroll: true });
    // A button or a link needs only Enter and Space for itself.
    const busy =
      own && (own.matches("input, select, textarea, .kc-scroll, .kc-notes") || event.key === " ");
    if (busy) return;
    if (event.key in moves) {
      event.preventDefault();
      show(
        event.shiftKey && event.key === " "
          ? current - 1
          : Number.isFinite(moves[event.key])
            ? current + moves[event.key]
            : moves[event.key],
      );
    } else if (event.key === "n" || event.key === "N") toggleNotes();
    else if (event.key === "f" || event.key === "F") toggleScreen();
  });

  // Scrolled or swiped: the slide that fills most of the window is the current one.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting || slides[current] === entry.target) continue;
        current = slides.indexOf(entry.target);
        settle();
      }
    },
    { threshold: 0.6 },
  );
  addEventListener("resize", scale);
  wide.addEventListener("change", () => slides.forEach(fit));
  scale();
  slides.forEach(fit);
  for (const slide of slides) watcher.observe(slide);
  // A chart that came alive and a verdict that was opened take more room or less.
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) fit(target.closest(".kc-slide"));
  });
  const parts = document.querySelectorAll(".kc-slide-chart figure, .kc-slide-claim details");
  for (const part of parts) resized.observe(part);
  show(
    Math.max(
      0,
      slides.findIndex(({ id }) => `#${id}` === location.hash),
    ),
    false,
  );
})();
