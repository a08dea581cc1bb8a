// Runs before anything is drawn, so that a reader in dark mode never sees a white flash. Storage
// may be blocked.
(() => {
  const root = document.documentElement;
  let mode = null;
  try {
    mode = localStorage.getItem("ketamine-course:mode");
  } catch {
    /* blocked */
  }
  if (mode !== "light" && mode !== "dark") mode = "auto";
  root.dataset.mode = mode;
  root.dataset.theme =
    mode === "auto"
      ? matchMedia("(prefers-color-scheme: dark)").matches
        ? "dark"
        : "light"
      : mode;
  root.classList.add("kc-js");
})();
