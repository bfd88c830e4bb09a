/** Nothing comes with Tintype under a licence that nobody has looked at. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALLOWED, ALLOWED_AS_LIBRARY, licencesIn, packages } from '../scripts/licences-page.js';

test('every package of the lock file has a licence of the list', () => {
  const known = [...ALLOWED, ...ALLOWED_AS_LIBRARY];
  const strange = packages().filter(({ licence }) => {
    const each = licencesIn(licence);
    return each.length === 0 || each.some((one) => !known.includes(one));
  });
  expect(strange).toEqual([]);
});

test('copyleft is for libraries of pictures, and for tools', () => {
  const libraries = packages().filter(({ licence }) =>
    licencesIn(licence).some((one) => ALLOWED_AS_LIBRARY.includes(one)),
  );
  const running = libraries.filter(({ runs }) => runs).map(({ name }) => name);
  expect(running.filter((name) => !/^@img\/sharp-/.test(name))).toEqual([]);
});

test('what is installed says the same as the lock file', () => {
  const wrong = packages().filter(({ name, version, licence }) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
    if (!existsSync(file)) return false;
    const installed = JSON.parse(readFileSync(file, 'utf8')) as { version: string; license?: unknown };
    if (installed.version !== version || typeof installed.license !== 'string') return false;
    return (
      !/^SEE /.test(installed.license) &&
      installed.license.replace(/^\((.*)\)$/, '$1') !== licence.replace(/^\((.*)\)$/, '$1')
    );
  });
  expect(wrong).toEqual([]);
});
