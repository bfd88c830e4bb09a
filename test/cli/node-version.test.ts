import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MINIMUM_NODE, recentNode, tooOld } from '#src/cli/node-version.js';

test.each([
  ['20.9.0', true],
  ['20.8.1', false],
  ['18.20.0', false],
  ['24.1.0', true],
])('Node.js %s is new enough: %s', (version, enough) => {
  expect(recentNode(version)).toBe(enough);
});

test('one line says which version is needed, the one that the package asks for', () => {
  expect(tooOld('18.20.8')).toBe(
    `tintype: Node.js 18.20.8 is too old; it must be ${MINIMUM_NODE} or newer (https://nodejs.org).`,
  );
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };
  expect(engines.node).toBe(`>=${MINIMUM_NODE}`);
});

test('the check stands before everything that an old Node.js could not load', () => {
  const [main = '', check = ''] = ['main.ts', 'cli/node-version.ts'].map((name) =>
    readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8'),
  );
  expect(main.match(/^import .*$/gm)).toEqual(["import { recentNode, tooOld } from './cli/node-version.js';"]);
  expect(check).not.toMatch(/^import /m);
});
