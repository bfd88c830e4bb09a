/**
 * `npm run bench:nodes`, or `npx tsx bench/nodes.ts kept` for the rows whose names have that in them: what a request costs a node whose rows are in PostgreSQL and whose bytes are in Ceph, against
 * one that has both in its data directory. CPU of the node's processes, without the engines; medians of alternating
 * rounds. The first node has the original in its source cache.
 */
import { randomBytes } from 'node:crypto';
import { Ceph } from '../scripts/ceph.js';
import { Postgres } from '../scripts/postgres.js';
import { jpeg, photo } from '../test/pictures.js';
import { load } from './client-load.js';
import { cpuOfTree, median, ratio, table } from './measure.js';
import { type Service, startService } from './service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const RENDERS = Number(process.env.BENCH_RENDERS ?? 60);
const COUNT = Number(process.env.BENCH_COUNT ?? 1500);
/** Of kept pictures, many: one costs a hundredth of a tick of the clock that counts. */
const KEPT = Number(process.env.BENCH_KEPT ?? 6000);
const CONNECTIONS = 4;

const [postgres, ceph] = await Promise.all([Postgres.start(), Ceph.start()]);
const settings = { ...ceph.settings(), TINTYPE_METADATA: await postgres.newDatabase() };
const flags = Object.entries(settings)
  .map(([name, value]) => [`--${name.slice('TINTYPE_'.length).toLowerCase().replaceAll('_', '-')}`, value] as const)
  .flatMap(([flag, value]) => (value === 'true' ? [flag] : [flag, value]));
const nodes = { embedded: await startService(), engines: await startService(...flags) };
const body = await jpeg(photo(2000, 1500));

type Node = keyof typeof nodes;
const all = Object.entries(nodes) as [Node, Service][];
for (const [, node] of all) {
  await node.put('/bench-nodes', undefined, { 'x-oss-acl': 'public-read' });
  await node.put('/bench-nodes/photo.jpg', body);
}

const drawn = (node: Service, chain: string) => `${node.url}/bench-nodes/photo.jpg?x-oss-process=image/resize,${chain}`;

/** Gives how many requests it was. */
type Work = (node: Service, round: number) => Promise<number>;

function kept(connections: number): Work {
  return async (node) => {
    await load(drawn(node, 'w_300'), KEPT, connections);
    return KEPT;
  };
}

const WORK: Readonly<Record<string, Work>> = {
  'a picture drawn anew': async (node, round) => {
    for (let n = 0; n < RENDERS; n++) {
      const response = await fetch(drawn(node, `w_${200 + n}/quality,q_${50 + round}`));
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${response.status}`);
    }
    return RENDERS;
  },
  ...Object.fromEntries(
    [2, 16, 64].map((connections) => [`a kept picture, ${connections} connections`, kept(connections)]),
  ),
  'the original (kept on the local disk)': async (node) => {
    await load(`${node.url}/bench-nodes/photo.jpg`, COUNT / 5, CONNECTIONS);
    return COUNT / 5;
  },
  'a put of 100 kB': async (node, round) => {
    const bytes = randomBytes(100_000);
    for (let n = 0; n < RENDERS; n++) await node.put(`/bench-nodes/put-${round}-${n}`, bytes);
    return RENDERS;
  },
};

const rows: string[][] = [];
for (const [name, work] of Object.entries(WORK)) {
  if (!name.includes(process.argv[2] ?? '')) continue;
  const figures: Record<Node, number[]> = { embedded: [], engines: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [which, node] of all) {
      const before = cpuOfTree(node.pid);
      const count = await work(node, round);
      // The first round warms what there is to warm.
      if (round > 0) figures[which].push(((cpuOfTree(node.pid) - before) / count) * 1000);
    }
  }
  const [own, engines] = [median(figures.embedded), median(figures.engines)];
  rows.push([name, own.toFixed(2), engines.toFixed(2), ratio(engines / own)]);
}
table(['ms of CPU', 'SQLite, files', 'PostgreSQL, Ceph', 'ratio'], rows);
for (const [, node] of all) await node.stop();
await ceph.dispose();
await postgres.dispose();
