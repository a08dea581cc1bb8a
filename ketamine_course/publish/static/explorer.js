// Mounts the page's evidence explorer, with the evidence that it loads when the reader comes near.
(() => {
  "use strict";
  const address = new URL("EVIDENCE_URL", document.currentScript.src).href;
  const places = [...document.querySelectorAll(".kc-explorer-mount")];
  let evidence = null;

  function load() {
    evidence ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.KetamineCourseEvidence);
      script.onerror = () => reject(new Error("the evidence could not be loaded"));
      document.head.append(script);
    });
    return evidence;
  }

  // A stand-in for an anywidget model. Nothing else changes it, so it tells nobody.
  function createModel(state) {
    return {
      get: (name) => state[name],
      set(name, value) {
        state[name] = value;
      },
      save_changes() {},
      on() {},
      off() {},
      send() {},
    };
  }

  async function mount(place) {
    try {
      const data = await load();
      const model = createModel({
        ...JSON.parse(place.querySelector(".kc-explorer-definition").textContent),
        data,
      });
      const el = document.createElement("div");
      window.KetamineCourseExplorer.render({ model, el });
      place.replaceChildren(el);
      place.dataset.status = "live";
    } catch (error) {
      place.dataset.status = "failed"; // the way to the references page stays
      console.error(`Evidence explorer: ${error.message}`);
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        mount(target);
      }
    },
    { rootMargin: "1000px" },
  );
  for (const place of places) near.observe(place);
  window.addEventListener("beforeprint", () => {
    for (const place of places) if (place.dataset.status === "static") mount(place);
  });
})();
