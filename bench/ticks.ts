/**
 * `npm run bench:ticks`: what one process.nextTick takes, before and after full collections of garbage in moments
 * in which there is none, as V8 comes and with keepTicksQuick() (docs/decisions/0044).
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keepTicksQuick } from '#src/cli/heap.js';
import { table } from './measure.js';

const TICKS = 200_000;

/** In nanoseconds. The first rounds are for V8 to optimise. */
async function perTick(): Promise<number> {
  let took = 0;
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    await ticks(TICKS);
    took = (1e6 * (performance.now() - started)) / TICKS;
  }
  return took;
}

function ticks(count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const step = () => {
      if (left-- > 0) process.nextTick(step);
      else resolve();
    };
    step();
  });
}

async function measure(kept: boolean): Promise<void> {
  if (kept) keepTicksQuick();
  const before = await perTick();
  // One after another, as what the last objects are held by goes first.
  for (let n = 0; n < 6; n++) {
    await sleep(20);
    gc?.();
  }
  console.log(JSON.stringify([before, await perTick()]));
}

const [mode] = process.argv.slice(2);
if (mode === undefined) {
  const rows = ['as it comes', 'one kept'].map((name) => {
    const flags = ['--expose-gc', '--import', 'tsx', fileURLToPath(import.meta.url), name];
    const figures: number[] = JSON.parse(spawnSync(process.execPath, flags, { encoding: 'utf8' }).stdout);
    return [name, ...figures.map((ns) => `${ns.toFixed(0)} ns`)];
  });
  table(['process.nextTick', 'before', 'after'], rows);
} else await measure(mode === 'one kept');
