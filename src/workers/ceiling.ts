/** How much memory a worker may take, and who sees to it. */
import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { reservedForCode } from '../process/reserved-for-code.js';

const MEBIBYTE = 1024 * 1024;

/**
 * Measured with libvips 8.18 and results of 4096 x 4096: 16 megapixels take 0.2 to 0.5 GiB, progressive JPEG and
 * interlaced PNG of 100 megapixels up to 0.9, of 250 up to 1.0. All of that fits. What does not fit are WebP files beyond
 * some 100 megapixels, because their decoder holds the picture more than once.
 */
const CEILING = 1536 * MEBIBYTE;
/** A small machine still has to serve ordinary photos. Below this Node itself gets short of memory. */
const LOWEST_CEILING = 512 * MEBIBYTE;

/** Bytes for each of `processes` workers: together they stay within three quarters of the machine or container. */
export function defaultCeiling(processes: number, memory: number = machineMemory()): number {
  return Math.round(Math.min(CEILING, Math.max(LOWEST_CEILING, (memory * 0.75) / processes)));
}

/** A container without a limit reports 0 or more than there is. */
function machineMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Limits the writable private memory of a process, so that an allocation beyond it fails inside libvips and becomes an
 * ordinary error. False where there is no prlimit or it is not allowed: the caller then watches the resident size.
 * The address space (ulimit -v) cannot be limited: V8 and WebAssembly reserve far more than they use.
 */
export function imposeCeiling(pid: number, bytes: number): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(false);
  const imposed = new Promise<boolean>((resolve) => {
    // This process runs the same V8 as its workers.
    const limit = bytes + reservedForCode();
    const args = ['--pid', String(pid), `--data=${limit}:${limit}`];
    execFile('prlimit', args, { timeout: 2000 }, (error) => resolve(error === null));
  });
  // No /proc, or no memory for the process, which Node throws at once.
  return imposed.catch(() => false);
}
