// The words of the interface in the reader's language, for the scripts of a page and of a notebook.
// A sentence is one message with named places, such as "%(count)s answers"; "%%" is a percent sign.

// English as it is written; language.py puts another language in the place of this line.
const CATALOGUE = { language: "en-GB", plural: (n) => Number(n !== 1), words: {} };

/** A number as the language writes it; `options` are those of Intl.NumberFormat. */
export function number(value, options) {
  return new Intl.NumberFormat(CATALOGUE.language, options).format(value);
}

/** A share from 0 to 1 as a whole percentage. */
export function percent(share) {
  return number(share, { style: "percent" });
}

/** A day in UTC, such as 31 Jan 2026, of whatever `new Date` takes. */
export function day(date) {
  const options = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return new Date(date).toLocaleDateString(CATALOGUE.language, options);
}

function filled(text, values) {
  return text.replace(/%(?:\((\w+)\)s|%)/g, (_whole, name) => {
    if (!name) return "%";
    return typeof values[name] === "number" ? number(values[name]) : values[name];
  });
}

// What is said in one form here may have two forms elsewhere, and then is a list.
const found = (message) => [CATALOGUE.words[message] ?? message].flat();

/** The message in the reader's language; `values` fill its places, numbers as the language does. */
export function _(message, values = {}) {
  return filled(found(message)[0], values);
}

/** The same for places that elements fill: the pieces of the sentence, in their order. */
export function _pieces(message, values) {
  return found(message)[0]
    .split(/%\((\w+)\)s/)
    .map((piece, index) => (index % 2 ? values[piece] : piece));
}

/** The form of the message that goes with `count`, which also fills the place of that name. */
export function ngettext(one, many, count, values = {}) {
  const form = CATALOGUE.words[one] ? CATALOGUE.plural(count) : Number(count !== 1);
  return filled((CATALOGUE.words[one] ?? [one, many])[form], { count, ...values });
}
