/** Frames of videos through the whole service: the machinery of pictures, and what is no video. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { clip, GOP, HEIGHT, hasFfmpeg, numberOf, WIDTH } from '../../clips.js';
import { refusal } from '../service.js';
import { useFilms } from './films.js';

const { service, put, get } = useFilms();

describe.skipIf(!hasFfmpeg)('a snapshot', () => {
  beforeAll(async () => {
    expect((await put('demo.mp4', readFileSync(clip('h264', 'mp4')))).status).toBe(200);
  });

  test('is a JPEG of the same quality as from any other source, with the headers of a result', async () => {
    const reply = await get('demo.mp4', 'video/snapshot,t_7000,f_jpg,w_80,h_48,m_fast');
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
    expect(reply.headers.etag).toMatch(/^"[0-9A-F]{32}"$/);
    expect(reply.headers).not.toHaveProperty('x-oss-hash-crc64ecma');
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 80, height: 48 });
    expect(await numberOf(reply.bytes)).toBe(3 * GOP);
  });

  test('is a PNG of the very frame', async () => {
    const reply = await get('demo.mp4', 'video/snapshot,t_7000,f_png');
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ format: 'png', width: WIDTH, height: HEIGHT });
    expect(await numberOf(reply.bytes)).toBe(175);
  });

  test('is a picture for what follows, watermarks too', async () => {
    const chain = 'video/snapshot,t_1000,f_jpg|image/resize,w_80|image/rotate,90/format,webp';
    const reply = await get('demo.mp4', chain);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } });
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ width: 48, height: 80 });
    const red = { create: { width: 20, height: 20, channels: 3, background: '#f00' } } as const;
    await put('mark.png', await sharp(red).png().toBuffer());
    const marked = await get('demo.mp4', 'video/snapshot,t_0,f_png|image/watermark,image_bWFyay5wbmc,g_nw,x_0,y_0');
    expect([...(await sharp(marked.bytes).raw().toBuffer()).subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test('is rendered once: kept, conditional, in ranges, the same for HEAD', async () => {
    const before = service.services.videos.stats().frames.exact;
    const chain = 'video/snapshot,t_2040,f_jpg';
    const [first, second] = await Promise.all([get('demo.mp4', chain), get('demo.mp4', chain)]);
    expect(first.bytes.equals(second.bytes)).toBe(true);
    const head = await get('demo.mp4', 'video/snapshot,f_jpg,t_2040,w_0', {}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(first.bytes.length));
    const etag = String(first.headers.etag);
    expect((await get('demo.mp4', chain, { 'if-none-match': etag })).status).toBe(304);
    const part = await get('demo.mp4', chain, { range: 'bytes=2-5' });
    expect([part.status, part.bytes]).toEqual([206, first.bytes.subarray(2, 6)]);
    expect(service.services.videos.stats().frames.exact - before).toBe(1);
  });

  test('may be a style, which is the way to it where videos are protected', async () => {
    const chain = 'video/snapshot,t_7000,f_png|image/resize,w_80';
    const made = await get('demo.mp4', chain);
    await service.store.styles.put('films', { name: 'frame', content: chain, category: 'video', most: 50 });
    const open = { domains: 'all', protectedSuffixes: [], delimiters: [], oldSyntaxOnOss: false } as const;
    await service.store.setProcessConfiguration('films', { ...open, protectedSuffixes: ['mp4'] });
    expect(refusal(await get('demo.mp4', chain))).toMatch(/^403 AccessDenied \(0040-00000031\)/);
    expect((await get('demo.mp4', 'style/frame')).bytes.equals(made.bytes)).toBe(true);
    const separated = await service.ask({ path: '/films/demo.mp4@!frame' });
    expect([separated.headers.etag, separated.bytes.equals(made.bytes)]).toEqual([made.headers.etag, true]);
    await service.store.setProcessConfiguration('films', open);
  });

  test('needs the facts of a video once', async () => {
    await put('once.mp4', readFileSync(clip('h264', 'mp4')));
    const before = service.services.videos.stats().probed;
    expect((await get('once.mp4', 'video/snapshot,t_0,f_jpg')).status).toBe(200);
    await expect.poll(async () => (await service.store.head('films', 'once.mp4')).object?.facts).toContain('mov');
    expect((await get('once.mp4', 'video/snapshot,t_500,f_jpg')).status).toBe(200);
    expect(service.services.videos.stats().probed - before).toBe(1);
    // The row's facts are of a video: as a picture it is still none.
    expect(refusal(await get('once.mp4', 'image/info'))).toMatch(/^400 BadRequest \(0040-00000005\)/);
  });

  test('has an ETag of its own: of the frame, and of what drew it', async () => {
    const etagOf = async (chain: string) => (await get('demo.mp4', chain, {}, 'HEAD')).headers.etag;
    const etags = ['t_0,f_jpg', 't_1,f_jpg', 't_0,f_png', 't_0,f_jpg,m_fast'].map((t) => etagOf(`video/snapshot,${t}`));
    expect(new Set(await Promise.all(etags)).size).toBe(4);
    expect(await service.services.videos.renderer()).toMatch(/^ffmpeg-\S+$/);
  });

  test('may be kept as an object', async () => {
    const saved = Buffer.from('x-oss-process=video/snapshot,t_1000,f_jpg|sys/saveas,o_c2hvdC5qcGc,b_ZmlsbXM');
    const reply = await service.owner('POST', 'films/demo.mp4', { query: 'x-oss-process', body: saved });
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, { object: 'shot.jpg', status: 'OK' }]);
    const shot = await service.ask({ path: '/films/shot.jpg' });
    expect([shot.headers['content-type'], await numberOf(shot.bytes)]).toEqual(['image/jpeg', 25]);
  });

  test('larger than the video is refused', async () => {
    expect(refusal(await get('demo.mp4', 'video/snapshot,t_0,f_jpg,w_161'))).toBe(
      "400 InvalidArgument: The value: 161 of parameter: w is invalid. Allowed: an integer from 0 to 160, the video's own.",
    );
  });

  test('of a video beyond the 20 MB of pictures', async () => {
    const small = readFileSync(clip('h264', 'mp4'));
    const filler = Buffer.alloc(21 * 1024 * 1024);
    filler.writeUInt32BE(filler.length, 0);
    filler.write('free', 4);
    await put('large.mp4', Buffer.concat([small, filler]));
    const reply = await get('large.mp4', 'video/snapshot,t_1000,f_png');
    expect([reply.status, await numberOf(reply.bytes)]).toEqual([200, 25]);
  });

  test('of an object in several pieces: lent by an address that ends with the work', async () => {
    const bytes = readFileSync(clip('h264', 'mp4'));
    const half = bytes.length >> 1;
    const append = (position: number, body: Buffer) =>
      service.ask({ method: 'POST', path: '/films/pieces.mp4', query: `append&position=${position}`, body });
    expect((await append(0, bytes.subarray(0, half))).status).toBe(200);
    expect((await append(half, bytes.subarray(half))).status).toBe(200);
    const before = service.services.videos.stats().lent;
    const reply = await get('pieces.mp4', 'video/snapshot,t_7000,f_png');
    expect([reply.status, await numberOf(reply.bytes)]).toEqual([200, 175]);
    expect(service.services.videos.stats().lent - before).toBe(2);
    expect(service.loopback.lent).toBe(0);
  });
});

test('of an object that does not exist: 404, of another caller: 403', async () => {
  expect(refusal(await get('none.mp4', 'video/snapshot,t_0,f_jpg'))).toMatch(/^404 NoSuchKey \(0040-00000024\)/);
  await service.owner('PUT', 'films/secret.mp4', {
    body: Buffer.from('x'),
    headers: { 'x-oss-object-acl': 'private' },
  });
  expect(refusal(await get('secret.mp4', 'video/snapshot,t_0,f_jpg'))).toMatch(/^403 AccessDenied/);
});

describe.skipIf(!hasFfmpeg)('what is no video', () => {
  const UNSUPPORTED = /^400 BadRequest: This video format is not supported\./;
  const DAMAGED = /^400 BadRequest: The video is damaged or of a kind that is not supported\./;

  const FTYP = Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1');

  test.each([
    ['nothing', Buffer.alloc(0), UNSUPPORTED],
    ['text', Buffer.from('hello, I am text'), UNSUPPORTED],
    ['a head alone', FTYP, DAMAGED],
    ['noise behind a head', Buffer.concat([FTYP, Buffer.alloc(5000, 0xa7)]), DAMAGED],
  ])('%s', async (_, body, answer) => {
    await put('none.bin', body);
    expect(refusal(await get('none.bin', 'video/snapshot,t_0,f_jpg'))).toMatch(answer);
  });
});
