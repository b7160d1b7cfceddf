// Builds the vendored style sheet of NHS.UK frontend from its Sass, without the font host, and copies its script.
// The result is committed, so building Commonweal needs no Node. `node assets.mjs --check` fails when it is stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const frontend = join(here, "node_modules/nhsuk-frontend");
const { version } = JSON.parse(readFileSync(join(frontend, "package.json"), "utf8"));
const folder = join(here, `../crates/commonweal-web/assets/vendor/nhsuk-frontend-${version}`);

const licence = `MIT License

Copyright (c) 2019 NHS.UK
Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

const { css } = compile(join(here, "nhsuk.scss"), {
  loadPaths: [join(here, "node_modules")],
  style: "compressed",
  charset: false,
  quietDeps: true,
});
for (const outside of ["http://", "https://", "@font-face", "Frutiger"]) {
  // The namespace of an SVG in a data address is a name, not a request.
  if (css.replaceAll("http://www.w3.org/2000/svg", "").includes(outside)) {
    throw new Error(`the built style sheet contains ${outside}; pages may ask nothing of another host`);
  }
}
const files = {
  "nhsuk.min.css": `/* NHS.UK frontend ${version}, MIT licence; built from its Sass without a font host */\n${css}\n`,
  "nhsuk-frontend.min.js": readFileSync(join(frontend, "dist/nhsuk/nhsuk-frontend.min.js"), "utf8").replace(
    /\n?\/\/# sourceMappingURL=.*\s*$/,
    "\n",
  ),
  LICENCE: licence,
};
for (const [, image] of css.matchAll(/url\("(images\/[\w-]+\.svg)"\)/g)) {
  files[image] = readFileSync(join(frontend, "dist/nhsuk/assets", image), "utf8");
}

let stale = 0;
mkdirSync(join(folder, "images"), { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const path = join(folder, name);
  if (process.argv.includes("--check")) {
    let committed = "";
    try {
      committed = readFileSync(path, "utf8");
    } catch {
      // A missing file is a stale one.
    }
    if (committed !== text) {
      stale += 1;
      console.error(`${path} is stale; run: npm run assets`);
    }
  } else {
    writeFileSync(path, text);
    console.log(`${path}: ${Buffer.byteLength(text)} bytes`);
  }
}
process.exitCode = stale ? 1 : 0;
