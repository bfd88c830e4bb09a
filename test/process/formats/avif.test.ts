import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Canvas } from '#src/process/canvas.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { photo, probe, sharpOf, sourceOf } from '../../pictures.js';
import { avif, box, AVIF_FILE_TYPE as FILE_TYPE, refusal, AVIF_SIZE as SIZE } from './headers.js';

const picture = (channels: 3 | 4) =>
  sharp({ create: { width: 60, height: 40, channels, background: { r: 9, g: 8, b: 7, alpha: 0.5 } } });
const plain = { format: 'avif', width: 60, height: 40, frames: 1, orientation: 1, alpha: false };

const bytes = (...numbers: number[]) => Buffer.from(numbers);
const QUARTER_TURN = box('irot', bytes(1));
const CROP = box('clap', bytes(0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0, 1), Buffer.alloc(16));

describe('an AVIF', () => {
  it('has the size, depth and alpha that an encoder gave it', async () => {
    expect(factsOfBytes(await picture(3).avif({ effort: 0 }).toBuffer())).toEqual(plain);
    expect(factsOfBytes(await picture(4).avif({ effort: 0 }).toBuffer())).toEqual({ ...plain, alpha: true });
    expect(factsOfBytes(await picture(3).avif({ effort: 0, bitdepth: 10 }).toBuffer())).toEqual({
      ...plain,
      depth: 10,
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is given as the decoder turns it: orientation %i', async (orientation) => {
    const turned = await picture(3).withMetadata({ orientation }).avif({ effort: 0 }).toBuffer();
    const { width, height, orientation: left } = await sharp(turned).metadata();
    expect(left ?? 1).toBe(1);
    expect(factsOfBytes(turned)).toEqual({ ...plain, width, height });
  });

  it('applies a crop and a turn in the order in which they are listed', () => {
    expect(factsOfBytes(avif(SIZE))).toEqual(plain);
    expect(factsOfBytes(avif(SIZE, CROP, QUARTER_TURN))).toMatchObject({ width: 10, height: 20 });
    expect(factsOfBytes(avif(SIZE, QUARTER_TURN, CROP))).toMatchObject({ width: 20, height: 10 });
  });

  it('is found behind its pixels, and by any of its brands', () => {
    const [head, rest] = [box('ftyp', Buffer.from('mif1\0\0\0\0miafavif')), avif(SIZE).subarray(FILE_TYPE.length)];
    expect(factsOfBytes(Buffer.concat([head, box('mdat', Buffer.alloc(200_000)), rest]))).toEqual(plain);
  });

  it('is not a sequence, which nothing here decodes', () => {
    const sequence = Buffer.concat([
      box('ftyp', Buffer.from('avis\0\0\0\0avisavifmsf1')),
      avif(SIZE).subarray(FILE_TYPE.length),
    ]);
    expect(refusal(() => factsOfBytes(sequence)).message).toBe('This image format is not supported.');
  });

  it.each([
    ['8 bits', 8],
    ['10 bits', 10],
    ['12 bits', 12],
  ] as const)('of %s is decoded to the size and the colours of its facts', async (_, bitdepth) => {
    const file = await sharp({
      create: { width: 30, height: 20, channels: 4, background: { r: 200, g: 60, b: 30, alpha: 0.5 } },
    })
      .avif({ effort: 0, quality: 90, bitdepth })
      .toBuffer();
    const raster = await Canvas.open(sourceOf(file), { animated: false }).pixels();
    expect([raster.width, raster.height, raster.channels]).toEqual([30, 20, 4]);
    const far = probe(raster, 15, 10).map((value, channel) => Math.abs(value - ([200, 60, 30, 128][channel] ?? 0)));
    expect(Math.max(...far)).toBeLessThanOrEqual(4);
  });

  it('that is cut off or damaged is a 400', async () => {
    const file = await sharpOf(photo(200, 150)).avif({ effort: 0 }).toBuffer();
    for (const bytes of [file.subarray(0, file.length - 500), Buffer.from(file).fill(0x55, file.length - 3000)]) {
      const drawing = Canvas.open(sourceOf(bytes), { animated: false }).pixels();
      await expect(drawing).rejects.toMatchObject({ code: 'BadRequest', status: 400 });
    }
  });

  it('is not a HEIC', () => {
    const heic = Buffer.concat([
      box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')),
      avif(SIZE).subarray(FILE_TYPE.length),
    ]);
    expect(refusal(() => factsOfBytes(heic)).message).toBe('This image format is not supported.');
  });

  it('is refused with the reason when its boxes make no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [FILE_TYPE, 'it has no meta box'],
      [Buffer.concat([FILE_TYPE, box('moov', Buffer.alloc(8))]), 'it has no meta box'],
      [
        Buffer.concat([FILE_TYPE, bytes(0, 0, 0, 4), Buffer.from('free')]),
        'one of its boxes says that it is 4 bytes long',
      ],
      [avif(QUARTER_TURN), 'its header gives a size of 0x0'],
      [avif(SIZE).subarray(0, -2), 'its primary picture has no properties'],
    ];
    for (const [file, reason] of cases) {
      expect(refusal(() => factsOfBytes(file)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });
});
