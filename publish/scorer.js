// What a hit of the search is worth: Sphinx's own values, but a term of the glossary comes first.
var Scorer = {
  score: ([page, _title, anchor, _description, score]) =>
    page === "glossary" && anchor ? 4 * score : score,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
