// Gives Sphinx's search, on its page, its words in the reader's language.
(() => {
  "use strict";
  if (typeof Documentation === "undefined") return;
  const { _ } = window.KetamineCourseLanguage;
  // How Sphinx marks the place of the number, for itself to fill.
  const pages = "$" + "{resultCount}";
  Object.assign(Documentation.TRANSLATIONS, {
    Searching: _("Searching"),
    "Search Results": _("Search Results"),
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      _(
        "Your search did not match any documents. Please make sure that all words are spelled" +
          " correctly and that you've selected enough categories.",
      ),
    [`Search finished, found ${pages} page(s) matching the search query.`]: _(
      "Search finished, found %(pages)s page(s) matching the search query.",
      { pages },
    ),
  });
})();
