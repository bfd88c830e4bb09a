/** One picture of the file system through the engine, in this process: what a worker does for the server. */
import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { OssError } from '../errors.js';
import { factsOfBytes, readFacts } from '../process/formats/facts.js';
import type { Limits } from '../process/formats/limits.js';
import { measurePlan, measureSources } from '../process/measure.js';
import { outputOf } from '../process/output.js';
import type { Plan } from '../process/plan.js';
import { run } from '../process/run.js';
import type { Source } from '../process/source.js';
import { factsOfFrame } from '../process/video/snapshot.js';
import type { Marks } from '../process/watermark/marks.js';
import { footageOf } from './footage.js';
import type { Terminal } from './terminal.js';

export interface Rendered {
  readonly bytes: Buffer;
  /** What a file of it is called after its dot: the guide's name of the format, or 'json' for a report. */
  readonly extension: string;
}

/** What all pictures of a command have in common. */
export interface Work {
  readonly plan: Plan;
  readonly limits: Limits;
  readonly marks: Marks;
  readonly stdin: Terminal['stdin'];
}

/** `input`: a path, or '-' for stdin. @throws OssError, or an error of the file system. */
export async function render(input: string, { plan, limits, marks, stdin }: Work): Promise<Rendered> {
  const { source, facts, fileSize } = await pixelsOf(input, plan, stdin);
  const sources = await Promise.all(plan.sources.map(({ key }) => markBeside(input, key)));
  measurePlan(plan, facts, fileSize, limits);
  measureSources(plan, facts, sources, limits);
  const { bytes } = await run(plan, source, sources, limits, marks);
  return { bytes, extension: plan.report === undefined ? outputOf(plan, facts).format : 'json' };
}

/** A video has no limit in bytes (behaviour D5). */
async function pixelsOf(input: string, { snapshot }: Plan, stdin: Terminal['stdin']) {
  if (snapshot !== undefined) {
    const source = await footageOf(input);
    return { source, facts: factsOfFrame(snapshot, source.video), fileSize: 0 };
  }
  const source = input === '-' ? sourceOfBytes(await buffer(stdin)) : await sourceOfFile(input);
  return { source, facts: source.facts, fileSize: source.fileSize };
}

function sourceOfBytes(bytes: Buffer): Source {
  return { bytes: { bytes }, facts: factsOfBytes(bytes), fileSize: bytes.byteLength };
}

async function sourceOfFile(path: string): Promise<Source> {
  const file = await open(path);
  try {
    const { size, mtimeMs } = await file.stat();
    const facts = await readFacts(async (offset, length) => {
      const { buffer: head, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return head.subarray(0, bytesRead);
    }, size);
    return { bytes: { path }, facts, fileSize: size, version: `${path} ${size} ${mtimeMs}` };
  } finally {
    await file.close();
  }
}

/**
 * Another picture that the chain names: in a bucket it is a neighbour of the first, so here too. Nothing outside of that
 * directory is opened, since a chain may come from somebody who has no business with the other files.
 */
async function markBeside(input: string, key: string): Promise<Source> {
  const directory = input === '-' ? '.' : dirname(input);
  const path = join(directory, key);
  const way = relative(directory, path);
  if (way === '' || way.split(sep)[0] === '..') {
    throw new OssError('WatermarkError', `${key}, which the chain names, is not in the directory ${directory}.`);
  }
  try {
    return await sourceOfFile(path);
  } catch (error) {
    throw new OssError('WatermarkError', `${path}, which the chain names, cannot be read: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file.',
  ENOTDIR: 'no such file.',
  EISDIR: 'is a directory, not a picture.',
  EACCES: 'this user may not read it.',
  EPERM: 'this user may not read it.',
};

/** Why one picture failed, in words, without a path. */
export function reasonOf(error: unknown): string {
  if (error instanceof OssError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
