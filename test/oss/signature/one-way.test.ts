/** Of all requests that sign the same text with V1, at most one is accepted: no signature says two things. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readsOneWayV1, type SignedPartsV1, stringToSignV1 } from '#src/oss/signature/v1.js';

/** What splits a resource, names of sub-resources, and what only looks like them. */
const PIECES = ['?', '?', '&', '&', '=', '/', 'a', 'acl', 'cors', 'uploadId', 'x-oss-process', 'x-oss-', 'style/small'];

const resources = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));

type Entries = readonly (readonly [string, string])[];

/** Every list of parameters whose names and values, written as V1 writes them, could be this text. */
function queriesOf(text: string): Entries[] {
  const pieces = text.split('&');
  const joined = pieces.slice(1).reduce<string[][]>(
    (lists, piece) =>
      lists.flatMap((list) => [
        [...list, piece],
        [...list.slice(0, -1), `${list.at(-1)}&${piece}`],
      ]),
    [[pieces[0] ?? '']],
  );
  return joined.flatMap((list) =>
    list.reduce<Entries[]>(
      (found, part) => found.flatMap((entries) => waysToSplit(part).map((entry) => [...entries, entry])),
      [[]],
    ),
  );
}

function waysToSplit(part: string): (readonly [string, string])[] {
  const equals = [...part.matchAll(/=/g)].map(({ index }) => index);
  return [[part, ''], ...equals.map((at) => [part.slice(0, at), part.slice(at + 1)] as const)];
}

function requestsSigning(resource: string): SignedPartsV1[] {
  const marks = [...resource.matchAll(/\?/g)].map(({ index }) => index);
  const all = [
    { key: resource, query: [] as Entries },
    ...marks.flatMap((at) => queriesOf(resource.slice(at + 1)).map((query) => ({ key: resource.slice(0, at), query }))),
  ].map(({ key, query }) => ({ method: 'PUT', headers: {}, bucket: 'b', key, query, date: '1' }));
  return all.filter((parts) => stringToSignV1(parts) === `PUT\n\n\n1\n/b/${resource}`);
}

const accepted = (resource: string) =>
  requestsSigning(resource)
    .filter(readsOneWayV1)
    .map(({ key, query }) => ({ key, query }));

describe('one text, one request', () => {
  test('whatever stands in keys, names and values', () => {
    fc.assert(
      fc.property(resources, (resource) => {
        expect(accepted(resource).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 4000 },
    );
  });

  test.each([
    ['k?acl', 2, 1],
    ['?cors', 2, 1],
    ['k?x-oss-process=style/small', 3, 1],
    ['k?uploadId=a&x-oss-process=y', 4, 1],
    ['k?x-oss-process=a?acl', 4, 1],
    ['k?acl?x-oss-process=y', 3, 0],
  ])('%s is signed in %i ways at least, and accepted in %i', (resource, least, most) => {
    expect(requestsSigning(resource).length).toBeGreaterThanOrEqual(least);
    expect(accepted(resource)).toHaveLength(most);
  });

  test('headers end where the resource begins', () => {
    const parts = { method: 'PUT', bucket: 'b', query: [], date: '1' };
    const one = stringToSignV1({ ...parts, key: 'k\nx-oss-acl:private', headers: {} });
    const other = stringToSignV1({ ...parts, key: 'k', headers: { 'x-oss-acl': 'private' } });
    expect(one).not.toBe(other);
  });
});
