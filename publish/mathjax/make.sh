#!/bin/sh
# Make press.js again, in a scratch folder. Needs npm; readers of the book do not: the file is
# committed. Run it from anywhere.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cp "$here/entry.js" "$work"
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mathjax-full@3.2.2 esbuild@0.28.2
npx esbuild entry.js --bundle --minify --format=iife --target=es2020 --charset=utf8 \
    --legal-comments=none --outfile="$here/press.js"
cp node_modules/mathjax-full/LICENSE "$here"
rm -r "$work"
