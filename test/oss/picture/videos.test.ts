/** Videos that no program may have as a file: where nothing can be lent, it is not their fault. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenAt } from '#src/http/listen.js';
import { Loopback } from '#src/http/loopback.js';
import { Videos } from '#src/oss/picture/videos.js';
import { InstalledFfmpeg } from '#src/process/video/installed.js';
import { useService } from '../service.js';

const service = useService();
const directory = mkdtempSync(join(tmpdir(), 'tintype-videos-'));
const socket = join(directory, 'socket');
const other = createServer();

beforeAll(async () => {
  await listenAt(other, socket);
  await service.owner('PUT', 'films');
});

afterAll(() => {
  other.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Of an object in several pieces. */
async function frameThrough(loopback: Loopback): Promise<unknown> {
  const append = (position: number) =>
    service.owner('POST', 'films/a.mp4', { query: `append&position=${position}`, body: Buffer.from('x') });
  for (const position of [0, 1]) await append(position);
  const { object } = await service.store.head('films', 'a.mp4');
  const { store, workers } = service.services;
  const videos = new Videos({ store, workers, loopback, ffmpeg: new InstalledFfmpeg() });
  if (object === undefined) throw new Error('no object');
  return videos.frame(object, 'fast', async (input) => input);
}

test('no place left to lend at: 503, and when to come again', async () => {
  await expect(frameThrough(new Loopback(socket))).rejects.toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    message: expect.stringContaining('too busy for the video'),
    cause: { code: 'EADDRINUSE' },
  });
});

test('a directory that somebody removed comes back for nobody who waits: no 503', async () => {
  const found = frameThrough(new Loopback(join(directory, 'gone', 'socket')));
  await expect(found).rejects.toMatchObject({ syscall: 'listen', code: expect.not.stringContaining('Unavailable') });
});
