/**
 * `npm run crash`: the rounds of server.test.ts as long as one likes, with a bar. Exit codes: 0 every round was whole,
 * 1 something was lost (the data directory and the journals are kept, and named).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { type CrashReport, crashRounds } from './rounds.js';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text}: must be a whole number`);
  return Number(text);
};

const command = new Command('crash')
  .description('kills a server with SIGKILL at random moments while it is written to, and looks for what is lost')
  .option('--rounds <n>', 'kills', whole, 50)
  .option('--writers <n>', 'clients that write at once', whole, 16)
  .option('--objects <n>', 'objects that are there already', whole, 100_000)
  .option('--life <ms>', 'longest time between a start and its kill', whole, 1000)
  .option('--seed <n>', 'repeats the choices of a run', whole, Date.now() % 2 ** 32)
  .option('--directory <path>', 'where the data directory is made', tmpdir())
  .parse();
const { rounds, writers, objects, life, seed, directory } = command.opts();

const parent = mkdtempSync(join(directory, 'tintype-crash-'));
const bar = new SingleBar({
  format: '{bar} {value}/{total} crashes, {acknowledged} writes acknowledged, {eta_formatted} left',
  stream: process.stderr,
  noTTYOutput: true,
  notTTYSchedule: 30_000,
});
bar.start(rounds, 0, { acknowledged: 0 });
const onRound = ({ rounds: done, amounts }: CrashReport) => bar.update(done, { acknowledged: amounts.acknowledged });
try {
  const size = { rounds, writers, longestLife: life, ballast: objects, settleEvery: 100 };
  const report = await crashRounds({ parent, seed, ...size, onRound });
  bar.stop();
  console.log(linesOf(report).join('\n'));
  rmSync(parent, { recursive: true });
} catch (error) {
  bar.stop();
  console.error(error);
  process.exitCode = 1;
}

function linesOf({ rounds: done, amounts, looks, orphans, starts }: CrashReport): string[] {
  const sorted = [...starts].sort((a, b) => a - b);
  const at = (part: number) => `${Math.round(sorted[Math.ceil(part * sorted.length) - 1] ?? 0)} ms`;
  return [
    `${done}/${rounds} crashes of seed ${seed}: nothing acknowledged was lost, nothing was half there.`,
    `${amounts.acknowledged} writes and ${amounts.parts} parts acknowledged, ${looks} objects read meanwhile.`,
    `${orphans} files without a row, all swept: ${(orphans / done).toFixed(1)} a crash.`,
    `Start with ${objects} objects and more: median ${at(0.5)}, 99th percentile ${at(0.99)}, longest ${at(1)}.`,
  ];
}
