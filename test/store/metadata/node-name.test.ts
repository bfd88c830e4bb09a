import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { newLineId, nodeName, nodeOf } from '#src/store/metadata/node-name.js';
import { answersTo } from '#src/store/metadata/postgres-line.js';

test.each([
  ['node1.example.com', 'node1'],
  ['tintype-7d9c5b6f4-x2x7z', 'tintype-7d9c5b6f4-x2x7z'],
  ['a-very-long-name-of-a-deployment-7d9c5b6f4-x2x7z', 'f-a-deployment-7d9c5b6f4-x2x7z'],
  ['Müller\'s "PC"', 'M_ller_s__PC_'],
  ['', 'unnamed'],
])('the machine %j is called %s, and its lines tell it', (host, name) => {
  expect(nodeName(host)).toBe(name);
  expect(nodeOf(newLineId(name))).toBe(name);
  // PostgreSQL cuts a longer one off where it listens, and refuses it where it is told.
  expect(Buffer.byteLength(answersTo(newLineId(name)))).toBeLessThanOrEqual(63);
});

test('it is this machine unless told otherwise', () => {
  expect(nodeName()).toBe(nodeName(hostname()));
});

test('lines differ, and one without a name is of a node without one', () => {
  expect(newLineId('a')).not.toBe(newLineId('a'));
  expect(['0123456789abcdef', 'gone'].map(nodeOf)).toEqual(['unnamed', 'unnamed']);
});
