/** A page with common prefixes: the keys that fold and those that do not are read each in the way that costs least. */
import type { ListQuery } from '../records.js';
import * as hot from './hot.js';
import { behind, justAfter } from './keys.js';
import type { rangeOf } from './list.js';
import type { ListRow } from './rows.js';
import { rows, type Steps } from './steps.js';

type Folding = Readonly<Required<Pick<ListQuery, 'prefix' | 'delimiter'>>>;
type Range = ReturnType<typeof rangeOf> & { readonly bucket: string; readonly limit: number };

/** So few rows tell whether it is worth while to read them all. */
const PROBE = 20;
/** Keys of the first walk, after which it is asked whether they have ceased to fold: a statement costs as much as 30. */
const FIRST_WALK = 128;

interface Run {
  readonly found: readonly ListRow[];
  /** There are no more. */
  readonly ended: boolean;
  /** What comes next is likely to fold. */
  readonly folds: boolean;
}

/**
 * At most range.limit rows, in order; fewer only if there are no more. Keys side by side come as a range, which costs a
 * quarter of the walk that others take; a layout that deceives has it read one page in vain. `folds`: the row before is
 * a common prefix.
 */
export function* foldedRows(folding: Folding, range: Range, folds: boolean): Steps<readonly ListRow[]> {
  const found: ListRow[] = [];
  let walks = 0;
  for (let walking = folds; ; ) {
    const rest = restOf(range, found);
    const run = yield* walking
      ? walk(folding, { ...rest, limit: Math.min(rest.limit, walks++ === 0 ? FIRST_WALK : rest.limit) })
      : beforeFold(folding, rest);
    found.push(...run.found);
    if (run.ended || found.length === range.limit) return found;
    walking = run.folds;
  }
}

/** The rows up to the first that folds. */
function* beforeFold(folding: Folding, range: Range): Steps<Run> {
  if (range.limit <= PROBE) return yield* readBeforeFold(folding, range);
  const probe = yield* readBeforeFold(folding, { ...range, limit: PROBE });
  return probe.folds || probe.ended ? probe : yield* readBeforeFold(folding, range);
}

function* readBeforeFold(folding: Folding, range: Range): Steps<Run> {
  const read = yield* rows<ListRow>(hot.LIST, range);
  const fold = read.findIndex(({ name }) => commonPrefixOf(name, folding) !== undefined);
  if (fold >= 0) return { found: read.slice(0, fold), ended: false, folds: true };
  return { found: read, ended: read.length < range.limit, folds: false };
}

/** Fewer rows than it visits where a key is removed meanwhile. */
function* walk(folding: Folding, range: Range): Steps<Run> {
  const { prefix, delimiter } = folding;
  const start = Array.from(prefix).length + 1;
  const read = yield* rows<{ key: string }>(hot.LIST_WALK, { ...range, start, delimiter, behind: behind(delimiter) });
  const visited = read.map(({ key }) => ({ key, common: commonPrefixOf(key, folding) }));
  const plain = yield* rowsOf(
    range.bucket,
    visited.filter(({ common }) => common === undefined).map(({ key }) => key),
  );
  const found = visited.flatMap(({ key, common }): ListRow | readonly ListRow[] =>
    common === undefined ? (plain.get(key) ?? []) : { name: common, version: null },
  );
  const folds = visited.slice(-PROBE).some(({ common }) => common !== undefined);
  return { found, ended: read.length < range.limit, folds };
}

function* rowsOf(bucket: string, keys: readonly string[]): Steps<ReadonlyMap<string, ListRow>> {
  const found = keys.length === 0 ? [] : yield* rows<ListRow>(hot.LIST_NAMED, { bucket, keys });
  return new Map(found.map((row) => [row.name, row]));
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
