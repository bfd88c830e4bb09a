/** Many pictures at once: as many as there are cores, past the bad ones, with a summary. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import type { Limits } from '../process/formats/limits.js';
import type { Plan } from '../process/plan.js';
import { configureText } from '../process/text/engine.js';
import type { Faces } from '../process/text/faces.js';
import { Marks } from '../process/watermark/marks.js';
import { forEach } from '../store/for-each.js';
import { Delivery, type Where } from './deliver.js';
import { startProgress } from './progress.js';
import { reasonOf, render, type Work } from './render.js';
import { stopSignal } from './stop-signal.js';
import { Failure, say, shownBytes, type Terminal } from './terminal.js';

export interface Batch {
  readonly inputs: readonly string[];
  readonly where: Where;
  readonly plan: Plan;
  readonly limits: Limits;
  readonly faces: Faces;
  readonly terminal: Terminal;
}

interface Totals {
  done: number;
  failed: number;
  bytes: number;
}

/** libuv's threads, on which libvips works; their number is fixed before any code of ours runs. */
const ENGINE_THREADS = 4;

/** @returns the exit code: 1 when any picture failed, 128 and the signal's number when one stopped it */
export async function processBatch(batch: Batch): Promise<number> {
  const { inputs, where, faces, terminal } = batch;
  configureText(faces);
  if (where.out !== undefined) await makeDirectory(where.out);
  const delivery = await Delivery.to(where, inputs, terminal);
  const progress = startProgress(terminal, inputs.length);
  const stop = stopSignal('the pictures in hand', progress.note);
  // A picture that is still being typed or downloaded would never be finished.
  void stop.promise.then(() => terminal.stdin.destroy());
  const work: Work = { ...batch, marks: new Marks(), stdin: terminal.stdin };
  const totals: Totals = { done: 0, failed: 0, bytes: 0 };
  const started = Date.now();
  await forEach(inputs, useCores(inputs.length), async (input) => {
    if (stop.asked()) return;
    try {
      const result = await render(input, work);
      const line = await delivery.deliver(input, result);
      totals.done += 1;
      totals.bytes += result.bytes.byteLength;
      progress.done(line);
    } catch (error) {
      if (stop.asked() && input === '-') return;
      totals.failed += 1;
      progress.failed(`${input}: ${reasonOf(error)}`);
    }
  });
  stop.release();
  progress.stop();
  if (inputs.length > 1) say(terminal, summary(totals, inputs.length, (Date.now() - started) / 1000, where));
  return stop.asked() ? stop.exitCode() : Number(totals.failed > 0);
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new Failure(
      `--out ${path}: cannot be made (${(error as NodeJS.ErrnoException).code}); name a directory to write to.`,
      2,
    );
  }
}

/** Shares the cores out among the pictures in flight. @returns how many those are */
function useCores(pictures: number): number {
  const cores = availableParallelism();
  const inFlight = Math.min(cores, ENGINE_THREADS, pictures);
  sharp.concurrency(Math.max(1, Math.floor(cores / inFlight)));
  return inFlight;
}

function summary({ done, failed, bytes }: Totals, asked: number, seconds: number, { out }: Where): string {
  const place = out === undefined ? '' : ` in ${out}`;
  const untried = asked - done - failed;
  const rest = `${failed === 0 ? '' : `, ${failed} failed`}${untried === 0 ? '' : `, ${untried} not done`}`;
  return `${done} of ${asked} done${place}, ${shownBytes(bytes)} in ${seconds.toFixed(1)} s${rest}`;
}
