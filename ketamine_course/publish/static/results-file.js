// Reads a results file as progress/files.py does, by the schema that assets.py writes here from
// attempts.schema.json. A fixture file holds both to the same verdicts.
(() => {
  "use strict";
  const { _ } = window.KetamineCourseLanguage;
  const SCHEMA = "@SCHEMA@";
  const ATTEMPT = SCHEMA.properties.attempts.items;
  const READ = SCHEMA.properties.read;
  const FORMAT = SCHEMA.properties.format.const;
  const VERSION = SCHEMA.properties.version.const;
  const AGAIN = _("Export it again where the answers were given, and import that file as it is.");
  const ANOTHER = _(
    "Choose the file that an export made, ketamine-course-answers.json unless it was renamed.",
  );

  const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const TYPES = {
    null: (value) => value === null,
    string: (value) => typeof value === "string",
    number: (value) => Number.isFinite(value),
    integer: (value) => Number.isInteger(value),
    array: Array.isArray,
    object: isRecord,
  };
  // The keywords of JSON Schema that a field of an attempt may use; a test sees that it uses no
  // others.
  const RULES = {
    type: (value, type) => TYPES[type](value),
    enum: (value, values) => values.includes(value),
    pattern: (value, pattern) => new RegExp(pattern, "u").test(value),
    maxLength: (value, most) => [...value].length <= most,
    minimum: (value, least) => value >= least,
    maximum: (value, most) => value <= most,
    maxItems: (value, most) => value.length <= most,
    items: (value, form) => value.every((each) => fits(each, form)),
    maxProperties: (value, most) => Object.keys(value).length <= most,
    propertyNames: (value, form) => Object.keys(value).every((name) => fits(name, form)),
    additionalProperties: (value, form) => Object.values(value).every((each) => fits(each, form)),
    anyOf: (value, forms) => forms.some((form) => fits(value, form)),
  };

  function fits(value, form) {
    // First, because the other rules rely on it.
    if (form.type && !TYPES[form.type](value)) return false;
    return Object.entries(form).every(
      ([keyword, wanted]) => !Object.hasOwn(RULES, keyword) || RULES[keyword](value, wanted),
    );
  }

  // Why a record is not an attempt, or "" when it is one: in the schema's English.
  function fault(record) {
    if (!isRecord(record)) return "expected an attempt with its fields";
    for (const [field, form] of Object.entries(ATTEMPT.properties)) {
      if (!Object.hasOwn(record, field) || !fits(record[field], form))
        return `${field}: expected ${form.description}`;
    }
    const extra = Object.keys(record).find((field) => !Object.hasOwn(ATTEMPT.properties, field));
    if (extra !== undefined) return `expected no field '${extra}'`;
    return record.score > record.max_score
      ? `score: expected at most the max_score ${record.max_score}, got ${record.score}`
      : "";
  }

  /**
   * What the text of the file `name` holds: {attempts, read}. Throws an Error that names the file,
   * the reason and what to do.
   */
  function read(text, name) {
    const refuse = (reason, remedy = AGAIN) =>
      new Error(
        _("%(file)s was not imported and nothing has changed: %(reason)s. %(remedy)s", {
          file: name,
          reason,
          remedy,
        }),
      );
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      throw refuse(_("it is damaged, expected JSON"));
    }
    if (!isRecord(file) || file.format !== FORMAT)
      throw refuse(_("it is no results file of this course"), ANOTHER);
    if (!Number.isInteger(file.version) || file.version < 1)
      throw refuse(_("it is damaged, expected a version"));
    if (file.version > VERSION) {
      throw refuse(
        _(
          "it was written by a newer version of the course" +
            " (format %(version)s; this one knows %(known)s)",
          { version: String(file.version), known: String(VERSION) },
        ),
        _("Load this page again to get the newest one, then import the file."),
      );
    }
    if (!Array.isArray(file.attempts))
      throw refuse(_("it is damaged, expected a list of attempts"));
    file.attempts.forEach((record, index) => {
      const why = fault(record);
      const answer = String(index + 1);
      if (why) throw refuse(_("it is damaged, answer %(answer)s: %(why)s", { answer, why }));
    });
    const read = file.read ?? {}; // files made before lessons were marked have answers only
    if (file.read === null || !fits(read, READ))
      throw refuse(_("it is damaged, %(why)s", { why: `read: expected ${READ.description}` }));
    return { attempts: file.attempts, read };
  }

  window.KetamineCourseResultsFile = { read };
})();
