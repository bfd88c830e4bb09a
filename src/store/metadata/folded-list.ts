/** A page with common prefixes: the keys that fold and those that do not are read each in the way that costs least. */
import type { ListQuery } from '../records.js';
import * as hot from './hot.js';
import { behind, justAfter } from './keys.js';
import type { rangeOf } from './list.js';
import type { ListRow } from './rows.js';
import { row, rows, type Steps } from './steps.js';

type Folding = Readonly<Required<Pick<ListQuery, 'prefix' | 'delimiter'>>>;
type Range = ReturnType<typeof rangeOf> & { readonly bucket: string; readonly limit: number };
/** One way to read what comes next: at most range.limit rows. */
type Way = (folding: Folding, range: Range) => Steps<Run>;

/** So few rows tell whether it is worth while to read them all. */
const PROBE = 20;
/** So few keys tell how many of them there are to a row. */
const LOOK = 64;
/** Up to so many keys to a row, to read them all costs less than to walk from each row to the next. */
const DENSE = 10;
/** A tenth more than it should take costs less than another statement. */
const SLACK = 1.1;
/** Keys of the first walk, after which it is asked whether they have ceased to fold: a statement costs as much as 30. */
const FIRST_WALK = 128;

interface Run {
  readonly found: readonly ListRow[];
  /** There are no more. */
  readonly ended: boolean;
  /** What is likely to cost least from here on. */
  readonly next: Way;
}

/** A row of the page: of the keys with a common prefix the first that was met, of the others each. */
interface Item {
  readonly key: string;
  readonly common: string | undefined;
}

/**
 * At most range.limit rows, in order; fewer only if there are no more. Keys side by side come as a range of whole rows;
 * folders of a few keys as a range of keys, of which each costs a fifteenth of a step of the walk that fuller folders
 * take. A layout that deceives has it read one page in vain. `folds`: the row before is a common prefix.
 */
export function* foldedRows(folding: Folding, range: Range, folds: boolean): Steps<readonly ListRow[]> {
  const found: ListRow[] = [];
  for (let way: Way = folds ? look : beforeFold; ; ) {
    const run = yield* way(folding, restOf(range, found));
    found.push(...run.found);
    if (run.ended || found.length === range.limit) return found;
    way = run.next;
  }
}

/** The rows up to the first that folds. */
function* beforeFold(folding: Folding, range: Range): Steps<Run> {
  if (range.limit <= PROBE) return yield* readBeforeFold(folding, range);
  const probe = yield* readBeforeFold(folding, { ...range, limit: PROBE });
  return probe.next === look || probe.ended ? probe : yield* readBeforeFold(folding, range);
}

function* readBeforeFold(folding: Folding, range: Range): Steps<Run> {
  const read = yield* rows<ListRow>(hot.LIST, range);
  const fold = read.findIndex(({ name }) => commonPrefixOf(name, folding) !== undefined);
  if (fold >= 0) return { found: read.slice(0, fold), ended: false, next: look };
  return { found: read, ended: read.length < range.limit, next: beforeFold };
}

function look(folding: Folding, range: Range): Steps<Run> {
  return readKeys(folding, range, LOOK);
}

/** The rows of the next `count` keys. */
function* readKeys(folding: Folding, range: Range, count: number): Steps<Run> {
  const keys = yield* keysOf(hot.LIST_KEYS, { ...range, limit: count });
  const items = itemsOf(keys, folding);
  const shown = items.slice(0, range.limit);
  const ended = keys.length < count && shown.length === items.length;
  return yield* runOf(range.bucket, shown, { ended, next: behindKeys(keys.length / items.length) });
}

function behindKeys(keysPerRow: number): Way {
  if (keysPerRow > DENSE) return firstWalk;
  return (folding, range) => readKeys(folding, range, Math.ceil(Math.max(LOOK, SLACK * range.limit * keysPerRow)));
}

function firstWalk(folding: Folding, range: Range): Steps<Run> {
  return walk(folding, { ...range, limit: Math.min(range.limit, FIRST_WALK) });
}

function* walk(folding: Folding, range: Range): Steps<Run> {
  const { prefix, delimiter } = folding;
  const start = Array.from(prefix).length + 1;
  const keys = yield* keysOf(hot.LIST_WALK, { ...range, start, delimiter, behind: behind(delimiter) });
  const ended = keys.length < range.limit;
  return yield* runOf(range.bucket, itemsOf(keys, folding), { ended, next: walk });
}

/**
 * What has ceased to fold is left to a range of whole rows. Of the others there are fewer rows than items where a key
 * is removed meanwhile.
 */
function* runOf(bucket: string, items: readonly Item[], others: Omit<Run, 'found'>): Steps<Run> {
  const folded = items.findLastIndex(({ common }) => common !== undefined) + 1;
  if (items.length - folded < PROBE) return { ...others, found: yield* rowsOf(bucket, items) };
  return { found: yield* rowsOf(bucket, items.slice(0, folded)), ended: false, next: beforeFold };
}

/** As one text: as rows they would cost more than to find them. */
function* keysOf(sql: string, values: Readonly<Record<string, string | number>>): Steps<readonly string[]> {
  const found = yield* row<{ keys: string | null }>(sql, values);
  return JSON.parse(found?.keys ?? '[]');
}

function itemsOf(keys: readonly string[], folding: Folding): readonly Item[] {
  const items: Item[] = [];
  let last: string | undefined;
  for (const key of keys) {
    if (last !== undefined && key.startsWith(last)) continue;
    last = commonPrefixOf(key, folding);
    items.push({ key, common: last });
  }
  return items;
}

function* rowsOf(bucket: string, items: readonly Item[]): Steps<readonly ListRow[]> {
  const keys = items.filter(({ common }) => common === undefined).map(({ key }) => key);
  const plain = new Map((yield* rowsNamed(bucket, keys)).map((found) => [found.name, found]));
  return items.flatMap(({ key, common }): ListRow | readonly ListRow[] =>
    common === undefined ? (plain.get(key) ?? []) : { name: common, version: null },
  );
}

function* rowsNamed(bucket: string, keys: readonly string[]): Steps<readonly ListRow[]> {
  return keys.length === 0 ? [] : yield* rows<ListRow>(hot.LIST_NAMED, { bucket, keys });
}

function commonPrefixOf(key: string, { prefix, delimiter }: Folding): string | undefined {
  const cut = key.indexOf(delimiter, prefix.length);
  return cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
}

/** What comes behind the rows that were found. */
function restOf(range: Range, found: readonly ListRow[]): Range {
  const last = found.at(-1);
  if (last === undefined) return range;
  const from = last.version === null ? behind(last.name) : justAfter(last.name);
  return { ...range, from, limit: range.limit - found.length };
}
