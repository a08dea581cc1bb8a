"""The sources in the forms that reference managers read: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from .records import Source

DESIGNS = {
    "rct": "Randomised trials",
    "meta_analysis": "Meta-analyses",
    "systematic_review": "Systematic reviews",
    "cohort": "Cohorts and registries",
    "pk_study": "Studies of blood levels",
    "qualitative": "Interviews and other qualitative studies",
    "survey": "Surveys",
    "review": "Reviews",
    "guideline": "Guidelines",
    "label": "Product labels",
    "regulator": "Regulators",
    "law": "Laws",
    "case_report": "Case reports",
    "dataset": "Data and code",
    "web": "Other pages",
}
# The same for one source.
ONE = {
    "rct": "randomised trial",
    "meta_analysis": "meta-analysis",
    "systematic_review": "systematic review",
    "cohort": "cohort or registry",
    "pk_study": "study of blood levels",
    "qualitative": "qualitative study",
    "survey": "survey",
    "review": "review",
    "guideline": "guideline",
    "label": "product label",
    "regulator": "regulator",
    "law": "law",
    "case_report": "case report",
    "dataset": "data or code",
    "web": "web page",
}
_ARTICLES = {
    "rct",
    "meta_analysis",
    "systematic_review",
    "cohort",
    "pk_study",
    "qualitative",
    "survey",
    "review",
    "case_report",
}
_BIBTEX = str.maketrans(
    {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}"}
)


def people(source: Source) -> list[dict[str, str]]:
    """Authors in CSL's form: family and given names of persons, ``literal`` for organisations."""
    names = [name.strip() for name in source.authors.split(";")]
    parts = [re.fullmatch(r"(.+?)\s+([A-Z][A-Za-z-]{0,4})", name) for name in names]
    alone = len(names) == 1 and not re.fullmatch(r"\S+ [A-Z]{1,3}", names[0])
    return [
        {"family": part[1], "given": part[2]} if part and not alone else {"literal": name}
        for name, part in zip(names, parts, strict=True)
        if name != "et al."
    ]


def csl_json(sources: Iterable[Source]) -> str:
    """The sources as CSL-JSON."""
    return json.dumps([_csl(source) for source in sources], ensure_ascii=False, indent=1) + "\n"


def bibtex(sources: Iterable[Source]) -> str:
    """The sources as BibTeX."""
    return "\n".join(_entry(source) for source in sources)


def _csl(source: Source) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": source.key,
        "type": "article-journal" if source.type in _ARTICLES else "webpage",
        "author": people(source),
        "issued": {"date-parts": [[source.year]]},
        "title": source.title,
        "container-title": source.container,
        "DOI": source.doi,
        "URL": source.link,
    }
    return {field: value for field, value in entry.items() if value}


def _entry(source: Source) -> str:
    names = [
        (
            f"{p['family']}, {p['given']}"
            if "family" in p
            else f"{{{p['literal'].translate(_BIBTEX)}}}"
        )
        for p in people(source)
    ]
    if source.authors.endswith("et al."):
        names.append("others")
    fields = {
        "author": " and ".join(names),
        "year": str(source.year),
        "title": f"{{{source.title.translate(_BIBTEX)}}}",
        "journal" if source.type in _ARTICLES else "howpublished": source.container.translate(
            _BIBTEX
        ),
        "doi": source.doi,
        "url": source.link,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{'article' if source.type in _ARTICLES else 'misc'}{{{source.key},\n{lines}\n}}\n"
