import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { exifSegment, frameSegment, jpeg, orientationBlock, refusal, segment } from './headers.js';

const grey = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#808080' } });

describe('a JPEG', () => {
  it('has the size, the quality and no more than that', async () => {
    const bytes = await grey().jpeg({ quality: 77 }).toBuffer();
    expect(factsOfBytes(bytes)).toEqual({
      format: 'jpg',
      width: 60,
      height: 40,
      frames: 1,
      orientation: 1,
      alpha: false,
      quality: 77,
    });
  });

  it('is understood progressive, in grey and in CMYK', async () => {
    for (const picture of [
      grey().jpeg({ progressive: true }),
      grey().greyscale().jpeg(),
      grey().toColourspace('cmyk').jpeg(),
    ]) {
      expect(factsOfBytes(await picture.toBuffer())).toMatchObject({ width: 60, height: 40, quality: 80 });
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps its stored size under orientation %i', async (orientation) => {
    const bytes = await grey().withMetadata({ orientation }).jpeg().toBuffer();
    expect(factsOfBytes(bytes)).toMatchObject({ width: 60, height: 40, orientation });
  });

  it.each([0, 9, 65535])('takes orientation %i for none', (orientation) => {
    expect(factsOfBytes(jpeg(exifSegment(orientationBlock(orientation)), frameSegment(3, 2))).orientation).toBe(1);
  });

  it('reads an orientation that was written as a LONG or a BYTE', () => {
    for (const type of ['long', 'byte'] as const) {
      expect(factsOfBytes(jpeg(exifSegment(orientationBlock(6, type)), frameSegment(3, 2))).orientation).toBe(6);
    }
  });

  it('believes the first EXIF block, also behind the frame header', () => {
    const [six, eight] = [6, 8].map((orientation) => exifSegment(orientationBlock(orientation)));
    if (six === undefined || eight === undefined) throw new Error('unreachable');
    expect(factsOfBytes(jpeg(six, eight, frameSegment(3, 2))).orientation).toBe(6);
    expect(factsOfBytes(jpeg(frameSegment(3, 2), eight)).orientation).toBe(8);
  });

  it('takes every kind of frame header, and neither DHT, JPG nor DAC for one', () => {
    for (const marker of [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]) {
      expect(factsOfBytes(jpeg(frameSegment(300, 200, marker)))).toMatchObject({ width: 300, height: 200 });
    }
    for (const marker of [0xc4, 0xc8, 0xcc]) {
      expect(factsOfBytes(jpeg(segment(marker, Buffer.alloc(20, 1)), frameSegment(300, 200)))).toMatchObject({
        width: 300,
      });
    }
  });

  it('has the size of its first frame header', () => {
    expect(factsOfBytes(jpeg(frameSegment(300, 200), frameSegment(3, 2)))).toMatchObject({ width: 300, height: 200 });
  });

  it('tells more than 8 bits per sample', () => {
    const twelve = segment(0xc1, Buffer.from([12, 0, 2, 0, 3, 1, 1, 0x11, 0]));
    expect(factsOfBytes(jpeg(twelve))).toEqual(expect.objectContaining({ width: 3, height: 2, depth: 12 }));
  });

  it('is read past segments of any size, fill bytes and a little junk', () => {
    const profile = segment(0xe2, Buffer.alloc(65533));
    const bytes = jpeg(
      profile,
      profile,
      profile,
      Buffer.from('pad'),
      Buffer.from([0xff, 0xff, 0xff]),
      frameSegment(300, 200),
    );
    expect(factsOfBytes(bytes)).toMatchObject({ width: 300, height: 200 });
  });

  it.each(Array.from({ length: 8 }, (_, i) => 60 + i))('is read past %i bytes of junk', (length) => {
    const bytes = jpeg(segment(0xe0, Buffer.alloc(2)), Buffer.alloc(length), frameSegment(300, 200));
    expect(factsOfBytes(bytes)).toMatchObject({ width: 300, height: 200 });
  });

  it('is refused with the reason when its header makes no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [jpeg(), 'it has no frame header'],
      [jpeg(frameSegment(300, 200)).subarray(0, 12), 'it ends inside its header'],
      [jpeg(frameSegment(300, 200)).subarray(0, -10), 'it ends inside its header'],
      [jpeg(segment(0xc0, Buffer.alloc(4)), frameSegment(300, 200)), 'it ends inside its header'],
      [jpeg(segment(0xdb, Buffer.alloc(64)), frameSegment(300, 200)), 'it ends inside its header'],
      [jpeg(frameSegment(0, 200)), 'its header gives a size of 0x200'],
      [jpeg(frameSegment(300, 0)), 'its header gives a size of 300x0'],
      [jpeg(Buffer.from([0xff, 0xe0, 0, 1])), 'a segment of its header says that it is 1 bytes long'],
      [
        jpeg(segment(0xe0, Buffer.alloc(2)), Buffer.alloc(5000), frameSegment(3, 2)),
        'its header is followed by something that is no JPEG segment',
      ],
    ];
    for (const [bytes, reason] of cases) {
      expect(refusal(() => factsOfBytes(bytes)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });

  it('is refused when its frame header lies behind more segments than are read', () => {
    const many = Array.from({ length: 300 }, () => segment(0xe2, Buffer.alloc(1000)));
    expect(refusal(() => factsOfBytes(jpeg(...many, frameSegment(3, 2)))).message).toContain('its header is too long');
  });

  it('is refused for more segments than a header has, however small', () => {
    const empty = (count: number) => Array.from({ length: count }, () => segment(0xe5, Buffer.alloc(0)));
    expect(factsOfBytes(jpeg(...empty(999), frameSegment(3, 2)))).toMatchObject({ width: 3, height: 2 });
    const many = jpeg(...empty(1000), frameSegment(3, 2));
    expect(refusal(() => factsOfBytes(many)).message).toContain('its header has more than 1000 segments');
  });
});
