/** A process that opens what a crash left and prints a Report as JSON: DIRECTORY JOURNAL. */
import { ObjectStore } from '#src/store/objects.js';
import { directoryProblems } from './directory.js';
import { expectationsOf } from './expectations.js';
import { Journal } from './journal.js';
import { storeTarget } from './target.js';
import { verify } from './verify.js';

export interface Report {
  readonly problems: readonly string[];
  readonly objects: number;
  /** Files that crashes left without a row. */
  readonly adopted: number;
  readonly removed: number;
}

const TWO_RETENTIONS_MS = 2 * 3_600_000;

async function check(directory: string, journal: string): Promise<Report> {
  let ahead = 0;
  const store = await ObjectStore.open({ directory, clock: () => Date.now() + ahead });
  const target = await storeTarget(store);
  const { problems, seen } = await verify(target, expectationsOf(journal));
  for (const { writer, key, state } of seen) record(journal, writer, { event: 'seen', key, state });
  ahead = TWO_RETENTIONS_MS;
  const first = await store.sweep();
  ahead = 2 * TWO_RETENTIONS_MS;
  const second = await store.sweep();
  const objects = (await target.list()).length;
  await store.close();
  return {
    problems: [...problems, ...directoryProblems(directory)],
    objects,
    adopted: first.adopted,
    removed: first.removed + second.removed,
  };
}

function record(directory: string, writer: number, entry: Parameters<Journal['add']>[0]): void {
  const journal = new Journal(directory, writer);
  journal.add(entry);
  journal.close();
}

const [directory = '', journal = ''] = process.argv.slice(2);
console.log(JSON.stringify(await check(directory, journal)));
