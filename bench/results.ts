/** `npm run bench:results`: what a million rendered results cost in memory, and that opening them scans nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentBoot, endRun } from '#src/store/results/boot.js';
import { ResultIndex } from '#src/store/results/index-db.js';
import { Results } from '#src/store/results/results.js';
import { mb, ms, table } from './measure.js';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 1_000_000);
const LOOKS = 200_000;
const key = (n: number) =>
  Buffer.from(n.toString(16).padStart(16, '0')).reverse().toString().padEnd(32, 'A').toUpperCase();

const [directory] = process.argv.slice(2);
if (directory) await look(directory);
else build();

/** Fills an index, and looks at it from a fresh process whose memory holds nothing of the filling. */
function build(): void {
  const made = mkdtempSync(join(tmpdir(), 'tintype-bench-'));
  const { index } = ResultIndex.open(join(made, 'index.db'));
  for (let n = 0; n < ENTRIES; n++) {
    index.put(key(n), { size: 20_000, contentType: 'image/jpeg' }, n);
    if (n % 100_000 === 0 && process.stderr.isTTY) process.stderr.write(`\r${n} of ${ENTRIES} entries`);
  }
  index.close();
  // Else it would be taken for what a power cut left, and be thrown away.
  endRun(made, currentBoot());
  execFileSync(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), made], { stdio: 'inherit' });
  rmSync(made, { recursive: true });
}

async function look(directory: string): Promise<void> {
  const seconds = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e9;
  const before = process.memoryUsage.rss();
  const opening = process.hrtime.bigint();
  const results = Results.open({ directory, memoryBytes: 64e6, diskBytes: 1e12 });
  const opened = seconds(opening);
  const looking = process.hrtime.bigint();
  let found = 0;
  for (let n = 0; n < LOOKS; n++) if (results.facts(key((n * 7919) % ENTRIES))) found++;
  if (found < LOOKS) throw new Error(`only ${found} of ${LOOKS} were found`);
  const perLook = seconds(looking) / LOOKS;
  table(
    ['results on disk', 'open', 'look-up', 'memory added', 'found'],
    [
      [
        String(ENTRIES),
        ms(opened),
        `${(perLook * 1e6).toFixed(1)} µs`,
        mb(process.memoryUsage.rss() - before),
        `${found} of ${LOOKS}`,
      ],
    ],
  );
  await results.close();
}
