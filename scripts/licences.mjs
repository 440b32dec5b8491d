// Fails when a crate or npm package that ships or builds has no licence of the allow-list in deny.toml. Evaluates SPDX
// expressions (OR, AND, WITH, the old slash). cargo-deny says more; this needs nothing installed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const allowed = new Set([...readFileSync('deny.toml', 'utf8').match(/allow = \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]));
// Build tools of the web app whose licence is a data or documentation licence.
const alsoInWeb = new Set(['CC-BY-4.0', 'BlueOak-1.0.0', 'Python-2.0', 'CC-BY-3.0']);

function permits(expression, extra = new Set()) {
  const words = expression.replaceAll('/', ' OR ').replace(/([()])/g, ' $1 ').trim().split(/\s+/);
  let at = 0;
  const one = () => {
    if (words[at] === '(') {
      at += 1;
      const inner = either();
      at += 1;
      return inner;
    }
    let name = words[at++];
    if (words[at] === 'WITH') {
      name += ` WITH ${words[at + 1]}`;
      at += 2;
    }
    return allowed.has(name) || extra.has(name);
  };
  const both = () => {
    let ok = one();
    while (words[at] === 'AND') {
      at += 1;
      ok = one() && ok;
    }
    return ok;
  };
  const either = () => {
    let ok = both();
    while (words[at] === 'OR') {
      at += 1;
      ok = both() || ok;
    }
    return ok;
  };
  return either();
}

const crates = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], { maxBuffer: 1 << 28 })).packages;
const packages = Object.entries(JSON.parse(readFileSync('web/package-lock.json', 'utf8')).packages).filter(([path]) => path);
const bad = [
  ...crates.filter((crate) => !crate.license || !permits(crate.license)).map((crate) => `crate ${crate.name} ${crate.version}: ${crate.license}`),
  ...packages
    .filter(([, entry]) => !entry.license || !permits(entry.license, entry.dev ? alsoInWeb : new Set()))
    .map(([path, entry]) => `npm ${path} ${entry.version}: ${entry.license}`),
];
if (bad.length > 0) {
  console.error(bad.join('\n'));
  process.exit(1);
}
console.log(`${crates.length} crates and ${packages.length} npm packages: every licence is on the list`);
