/** The guide's chapter 'Obtain basic information and EXIF data', through the whole service and for every format. */
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { refusal, useService } from '../oss/service.js';
import { GUIDE_TAGS, guideBlock } from '../process/exif-samples.js';
import { bmp, chunk, exifSegment, riffChunk, webp, webpHeader } from '../process/formats/headers.js';

const service = useService();
const WIDTH = 42;
const HEIGHT = 33;

const still = (): Sharp => sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#a52' } });

function animated(): Sharp {
  const raw = { width: WIDTH, height: HEIGHT * 3, channels: 3, pageHeight: HEIGHT } as const;
  return sharp(Buffer.alloc(WIDTH * HEIGHT * 3 * 3, 'frames'), { raw });
}

/** Behind the first `at` bytes of a picture. */
const inserted = (bytes: Buffer, at: number, piece: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

/** A WebP keeps its EXIF at the end, behind pixels that may be many. */
async function extendedWebp(picture: Sharp): Promise<Buffer> {
  const bytes = await picture.webp().toBuffer();
  return webp(webpHeader(0x08, WIDTH, HEIGHT), bytes.subarray(12), riffChunk('EXIF', guideBlock('MM')));
}

const PLAIN: Readonly<Record<string, () => Promise<Buffer>>> = {
  jpg: () => still().jpeg().toBuffer(),
  png: () => still().png().toBuffer(),
  webp: () => still().webp().toBuffer(),
  gif: () => still().gif().toBuffer(),
  avif: () => still().avif({ effort: 0 }).toBuffer(),
  bmp: async () => bmp(40, WIDTH, HEIGHT, 24),
  'animated.gif': () => animated().gif({ keepDuplicateFrames: true }).toBuffer(),
  'animated.webp': () => animated().webp().toBuffer(),
};

const TAGGED: Readonly<Record<string, () => Promise<Buffer>>> = {
  jpg: async () => inserted(await still().jpeg().toBuffer(), 2, exifSegment(guideBlock())),
  webp: () => extendedWebp(still()),
};

beforeAll(async () => {
  await service.owner('PUT', 'image-demo', { headers: { 'x-oss-acl': 'public-read' } });
});

async function ask(key: string, body: Buffer, chain = 'image/info') {
  expect((await service.owner('PUT', `image-demo/${key}`, { body })).status).toBe(200);
  return service.ask({
    path: `/${key}`,
    query: `x-oss-process=${chain}`,
    host: 'image-demo.oss-cn-hangzhou.aliyuncs.com',
  });
}

/** The members that every picture has. */
const own = (format: string, { length }: Buffer) => ({
  FileSize: String(length),
  Format: format,
  ImageHeight: String(HEIGHT),
  ImageWidth: String(WIDTH),
});

/** As the guide prints it, sorted by name. */
function printed(members: Readonly<Record<string, string>>): string {
  const lines = Object.keys(members)
    .sort()
    .map((name) => `  "${name}": {"value": "${members[name]}"}`);
  return `{\n${lines.join(',\n')}\n}`;
}

async function drawnSize(key: string) {
  const reply = await service.ask({ path: `/image-demo/${key}`, query: 'x-oss-process=image/format,png' });
  return sharp(reply.bytes).metadata();
}

describe('info', () => {
  test.each(Object.entries(PLAIN))('of a plain %s has the four members, letter for letter', async (name, make) => {
    const body = await make();
    const reply = await ask(`plain.${name}`, body);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.headers['content-length']).toBe(String(reply.bytes.length));
    expect(reply.text).toBe(printed(own(name.slice(name.indexOf('.') + 1), body)));
  });

  test.each(Object.entries(TAGGED))('of a %s with EXIF is what the guide shows of f.jpg', async (name, make) => {
    const body = await make();
    expect((await ask(`tagged.${name}`, body)).text).toBe(printed({ ...GUIDE_TAGS, ...own(name, body) }));
  });

  test('of a TIFF has the tags of its own directory', async () => {
    const body = await still()
      .withExif({ IFD0: { Artist: 'We' } })
      .tiff()
      .toBuffer();
    const found = JSON.parse((await ask('plain.tiff', body)).text);
    expect(found).toMatchObject({
      BitsPerSample: { value: '8 8 8' },
      FileSize: { value: String(body.length) },
      Format: { value: 'tiff' },
      ImageHeight: { value: String(HEIGHT) },
      ImageWidth: { value: String(WIDTH) },
    });
    expect(Object.keys(found)).toEqual(Object.keys(found).sort());
  });

  test.each(Object.entries(TAGGED))('of a %s that is turned has the stored sides', async (name, make) => {
    const text = (await ask(`turned.${name}`, await make())).text;
    expect(JSON.parse(text)).toMatchObject({ ImageWidth: { value: String(WIDTH) }, Orientation: { value: '7' } });
    expect(await drawnSize(`turned.${name}`)).toMatchObject({ width: HEIGHT, height: WIDTH });
  });

  test('of a PNG says nothing of its EXIF, by which it is turned all the same', async () => {
    const body = inserted(await still().png().toBuffer(), 33, chunk('eXIf', guideBlock('MM')));
    expect((await ask('turned.png', body)).text).toBe(printed(own('png', body)));
    expect(await drawnSize('turned.png')).toMatchObject({ width: HEIGHT, height: WIDTH });
  });

  test('has the tags of large files too, which stand behind the pixels', async () => {
    const large = still().resize(300, 200);
    const tiff = await large.clone().tiff({ compression: 'none' }).toBuffer();
    expect(tiff.length).toBeGreaterThan(150_000);
    expect(JSON.parse((await ask('large.tiff', tiff)).text)).toMatchObject({ SamplesPerPixel: { value: '3' } });
    const pixels = riffChunk('VP8 ', Buffer.alloc(150_000));
    const body = webp(webpHeader(0x08, WIDTH, HEIGHT), pixels, riffChunk('EXIF', guideBlock()));
    expect(JSON.parse((await ask('large.webp', body)).text)).toMatchObject({ Orientation: { value: '7' } });
  });

  test('stands alone', async () => {
    const body = (await PLAIN.jpg?.()) ?? Buffer.alloc(0);
    for (const chain of ['image/info/resize,w_10', 'image/resize,w_10/info', 'image/info/format,png']) {
      expect(refusal(await ask('plain.jpg', body, chain))).toBe(
        '400 InvalidArgument: The value: info of parameter: process is invalid. ' +
          'Allowed: info alone, without other actions.',
      );
    }
  });
});
