import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListPage, ListQuery } from '#src/store/records.js';
import { type Fixture, withStore } from './fixture.js';
import type { Open } from './store.js';

/** Chosen to be in another order in UTF-16: U+FFFD and U+FF5E sort before U+1F4F7. */
const PIECES = [
  'a',
  'b',
  '/',
  '//',
  'é',
  '木',
  '～',
  '\ufffd',
  '\u{1F4F7}',
  '\u{10FFFF}',
  '\u0001',
  '0',
  '.',
  '_',
  '%',
  '\\',
  '"',
];
const piece = fc.constantFrom(...PIECES);
const text = (max: number) => fc.array(piece, { maxLength: max }).map((pieces) => pieces.join(''));

const shown = ({ objects, prefixes, next }: ListPage) => ({ keys: objects.map(({ key }) => key), prefixes, next });

/** ListObjects v1 by its definition: every key in byte order, one after the other. */
function listByDefinition(keys: readonly string[], { prefix = '', marker = '', delimiter = '', limit }: ListQuery) {
  const items: string[] = [];
  for (const key of sortedByBytes(keys)) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const item = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (isAfter(key, marker) && item !== (cut < 0 ? undefined : marker) && items.at(-1) !== item) items.push(item);
  }
  const page = items.slice(0, limit);
  const isPrefix = (item: string) => delimiter !== '' && item.includes(delimiter, prefix.length);
  return {
    keys: page.filter((item) => !isPrefix(item)),
    prefixes: page.filter(isPrefix),
    next: limit > 0 && items.length > limit ? page.at(-1) : undefined,
  };
}

