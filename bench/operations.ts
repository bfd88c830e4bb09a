/**
 * `npm run bench`: what each operation costs through the engine, against the same work written directly with sharp.
 * CPU per picture from process.cpuUsage(), medians of alternating runs in one process, nothing else running.
 * BENCH_ROUNDS is how often; words on the command line choose the rows that have them.
 */
import { fileURLToPath } from 'node:url';
import { configureEngine } from '#src/process/formats/decode.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { Marks } from '#src/process/watermark/marks.js';
import { WORKER_FLAGS } from '#src/workers/node-flags.js';
import { png, sourceOf } from '../test/pictures.js';
import { CASES, type Case, sources } from './cases.js';
import { mb, median, ms, ratio, table } from './measure.js';
import { runWith } from './node-flags.js';
import { MARK } from './watermark-cases.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
/** Milliseconds. A worker lives for ten thousand pictures: V8 has optimised what it runs, which takes some twenty of them. */
const WARM_UP = 2000;
/** No operation may cost more than this times the same work with sharp. */
const MOST = 1.3;

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6;
}

async function compared({ source, chain, direct }: Case, bytes: Buffer) {
  const plan = planOf(`image/${chain}`, GUIDE_LIMITS);
  const named = plan.sources.map(() => ({ ...sourceOf(mark), version: '1' }));
  const ours = () => run(plan, sourceOf(bytes), named, GUIDE_LIMITS, marks);
  const theirs = async () => (await direct(bytes)).toBuffer();
  const until = performance.now() + WARM_UP;
  do {
    await ours();
    await theirs();
  } while (performance.now() < until);
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    a.push(await cpuOf(ours));
    b.push(await cpuOf(theirs));
  }
  const times = median(a.map((value, index) => value / (b[index] ?? 1)));
  const row = [`${source} ${chain}`, ms(median(a)), ms(median(b)), ratio(times), times > MOST ? '<' : ''];
  return { row, times };
}

// As in a worker, for both sides.
await runWith(WORKER_FLAGS, fileURLToPath(import.meta.url));
configureEngine();
const mark = await png(MARK);
const marks = new Marks();
const words = process.argv.slice(2);
const cases = CASES.filter(({ source, chain }) => words.every((word) => `${source} ${chain}`.includes(word)));
const files = await sources();
const results: { row: string[]; times: number }[] = [];
for (const each of cases) results.push(await compared(each, files[each.source]));
console.log(
  `CPU per picture, medians of ${ROUNDS} alternating runs after ${WARM_UP / 1000} s of others; jpg 3000x2000 ${mb(files.jpg.length)}`,
);
table(
  ['operation', 'tintype', 'sharp', 'ratio', `> ${MOST}`],
  results.map(({ row }) => row),
);
console.log(`largest ratio ${ratio(Math.max(...results.map(({ times }) => times)))}`);
console.log(`peak memory ${mb(process.resourceUsage().maxRSS * 1024)}`);
