/** An S3 engine of its own for each test of a file, and the blobs that are kept in it. */
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect } from 'vitest';
import { S3BlobStore } from '#src/store/blobs/s3.js';
import { StartupError } from '#src/store/startup-error.js';
import { S3Engine } from './s3-engine.js';

export let engine: S3Engine;
export let blobs: S3BlobStore;

beforeEach(async () => {
  engine = await S3Engine.start();
  blobs = await S3BlobStore.open(engine.options());
  engine.asked.length = 0;
});
afterEach(async () => {
  await blobs.close();
  await engine.stop();
});

export const read = async (id: string, start: number, end: number) => buffer(await blobs.read(id, { start, end }));

/** The engine answers so many questions with an error. */
export function failing(times: number, status = 503): void {
  let left = times;
  engine.fault = (_, response) => {
    if (left-- <= 0) return false;
    response.writeHead(status).end('<Error><Code>SlowDown</Code></Error>');
    return true;
  };
}

/** Why blobs cannot be opened. */
export async function refusedStart(options = engine.options()): Promise<StartupError> {
  const opened = await S3BlobStore.open(options).catch((error) => error);
  expect(opened).toBeInstanceOf(StartupError);
  return opened as StartupError;
}
