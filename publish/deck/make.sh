#!/bin/sh
# Fetch reveal.js again, unchanged from its npm package. Needs npm; readers of the book do not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cd "$work"
npm pack --silent reveal.js@5.2.1
tar xzf reveal.js-5.2.1.tgz
cp package/dist/reveal.js package/dist/reveal.css package/LICENSE "$here"
rm -r "$work"
