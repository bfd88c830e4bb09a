/** A process that writes until it is killed: DIRECTORY JOURNAL SEED WRITERS. Prints 'writing' when it has begun. */
import { ObjectStore } from '#src/store/objects.js';
import { enginesOf } from './engines.js';
import { storeTarget } from './store-target.js';
import { prepare, runWriters } from './writers.js';

const [directory = '', journal = '', seed, writers] = process.argv.slice(2);
const store = await ObjectStore.open({ directory, ...enginesOf(process.env) });
const target = await storeTarget(store);
await prepare(target, journal);
console.log('writing');
const [failure] = await runWriters(target, { journal, seed: Number(seed), writers: Number(writers) });
throw failure;
