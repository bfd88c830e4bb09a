/** A chain on a file that is a video, in this process: what a worker does for the server. */
import { open } from 'node:fs/promises';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { type Result, run } from '#src/process/run.js';
import { CONTAINER_BYTES, containerOf } from '#src/process/video/container.js';
import type { VideoFacts } from '#src/process/video/facts.js';
import { probe } from '#src/process/video/probe.js';
import { numberOf } from '../../clips.js';

export async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CONTAINER_BYTES), 0, CONTAINER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export async function videoOf(path: string): Promise<VideoFacts> {
  return probe({ input: { path }, container: containerOf(await headOf(path)) });
}

/** `chain`: what stands behind 'video/'. `video`: its facts, when they are known. */
export async function snapped(path: string, chain: string, video?: VideoFacts): Promise<Result> {
  const known = video ?? (await videoOf(path));
  return run(planOf(`video/${chain}`, GUIDE_LIMITS), { input: { path }, video: known }, [], GUIDE_LIMITS);
}

/** The numbers of the frames that are got at these times, in milliseconds. */
export async function numbersAt(path: string, times: readonly number[], mode = ''): Promise<number[]> {
  const video = await videoOf(path);
  const numbers: number[] = [];
  for (const t of times)
    numbers.push(await numberOf((await snapped(path, `snapshot,t_${t},f_png${mode}`, video)).bytes));
  return numbers;
}