const sortedByBytes = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
const isAfter = (key: string, marker: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;

async function filled(at: Fixture, keys: readonly string[]): Promise<string> {
  const bucket = await at.newBucket();
  await Promise.all(keys.map((key) => at.put(bucket, key)));
  return bucket;
}

async function allPages(at: Fixture, query: ListQuery): Promise<string[]> {
  const items: string[] = [];
  let page: ListPage = { objects: [], prefixes: [], next: '' };
  while (page.next !== undefined) {
    if (items.length > 1000) throw new Error(`pages without end: ${page.next}`);
    page = await at.store.list({ ...query, marker: page.next });
    items.push(...sortedByBytes([...page.objects.map(({ key }) => key), ...page.prefixes]));
  }
  return items;
}

export function listContract(open: Open): void {
  describe('list', () => {
    const at = withStore(open);

    test('says of each object what head says', async () => {
      const bucket = await at.newBucket();
      const object = await at.put(bucket, 'key', 'body', { acl: 'private', storageClass: 'IA' });
      const { segments, headers, ...listed } = object;
      expect(await at.store.list({ bucket, limit: 10 })).toEqual({ objects: [listed], prefixes: [] });
    });

    test('a bucket that is empty, or not there', async () => {
      const none = { objects: [], prefixes: [] };
      expect(await at.store.list({ bucket: await at.newBucket(), limit: 10, delimiter: '/' })).toEqual(none);
      expect(await at.store.list({ bucket: 'nowhere', limit: 10 })).toEqual(none);
    });

    test('folders, as the clients of the vendor see them', async () => {
      const bucket = await filled(at, [
        'fun/',
        'fun/movie/1.avi',
        'fun/movie/2.avi',
        'fun/test.jpg',
        'oss.jpg',
        'zoo/a',
      ]);
      const list = async (query: Omit<ListQuery, 'bucket' | 'limit'>, limit = 100) =>
        shown(await at.store.list({ bucket, limit, ...query }));
      expect(await list({ delimiter: '/' })).toEqual({
        keys: ['oss.jpg'],
        prefixes: ['fun/', 'zoo/'],
        next: undefined,
      });
      expect(await list({ delimiter: '/', prefix: 'fun/' })).toEqual({
        keys: ['fun/', 'fun/test.jpg'],
        prefixes: ['fun/movie/'],
        next: undefined,
      });
      expect(await list({ delimiter: '/' }, 1)).toEqual({ keys: [], prefixes: ['fun/'], next: 'fun/' });
      expect(await list({ delimiter: '/', marker: 'fun/' }, 1)).toEqual({
        keys: ['oss.jpg'],
        prefixes: [],
        next: 'oss.jpg',
      });
      expect(await list({ delimiter: '/', marker: 'oss.jpg' }, 1)).toEqual({
        keys: [],
        prefixes: ['zoo/'],
        next: undefined,
      });
      expect(await list({ delimiter: 'movie/' })).toMatchObject({ prefixes: ['fun/movie/'], keys: { length: 4 } });
      expect(await list({ prefix: 'fun/movie' })).toMatchObject({ keys: ['fun/movie/1.avi', 'fun/movie/2.avi'] });
    });

    test('a marker inside a folder leaves the folder to be shown, a marker that is the folder does not', async () => {
      const bucket = await filled(at, ['a/1', 'a/2', 'b']);
      const prefixesAfter = async (marker: string) =>
        (await at.store.list({ bucket, limit: 10, delimiter: '/', marker })).prefixes;
      expect(await prefixesAfter('a/1')).toEqual(['a/']);
      expect(await prefixesAfter('a/')).toEqual([]);
      expect(await prefixesAfter('a/2')).toEqual([]);
    });

    test('U+0000 in a query, which no key has', async () => {
      const bucket = await filled(at, ['a', 'b/c']);
      expect(await at.store.list({ bucket, limit: 10, prefix: 'a\0' })).toEqual({ objects: [], prefixes: [] });
      expect(shown(await at.store.list({ bucket, limit: 10, marker: 'a\0z' })).keys).toEqual(['b/c']);
      expect(shown(await at.store.list({ bucket, limit: 10, delimiter: '\0' })).keys).toEqual(['a', 'b/c']);
    });

    test('any keys, any query: as by definition', async () => {
      const keys = fc.sample(
        text(6).filter((key) => key !== ''),
        { numRuns: 150, seed: 7 },
      );
      const bucket = await filled(at, [...new Set(keys)]);
      const query = fc.record(
        {
          prefix: text(2),
          marker: fc.oneof(text(4), fc.constantFrom(...keys)),
          delimiter: fc.oneof(piece, text(2)),
          limit: fc.constantFrom(0, 1, 2, 3, 7, 1000),
        },
        { requiredKeys: ['limit'] },
      );
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const page = await at.store.list({ bucket, ...asked });
          expect(shown(page)).toEqual(listByDefinition([...new Set(keys)], { bucket, ...asked }));
        }),
        { numRuns: 400, seed: 7 },
      );
    });

    test('pages of folders inside a folder', async () => {
      const keys = ['p/a/1', 'p/a/2', 'p/b/1', 'p/c'];
      const bucket = await filled(at, keys);
      const query = { bucket, limit: 1, prefix: 'p/', delimiter: '/' };
      expect(await allPages(at, query)).toEqual(['p/a/', 'p/b/', 'p/c']);
    });

    test('pages put together are the listing', async () => {
      const keys = Array.from({ length: 120 }, (_, n) => `${'abc'[n % 3]}${n % 7}/${n % 2 ? 'x/' : ''}${n}`);
      const bucket = await filled(at, keys);
      for (const limit of [1, 2, 17]) {
        expect(await allPages(at, { bucket, limit })).toEqual(sortedByBytes(keys));
        const folders = [...new Set(keys.map((key) => key.slice(0, 3)))];
        expect(await allPages(at, { bucket, limit, delimiter: '/' })).toEqual(sortedByBytes(folders));
      }
    });

    test('many folders, then objects side by side, then both by turns, then folders again', async () => {
      const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n).padStart(3, '0'));
      const keys = [
        ...numbers(140).flatMap((n) => (Number(n) % 3 === 0 ? [`a${n}/1`, `a${n}/2`] : [`a${n}/`])),
        ...numbers(50).map((n) => `b${n}`),
        ...numbers(30).flatMap((n) => [`c${n}`, `c${n}/1`, `c${n}/2`]),
        ...numbers(10).map((n) => `d${n}/1`),
      ];
      const bucket = await filled(at, keys);
      for (const query of [
        { limit: 1000 },
        { limit: 240 },
        { limit: 130, marker: 'a005/' },
        { limit: 60, marker: 'a130/' },
      ]) {
        const asked = { bucket, delimiter: '/', ...query };
        expect(shown(await at.store.list(asked))).toEqual(listByDefinition(keys, asked));
      }
    });

    test('folders of few keys and of many, behind a prefix and by a delimiter of any characters', async () => {
      const [prefix, delimiter] = ['p%_\\木//é/', '/é/'];
      const folder = (name: string, keys: number) =>
        Array.from({ length: keys }, (_, n) => `${prefix}${name}${delimiter}"${String(n).padStart(2, '0')}\u0001`);
      const names = Array.from({ length: 90 }, (_, n) => String(n).padStart(2, '0'));
      const keys = [
        ...names.slice(0, 60).flatMap((n) => [`${prefix}a${n}/é`, ...folder(`a${n}\\\u{1F4F7}`, 1 + (Number(n) % 3))]),
        ...names.slice(0, 12).flatMap((n) => folder(`b${n}`, 15)),
        ...names.map((n) => `${prefix}c${n}%_`),
        `${prefix}d${delimiter}`,
      ];
      const bucket = await filled(at, [...keys, 'p%', `p%_\\木//é0`, `pxy\\木//é/a${delimiter}1`]);
      const inside = `${prefix}b03${delimiter}"05`;
      for (const marker of [undefined, `${prefix}a20/é`, `${prefix}b03${delimiter}`, inside, `${prefix}c50%_`]) {
        for (const limit of [1, 64, 100, 1000]) {
          const asked = { bucket, prefix, delimiter, limit, ...(marker !== undefined && { marker }) };
          expect(shown(await at.store.list(asked))).toEqual(listByDefinition(keys, asked));
        }
      }
      const items = await allPages(at, { bucket, prefix, delimiter, limit: 50 });
      expect(items).toEqual(await allPages(at, { bucket, prefix, delimiter, limit: 1000 }));
    });
  });
}
