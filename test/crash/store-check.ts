/** A process that opens what a crash left and prints a Report as JSON: DIRECTORY JOURNAL. */
import { ObjectStore } from '#src/store/objects.js';
import { enginesOf } from './engines.js';
import { expectationsOf, uploadsOf } from './expectations.js';
import { recordSeen } from './journal.js';
import { type Settled, settle } from './settle.js';
import { storeTarget } from './store-target.js';
import { verify } from './verify.js';

async function check(directory: string, journal: string): Promise<Settled> {
  const engines = enginesOf(process.env);
  const store = await ObjectStore.open({ directory, ...engines });
  const uploads = uploadsOf(journal);
  const { problems, seen } = await verify(await storeTarget(store), expectationsOf(journal), uploads);
  recordSeen(journal, seen);
  await store.close();
  const settled = await settle(directory, engines);
  return { ...settled, problems: [...problems, ...settled.problems] };
}

const [directory = '', journal = ''] = process.argv.slice(2);
console.log(JSON.stringify(await check(directory, journal)));
