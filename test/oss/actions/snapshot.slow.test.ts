/** What a hostile or a broken object cannot do by way of ffmpeg, and what it is answered. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clip, clipDirectory, ffmpeg, h264, hasFfmpeg, numberOf } from '../../clips.js';
import { refusal } from '../service.js';
import { useFilms } from './films.js';

const { put, get } = useFilms();

/** A server that nobody must call. */
async function witness(): Promise<{ url: string; called(): number; close(): Promise<void> }> {
  let calls = 0;
  const server = createServer((_, response) => response.end());
  server.on('connection', () => {
    calls += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    called: () => calls,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const UNSUPPORTED = /^400 BadRequest: This video format is not supported\./;

describe.skipIf(!hasFfmpeg)('what is no video', () => {
  const FTYP = Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1');

  test('a playlist or a script names files and addresses: none is opened', async () => {
    const { url, called, close } = await witness();
    const secret = clip('h264', 'ts');
    const texts = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${url}/a.ts\n#EXTINF:10,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile '${secret}'\nfile '${url}/b.mp4'\n`,
      `<?xml version="1.0"?><MPD><Period><AdaptationSet><Representation><BaseURL>${url}/c.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      `RTSPtext\nRTSP://${url.slice(7)}/d`,
      `[playlist]\nFile1=${url}/e.mp4\n`,
    ];
    for (const [n, text] of texts.entries()) {
      await put(`list${n}.mp4`, Buffer.from(text));
      expect(refusal(await get(`list${n}.mp4`, 'video/snapshot,t_0,f_jpg'))).toMatch(UNSUPPORTED);
      // Behind the head of a container it is still no playlist: the demuxer is not ffmpeg's to choose.
      for (const head of [
        FTYP,
        Buffer.from('\x1a\x45\xdf\xa3', 'latin1'),
        Buffer.from('RIFF\0\0\0\0AVI '),
        Buffer.from('FLV\x01'),
      ]) {
        await put('behind.mp4', Buffer.concat([head, Buffer.from(text)]));
        expect(refusal(await get('behind.mp4', 'video/snapshot,t_0,f_jpg'))).toMatch(/^400 BadRequest: The video /);
      }
    }
    expect(called()).toBe(0);
    await close();
  });

  test('a QuickTime file whose track lies in another file or at an address', async () => {
    const { url, called, close } = await witness();
    for (const target of [clip('h264', 'mov'), `${url}/track.mp4`]) {
      await put('alias.mov', elsewhere(readFileSync(clip('h264', 'mov')), target));
      expect(refusal(await get('alias.mov', 'video/snapshot,t_0,f_jpg'))).toMatch(/^400 BadRequest: The video /);
    }
    expect(called()).toBe(0);
    await close();
  });

  test('sound alone, with and without a cover', async () => {
    const sound = join(clipDirectory(), 'sound.m4a');
    const covered = join(clipDirectory(), 'covered.m4a');
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac', sound);
    ffmpeg('-i', sound, '-f', 'lavfi', '-i', 'color=s=16x16:d=0.04', '-c:a', 'copy', '-c:v', 'png', '-frames:v', '1',
      '-map', '0', '-map', '1', '-disposition:v', 'attached_pic', covered); // biome-ignore format: a command line
    for (const path of [sound, covered]) {
      await put('sound.mp4', readFileSync(path));
      expect(refusal(await get('sound.mp4', 'video/snapshot,t_0,f_jpg'))).toBe(
        '400 BadRequest: The video has no picture: there is no video stream in it.',
      );
    }
  });

  test('no frames', async () => {
    const path = join(clipDirectory(), 'empty.mp4');
    ffmpeg('-i', clip('h264', 'mp4'), '-c', 'copy', '-frames:v', '0', '-movflags', '+empty_moov', path);
    await put('empty.mp4', readFileSync(path));
    expect(refusal(await get('empty.mp4', 'video/snapshot,t_0,f_jpg'))).toMatch(/^400 BadRequest: The video /);
  });

  test('an index that was cut off, or is missing', async () => {
    const first = readFileSync(h264('first.mp4', '-movflags', '+faststart'));
    const last = readFileSync(h264('last.mp4'));
    for (const bytes of [
      first.subarray(0, 900),
      last.subarray(0, last.length - 3000),
      last.subarray(0, last.length >> 1),
    ]) {
      await put('cut.mp4', bytes);
      expect(refusal(await get('cut.mp4', 'video/snapshot,t_0,f_jpg'))).toMatch(/^400 BadRequest: The video /);
    }
  });

  test('a video that ends early gives the frames that are there', async () => {
    const bytes = readFileSync(h264('early.mp4', '-movflags', '+faststart'));
    await put('early.mp4', bytes.subarray(0, Math.round(bytes.length * 0.6)));
    expect(await numberOf((await get('early.mp4', 'video/snapshot,t_1000,f_png')).bytes)).toBe(25);
    const last = await get('early.mp4', 'video/snapshot,t_9000,f_png');
    expect(last.status === 200 ? await numberOf(last.bytes) : Number.NaN).toBeGreaterThan(90);
  });
});

/** The same file, whose first data reference is not "in this file" but an alias with an absolute path. */
function elsewhere(file: Buffer, target: string): Buffer {
  const at = file.indexOf(Buffer.from('url \0\0\0\x01', 'latin1')) - 4;
  if (at < 0) throw new Error('no data reference');
  const path = Buffer.from(target.length % 2 === 0 ? target : `${target}\0`);
  const [short, long] = [Buffer.alloc(4), Buffer.alloc(4)];
  short.writeUInt16BE(2, 0);
  short.writeUInt16BE(path.length, 2);
  long.fill(0xff, 0, 2);
  const levels = Buffer.from([0, 1, 0, 1]);
  const fields = [Buffer.alloc(10 + 28 + 12 + 64 + 16), levels, Buffer.alloc(16), short, path, long];
  const head = Buffer.from('\0\0\0\0alis\0\0\0\0', 'latin1');
  const alias = Buffer.concat([head, ...fields]);
  alias.writeUInt32BE(alias.length, 0);
  const patched = Buffer.from(file);
  for (const name of ['dref', 'dinf', 'minf', 'mdia', 'trak', 'moov']) {
    const box = patched.lastIndexOf(name, at) - 4;
    patched.writeUInt32BE(patched.readUInt32BE(box) + alias.length - 12, box);
  }
  return Buffer.concat([patched.subarray(0, at), alias, patched.subarray(at + 12)]);
}
