// Brings a chart to life when it is about to scroll into view: fetches Vega once, draws, and only
// then puts the drawing in the place of the picture. If anything fails, the picture stays.
(() => {
  "use strict";
  const { _ } = window.KetamineCourseLanguage;
  const figures = [...document.querySelectorAll("figure.kc-chart")];
  const address = document.querySelector("meta[name=kc-vega]")?.content;
  if (!figures.length || !address) return;
  let vega = null;

  function loadVega() {
    vega ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () =>
        window.kcVegaEmbed
          ? resolve(window.kcVegaEmbed)
          : reject(new Error("the Vega bundle is damaged"));
      script.onerror = () => reject(new Error("the Vega bundle is missing"));
      document.head.append(script);
    });
    return vega;
  }

  // The value a control holds now; options are kept as JSON so that a number stays a number.
  function held(input) {
    if (input.type === "range") return input.valueAsNumber;
    if (input.type === "checkbox") return input.checked;
    return JSON.parse(input.value);
  }

  function connect(control, view) {
    const name = control.dataset.param;
    const output = control.querySelector("output");
    const inputs = control.querySelectorAll("input, select");
    const apply = (input) => {
      if (output) output.textContent = input.value;
      view.signal(name, held(input)).runAsync();
    };
    for (const input of inputs) {
      input.disabled = false;
      input.addEventListener("input", () => apply(input));
      // A browser may bring back a form's last state on reload; the chart then has to follow it.
      if (input.type !== "radio" || input.checked) apply(input);
    }
  }

  async function enliven(figure) {
    const holder = figure.querySelector(".kc-chart-live");
    try {
      const spec = JSON.parse(figure.querySelector(".kc-chart-spec").textContent);
      const embed = await loadVega();
      spec.width = "container";
      spec.autosize = { type: "fit-x", contains: "padding" };
      // Expressions are interpreted and styles come from course.css, for the page's policy forbids
      // scripts and styles made from text.
      const strict = { ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
      const { view } = await embed(holder, spec, {
        renderer: "svg",
        actions: false,
        mode: "vega-lite",
        // The mark for what nobody asked keeps its name, which Vega-Lite spells without a hyphen.
        patch: (vega) => {
          for (const mark of vega.marks) {
            if (mark.name === "kc_unknown_marks") mark.name = "kc-unknown";
          }
          return vega;
        },
        ...strict,
      });
      // The drawing has one description, in words; its hundred marks would only be noise to a
      // screen reader.
      holder.querySelector("svg").setAttribute("aria-hidden", "true");
      for (const control of figure.querySelectorAll(".kc-control")) connect(control, view);
      await view.runAsync();
      figure.dataset.status = "live";
    } catch (error) {
      holder.replaceChildren();
      const note = figure.querySelector(".kc-chart-note");
      note.textContent = _("This chart stays a picture: it could not be made interactive here.");
      note.hidden = false;
      figure.dataset.status = "failed";
      console.warn(`Chart ${figure.dataset.chart}: ${error.message}`);
    }
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watcher.unobserve(entry.target);
        enliven(entry.target);
      }
    },
    { rootMargin: "200px" },
  );
  for (const figure of figures) watcher.observe(figure);
})();
