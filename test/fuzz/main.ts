/**
 * npm run fuzz -- --minutes 10: every parser and the whole server with inputs that nobody tried before, for so long.
 * What breaks something is kept in fuzz-findings/, and belongs into regressions.ts.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import fc from 'fast-check';
import { type Input, outcomeOf } from './target.js';
import { targets } from './targets.js';
import { type Figures, throughServer } from './through-server.js';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const FINDINGS = 'fuzz-findings';
const CHUNK = 500;
/** Of the time; the rest is for the server. */
const PARSERS = 0.25;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    inputs: { type: 'string', default: '1000000' },
  },
});
const [minutes, seed, inputs] = [values.minutes, values.seed, values.inputs].map(Number) as [number, number, number];
if (!(minutes > 0 && Number.isInteger(seed) && inputs > 0)) {
  throw new Error('--minutes must be a number above 0, --seed and --inputs whole numbers');
}

let kept = 0;
function keep(what: string, input: Input, reason: string): void {
  mkdirSync(FINDINGS, { recursive: true });
  const path = join(FINDINGS, `${what.replaceAll(/\W+/g, '-')}-${++kept}`);
  writeFileSync(path, input);
  process.stderr.write(`\n${what}: ${reason}\n  kept in ${path}\n`);
}

/** A bar on a terminal, a line now and then elsewhere. */
function progress(name: string, total: number) {
  if (process.stderr.isTTY) {
    const bar = new SingleBar({ format: `${name} {bar} {percentage}% {value}/{total}` }, Presets.shades_classic);
    bar.start(total, 0);
    return { at: (value: number) => bar.update(value), stop: () => bar.stop() };
  }
  let next = 0;
  return {
    at(value: number) {
      if (Date.now() < next) return;
      next = Date.now() + 20_000;
      process.stderr.write(`${name}: ${value}\n`);
    },
    stop: () => {},
  };
}

/** Inputs tried, and the longest of them in milliseconds. */
async function parsers(until: number): Promise<{ tried: number; longest: number }> {
  const started = Date.now();
  const bar = progress('parsers, seconds', Math.round((until - started) / 1000));
  let [tried, longest] = [0, 0];
  for (let round = 0; Date.now() < until; round++) {
    const target = targets[round % targets.length];
    if (target === undefined) break;
    for (const input of fc.sample(target.inputs, { numRuns: CHUNK, seed: seed + round })) {
      const at = performance.now();
      await outcomeOf(target, input).catch((error) => keep(target.name, input, String(error)));
      longest = Math.max(longest, performance.now() - at);
      tried += 1;
    }
    bar.at(Math.round((Date.now() - started) / 1000));
  }
  bar.stop();
  return { tried, longest };
}

function report({ inputs: sent, statuses, findings, bystander, alive, said }: Figures): void {
  for (const { status, chain, bytes, text } of findings) keep('server', bytes, `${status} for ${chain}: ${text}`);
  const share = (count: number, of: number) => `${count} (${((100 * count) / Math.max(1, of)).toFixed(2)} %)`;
  const lost = said.match(/A worker .* ended/g)?.length ?? 0;
  process.stdout.write(
    [
      `server: ${sent} broken pictures and clips`,
      ...[...statuses].sort().map(([status, count]) => `  ${status}: ${share(count, sent)}`),
      `  unmapped 5xx or no answer: ${findings.length}; the front process ${alive ? 'never ended' : 'ENDED'}; workers lost: ${lost}`,
      `  bystander: ${share(bystander.answered, bystander.asked)} of ${bystander.asked} answered, ` +
        `median ${bystander.median.toFixed(0)} ms, slowest ${bystander.slowest.toFixed(0)} ms`,
      '',
    ].join('\n'),
  );
  const peaceful = bystander.answered >= 0.99 * bystander.asked && (statuses.get(503) ?? 0) < 0.02 * sent;
  if (!alive || !peaceful) process.exitCode = 1;
}

const end = Date.now() + minutes * 60_000;
const { tried, longest } = await parsers(Date.now() + minutes * 60_000 * PARSERS);
process.stdout.write(
  `parsers: ${tried} inputs for ${targets.length} targets, the longest ${longest.toFixed(0)} ms; seed ${seed}\n`,
);
const bar = progress('server, inputs', inputs);
report(await throughServer({ seed, inputs, until: end, withClips: hasFfmpeg, progress: (done) => bar.at(done) }));
bar.stop();
if (kept > 0) process.exitCode = 1;
process.stdout.write(kept === 0 ? 'Nothing broke.\n' : `${kept} inputs broke something: see ${FINDINGS}/\n`);
