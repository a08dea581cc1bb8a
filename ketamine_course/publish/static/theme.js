// The page's own furniture: colour mode, the two sidebars on small screens, and the place in the
// page.
(() => {
  "use strict";
  const { _, ngettext } = window.KetamineCourseLanguage;
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const find = (selector) => document.querySelector(selector);

  const MODES = {
    auto: _("Colour mode: as your device"),
    light: _("Colour mode: light"),
    dark: _("Colour mode: dark"),
  };

  function setMode(mode) {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.setAttribute("aria-label", MODES[mode]);
      button.title = MODES[mode];
    }
  }

  function nextMode() {
    const order = dark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
    setMode(mode);
    try {
      localStorage.setItem("ketamine-course:mode", mode);
    } catch {
      // Blocked or full: the choice then lasts for this page only.
    }
  }

  // On a small screen a sidebar opens as a dialog: its contents move in, and back when it closes.
  function sidebar(button, panel, dialog, wide) {
    if (!button || !panel || !dialog) return;
    dialog.setAttribute("aria-label", button.getAttribute("aria-label"));
    const close = document.createElement("button");
    close.type = "button";
    close.className = "kc-button kc-close";
    close.setAttribute("aria-label", _("Close"));
    close.append(
      Object.assign(document.createElement("span"), { className: "kc-icon kc-icon-close" }),
    );
    close.addEventListener("click", () => dialog.close());
    button.addEventListener("click", () => {
      if (matchMedia(wide).matches) {
        const hidden = panel.classList.toggle("pst-sidebar-hidden");
        button.setAttribute("aria-expanded", String(!hidden));
        return;
      }
      dialog.append(close, ...panel.childNodes);
      dialog.showModal();
      button.setAttribute("aria-expanded", "true");
    });
    dialog.addEventListener("close", () => {
      close.remove();
      panel.append(...dialog.childNodes);
      button.setAttribute("aria-expanded", "false");
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a[href]")) dialog.close();
    });
    if (matchMedia(wide).matches) button.setAttribute("aria-expanded", "true");
  }

  // Marks the heading being read in "On this page".
  function followHeadings() {
    const links = new Map();
    for (const link of document.querySelectorAll(".page-toc a[href^='#']")) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) links.set(section, link);
    }
    if (!links.size) return;
    const seen = new Set();
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries)
          entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
        const current = [...links.keys()].filter((section) => seen.has(section)).pop();
        for (const [section, link] of links) {
          if (section === current) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-10% 0px -70% 0px" },
    );
    for (const section of links.keys()) watcher.observe(section);
  }

  // How far down the lesson's text the reader is, and how many minutes are left; sources and answer
  // key are not read through.
  function followReading() {
    const reading = find(".kc-reading");
    if (!reading) return;
    const text = find(".bd-article");
    const end = document.getElementById("sources") || text;
    const left = reading.querySelector(".kc-minutes-left");
    const bar = reading.querySelector(".kc-reading-bar > div");
    const minutes = Number(reading.dataset.minutes);
    let waiting = false;
    function show() {
      waiting = false;
      const top = text.getBoundingClientRect().top + scrollY;
      const bottom =
        end === text ? top + text.offsetHeight : end.getBoundingClientRect().top + scrollY;
      const done = Math.min(
        1,
        Math.max(0, (scrollY - top + 120) / Math.max(1, bottom - top - innerHeight + 120)),
      );
      const rest = scrollY < 50 ? minutes : Math.ceil(minutes * (1 - done));
      bar.style.transform = `scaleX(${scrollY < 50 ? 0 : done})`;
      left.textContent =
        rest === minutes
          ? ngettext("%(count)s minute to read", "%(count)s minutes to read", minutes)
          : rest > 0
            ? ngettext("about %(count)s minute left", "about %(count)s minutes left", rest)
            : _("read to the end");
    }
    addEventListener(
      "scroll",
      () => {
        if (!waiting) requestAnimationFrame(show);
        waiting = true;
      },
      { passive: true },
    );
    show();
  }

  // What scrolls must be reachable without a pointer, and boxes must be told apart by name.
  function reachable() {
    let number = 0;
    for (const box of document.querySelectorAll(
      "pre, .kc-scroll, .output.text_html, .pst-scrollable-table-container",
    )) {
      number += 1;
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) {
        box.tabIndex = 0;
        if (!box.hasAttribute("role") && box.tagName !== "PRE") {
          const heading = box
            .closest("section")
            ?.querySelector("h1, h2, h3, h4")
            ?.firstChild?.textContent.trim();
          box.setAttribute("role", "region");
          box.setAttribute(
            "aria-label",
            heading
              ? _("Table that scrolls, in %(heading)s, number %(number)s", { heading, number })
              : _("Table that scrolls, number %(number)s", { number }),
          );
        }
      } else if (box.tabIndex === 0) box.removeAttribute("tabindex");
    }
  }

  setMode(root.dataset.mode || "auto");
  dark.addEventListener("change", () => setMode(root.dataset.mode));
  for (const button of document.querySelectorAll(".theme-switch-button"))
    button.addEventListener("click", nextMode);
  sidebar(
    find(".primary-toggle"),
    find("#pst-primary-sidebar"),
    find("#pst-primary-sidebar-modal"),
    "(min-width: 992px)",
  );
  sidebar(
    find(".secondary-toggle"),
    find("#pst-secondary-sidebar"),
    find("#pst-secondary-sidebar-modal"),
    "(min-width: 1200px)",
  );
  followHeadings();
  followReading();
  reachable();
  addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);
})();
