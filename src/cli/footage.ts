/** A video of the file system as the source of a plan. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OssError } from '../errors.js';
import { CONTAINER_BYTES, containerOf } from '../process/video/container.js';
import type { Footage } from '../process/video/grab.js';
import { probe } from '../process/video/probe.js';

/** `input`: a path. @throws OssError 400 for what is no video, 501 without ffmpeg; an error of the file system */
export async function footageOf(input: string): Promise<Footage> {
  if (input === '-') throw new OssError('InvalidArgument', 'a video cannot be read from standard input; name a file.');
  const path = resolve(input);
  const source = { path };
  return { input: source, video: await probe({ input: source, container: containerOf(await headOf(path)) }) };
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CONTAINER_BYTES), 0, CONTAINER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
