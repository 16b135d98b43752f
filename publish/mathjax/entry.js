// What the press needs of MathJax, in one file: TeX in, SVG and MathML out, no browser, no fonts.
// Left out: noerrors and noundefined, which print a mistake in red instead of reporting it, and
// newcommand, so that no formula depends on one before it. `make.sh` bundles this file.
import {mathjax} from 'mathjax-full/js/mathjax.js';
import {TeX} from 'mathjax-full/js/input/tex.js';
import {SVG} from 'mathjax-full/js/output/svg.js';
import {liteAdaptor} from 'mathjax-full/js/adaptors/liteAdaptor.js';
import {RegisterHTMLHandler} from 'mathjax-full/js/handlers/html.js';
import {SerializedMmlVisitor} from 'mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js';
import {STATE} from 'mathjax-full/js/core/MathItem.js';
import {AllPackages} from 'mathjax-full/js/input/tex/AllPackages.js';

const LEFT_OUT = ['noerrors', 'noundefined', 'newcommand', 'html'];
const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const input = new TeX({
  packages: AllPackages.filter((name) => !LEFT_OUT.includes(name)),
  formatError: (_, error) => { throw error; },
});
const page = mathjax.document('', {
  InputJax: input,
  OutputJax: new SVG({fontCache: 'none', mtextInheritFont: false}),
});

const visitor = new SerializedMmlVisitor(); // MathML is what a screen reader reads

// JSON [[tex, display], ...] -> JSON [{svg, mathml} or {error}, ...]
globalThis.typeset = (formulas) => JSON.stringify(JSON.parse(formulas).map(([tex, display]) => {
  try {
    input.reset();
    const tree = page.convert(tex, {display, end: STATE.CONVERT});
    input.reset();
    const svg = adaptor.innerHTML(page.convert(tex, {display, em: 16, ex: 8}));
    return {svg, mathml: visitor.visitTree(tree)};
  } catch (error) {
    return {error: String(error.message || error)};
  }
}));
