/**
 * `npm run bench:peers`: the same picture, sizes and encoder settings by Tintype and by others, in turns; the table and
 * the plots go into docs/performance.md. BENCH_ROUNDS, BENCH_COUNT and BENCH_WARM_UP say how often, how many
 * and how many before.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jpeg, photo } from '../../test/pictures.js';
import { percentile } from '../client.js';
import { median } from '../measure.js';
import { machine, markdownTable, picture, writeSection } from '../performance-page.js';
import { barPlot } from '../svg.js';
import { hits, ROUNDS_OF_HITS, STARTS } from './hits.js';
import { ipx } from './ipx.js';
import { type NginxPeer, nginx } from './nginx.js';
import type { Figures, Given, Peer } from './peer.js';
import { sharpDirectly } from './sharp.js';
import { reference, ssim } from './ssim.js';
import { tintype } from './tintype.js';
import { vipsthumbnail } from './vipsthumbnail.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const COUNT = Number(process.env.BENCH_COUNT ?? 60);
/** Of each width: what runs on V8 is a third cheaper when it has been optimised. */
const WARM_UP = Number(process.env.BENCH_WARM_UP ?? 1000);
/** What does not has only its files and buffers to get. */
const NATIVE_WARM_UP = Math.min(WARM_UP, 30);
const WIDTHS = [200, 720];
const IN_FLIGHT = [2, 16];
const QUALITY = 90;

const few = (value: number, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : 'not measured');
const inMegabytes = (bytes: number) => (Number.isFinite(bytes) ? `${Math.round(bytes / 1e6)} MB` : 'not measured');

/** Who cannot be had is told and left out. */
async function started(given: Given): Promise<{ peers: Peer[]; missing: string[]; nginx: NginxPeer | undefined }> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  const tried = async <P extends Peer>(name: string, start: () => Promise<P>): Promise<P | undefined> => {
    try {
      const peer = await start();
      peers.push(peer);
      return peer;
    } catch (error) {
      missing.push(`${name} could not be had (${error instanceof Error ? error.message.split('\n')[0] : error}).`);
      return undefined;
    }
  };
  await tried('Tintype', () => tintype(given));
  await tried('sharp', () => sharpDirectly(given));
  await tried('ipx', () => ipx(given));
  const server = await tried('nginx image_filter', () => nginx(given, WIDTHS));
  await tried('vipsthumbnail', () => vipsthumbnail(given));
  return { peers, missing, nginx: server };
}

interface Measured {
  readonly peer: Peer;
  readonly width: number;
  readonly inFlight: number;
  readonly rounds: Figures[];
}

async function measureAll(peers: readonly Peer[]): Promise<Measured[]> {
  const all = WIDTHS.flatMap((width) =>
    IN_FLIGHT.flatMap((inFlight) => peers.map((peer) => ({ peer, width, inFlight, rounds: [] as Figures[] }))),
  );
  for (const peer of peers) {
    for (const width of WIDTHS) await peer.measure(width, peer.onV8 ? WARM_UP : NATIVE_WARM_UP, 2);
  }
  // One after the other and round after round: what a neighbour does for a minute happens to all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of all) one.rounds.push(await one.peer.measure(one.width, COUNT, one.inFlight));
  }
  return all;
}

const cpuOf = ({ rounds }: Measured) => 1000 * median(rounds.map(({ cpu }) => cpu));
const rateOf = ({ rounds }: Measured) => median(rounds.map(({ perSecond }) => perSecond));

async function run(given: Given): Promise<void> {
  const on = machine();
  const { peers, missing, nginx: server } = await started(given);
  try {
    const all = await measureAll(peers);
    const quality = await qualities(given, peers);
    const kept = await hits(given.directory, server);
    const text = [
      `\`npm run bench:peers\`. ${on}`,
      `A JPEG of 3000 x 2000 (photo-like, quality 90) becomes one of the width, quality ${QUALITY}. Medians of ${ROUNDS} rounds ` +
        `of ${COUNT}, in turns, after ${WARM_UP} of each width (${NATIVE_WARM_UP} of what does not run on V8). Every picture is new: nobody may keep one. \`sharp directly\` ` +
        'is one process that does nothing else; vipsthumbnail is started for each picture. SSIM is of the luminance against the same size by exact Lanczos of ' +
        'all pixels, without encoding.',
      ...missing,
      ...WIDTHS.map((width) => tableOf(all, width, quality)),
      ...WIDTHS.map((width) => picture(`peers-${width}`, `CPU for a picture ${width} wide`)),
      '### Kept pictures',
      'A kept picture of 67 kB and a 304, at 16 connections, against a bare `node:http` that answers from memory and nginx ' +
        `that sends a file. Medians of ${ROUNDS_OF_HITS} rounds, by ${STARTS} processes of each that runs on V8, one after ` +
        'the other: it does not optimise two of them alike.',
      kept,
    ].join('\n\n');
    const plots = Object.fromEntries(WIDTHS.map((width) => [`peers-${width}`, plotOf(all, width)]));
    writeSection({ name: 'peers', title: 'Others that make pictures', text, plots });
    console.log(text);
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

interface Quality {
  readonly bytes: number;
  readonly ssim: number;
}

async function qualities({ directory, file }: Given, peers: readonly Peer[]): Promise<Map<string, Quality>> {
  const found = new Map<string, Quality>();
  for (const width of WIDTHS) {
    const best = await reference(join(directory, file), width);
    for (const peer of peers) {
      const made = await peer.result(width);
      found.set(`${peer.name} ${width}`, { bytes: made.length, ssim: await ssim(made, best) });
    }
  }
  return found;
}

function tableOf(all: readonly Measured[], width: number, quality: ReadonlyMap<string, Quality>): string {
  const own = all.filter((one) => one.width === width);
  const [first] = own;
  const rows = own.map((one) => {
    const { peer, inFlight, rounds } = one;
    const took = rounds.flatMap((round) => round.took);
    const { bytes = Number.NaN, ssim: likeness = Number.NaN } = quality.get(`${peer.name} ${width}`) ?? {};
    const same = own.find((other) => other.peer === first?.peer && other.inFlight === inFlight) ?? one;
    return [
      `${peer.name}, ${inFlight} at once`,
      `${few(cpuOf(one))} ms`,
      few(cpuOf(one) / cpuOf(same), 2),
      few(rateOf(one), 0),
      ...[0.5, 0.95, 0.99].map((share) => `${few(percentile(took, share))} ms`),
      inMegabytes(peer.peak()),
      few(bytes, 0),
      few(likeness, 4),
    ];
  });
  const head = ['', 'CPU/picture', 'x Tintype', 'pictures/s', 'p50', 'p95', 'p99', 'peak RSS', 'bytes', 'SSIM'];
  return `### ${width} wide\n\n${markdownTable(head, rows)}`;
}

function plotOf(all: readonly Measured[], width: number): string {
  const bars = all
    .filter((one) => one.width === width && one.inFlight === IN_FLIGHT[0])
    .map((one) => [one.peer.name, cpuOf(one)] as const);
  return barPlot({ title: `CPU for a picture ${width} wide, of 3000 x 2000`, unit: 'ms', bars });
}

const directory = await mkdtemp(join(tmpdir(), 'tintype-peers-'));
try {
  await writeFile(join(directory, 'photo.jpg'), await jpeg(photo(3000, 2000)));
  await run({ directory, file: 'photo.jpg', quality: QUALITY });
} finally {
  await rm(directory, { recursive: true, force: true });
}
