// Builds elements. Text goes in as text nodes only, so nothing from a bank is ever read as HTML.

/**
 * An element: h("p", { class: "kc-how" }, "text", otherElement). Attributes that are false or null
 * are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== ""),
  );
  return element;
}

/**
 * "Sources: A; B" with links, or null without any. Only http(s) addresses become links; others stay
 * text.
 */
export function sourceLine(sources) {
  if (!sources || sources.length === 0) return null;
  const links = sources.flatMap((source, index) => [index ? "; " : "", sourceLink(source)]);
  return h("span", { class: "kc-sources" }, sources.length > 1 ? "Sources: " : "Source: ", links);
}

function sourceLink({ label, url }) {
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return h("span", {}, label);
  // A new tab, because in JupyterLab the same tab would leave the notebook.
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}
