/** The chapter Convert formats asked of the whole service, with the formats that the guide's own pictures do not have. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bmpFile } from '#src/process/formats/bmp-file.js';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { refusal, untimed, useService } from '../oss/service.js';
import { decoded, drawn, largestDifference, meanDifference, photo, sharpOf, tiff, translucent } from '../pictures.js';

const service = useService();
const opaque = photo(90, 60);
const glass = translucent(90, 60, 30);
const FILES: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
  'x.bmp': () => bmpFile(opaque),
  'glass.bmp': () => bmpFile(glass),
  'photo.jpg': () => sharpOf(opaque).jpeg({ quality: 88 }).toBuffer(),
  'photo.tiff': () => tiff(opaque),
  'photo.avif': () => sharpOf(opaque).avif({ quality: 80, effort: 0 }).toBuffer(),
  'glass.png': () => sharpOf(glass).png().toBuffer(),
  'cut.bmp': () => bmpFile(opaque).subarray(0, 9000),
  'bomb.bmp': () => bomb(),
  // Nothing tells a picture's format but its bytes.
  'named-as.jpg': () => bmpFile(opaque),
};

/** 66 bytes that claim 30000 x 30000 pixels of run-length code, which may leave out what it likes. */
function bomb(): Buffer {
  const file = Buffer.alloc(66);
  bmpFile(drawn(1, 1, () => [0, 0, 0])).copy(file);
  file.writeInt32LE(30_000, 18);
  file.writeInt32LE(30_000, 22);
  file.writeUInt16LE(8, 28);
  file.writeUInt32LE(1, 30);
  file.write('0001', 64, 'hex');
  return file;
}

beforeAll(async () => {
  await service.owner('PUT', 'image-demo', { headers: { 'x-oss-acl': 'public-read' } });
  for (const [key, make] of Object.entries(FILES)) {
    expect((await service.owner('PUT', `image-demo/${key}`, { body: await make() })).status).toBe(200);
  }
});

const get = (key: string, chain: string, method = 'GET') =>
  service.ask({
    method,
    path: `/${key}`,
    query: `x-oss-process=${chain}`,
    host: 'image-demo.oss-cn-hangzhou.aliyuncs.com',
  });

describe('a picture', () => {
  test.each([
    ['x.bmp', 'image/format,bmp', 'image/bmp'],
    ['x.bmp', 'image/resize,w_45', 'image/bmp'],
    ['x.bmp', 'image/format,gif', 'image/bmp'],
    ['x.bmp', 'image/format,src', 'image/bmp'],
    ['x.bmp', 'image/rotate,30', 'image/bmp'],
    ['x.bmp', 'image/format,jpg', 'image/jpeg'],
    ['x.bmp', 'image/format,avif', 'image/avif'],
    ['named-as.jpg', 'image/resize,w_45', 'image/bmp'],
    ['glass.bmp', 'image/format,png', 'image/png'],
    ['glass.png', 'image/format,bmp', 'image/bmp'],
    ['photo.jpg', 'image/format,bmp', 'image/bmp'],
    ['photo.jpg', 'image/format,avif/quality,q_50', 'image/avif'],
    ['photo.tiff', 'image/resize,w_45', 'image/tiff'],
    ['photo.tiff', 'image/format,bmp', 'image/bmp'],
    ['photo.avif', 'image/resize,w_45', 'image/avif'],
    ['photo.avif', 'image/format,src,1an', 'image/avif'],
    ['photo.avif', 'image/format,webp', 'image/webp'],
  ])('%s?x-oss-process=%s is %s', async (key, chain, type) => {
    const reply = await get(key, chain);
    expect(reply.status, reply.text.slice(0, 400)).toBe(200);
    expect(reply.headers).toMatchObject({ 'content-type': type, 'content-length': String(reply.bytes.length) });
    const [width, height] = chain.includes('resize') ? [45, 30] : chain.includes('rotate') ? [108, 97] : [90, 60];
    const format = type.replace('image/', '').replace('jpeg', 'jpg');
    expect(factsOfBytes(reply.bytes)).toMatchObject({ format, width, height });
    const head = await get(key, chain, 'HEAD');
    expect(head.headers).toEqual(untimed(reply.headers));
  });

  test('keeps every pixel from BMP to BMP, PNG and TIFF, alpha too', async () => {
    expect(bmpRaster((await get('x.bmp', 'image/format,bmp')).bytes)).toEqual(opaque);
    expect(bmpRaster((await get('photo.tiff', 'image/format,bmp')).bytes)).toEqual(opaque);
    expect(bmpRaster((await get('glass.png', 'image/format,bmp')).bytes)).toEqual(glass);
    expect(largestDifference(await decoded((await get('glass.bmp', 'image/format,png')).bytes), glass)).toBe(0);
  });

  test('comes out near its source as AVIF', async () => {
    expect(meanDifference(await decoded((await get('x.bmp', 'image/format,avif')).bytes), opaque)).toBeLessThan(9);
    expect(
      meanDifference(await decoded((await get('x.bmp', 'image/format,avif/quality,Q_95')).bytes), opaque),
    ).toBeLessThan(4);
  });

  test('BMP has information, and takes part in a chain', async () => {
    const info = JSON.parse((await get('x.bmp', 'image/info')).text);
    expect(info).toMatchObject({ Format: { value: 'bmp' }, ImageWidth: { value: '90' }, ImageHeight: { value: '60' } });
    const reply = await get('x.bmp', 'image/crop,x_45,y_30,w_20,h_10/circle,r_4/format,png');
    expect(factsOfBytes(reply.bytes)).toMatchObject({ width: 9, height: 9, alpha: true });
  });
});

test.each([
  ['cut.bmp', 'image/format,jpg', '400 BadRequest: The picture is damaged: it ends before its last pixel.'],
  ['bomb.bmp', 'image/resize,w_10', /^400 ImageTooLarge \(0040-00000012\): The picture is 30000x30000/],
  [
    'x.bmp',
    'image/format,tiff',
    /^400 InvalidArgument \(0040-00000206\): The value: tiff of parameter: format is invalid/,
  ],
])('%s?x-oss-process=%s is refused', async (key, chain, words) => {
  const reply = await get(key, chain);
  if (typeof words === 'string') expect(refusal(reply)).toBe(words);
  else expect(refusal(reply)).toMatch(words);
});
