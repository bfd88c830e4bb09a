import { describe, expect, it } from 'vitest';
import { readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import { greyJpeg, jpeg, photo, sharpOf } from '../../../pictures.js';

const headerOf = (file: Buffer) => readHeader((offset, length) => file.subarray(offset, offset + length));

/** With one more segment behind SOI. */
function withSegment(file: Buffer, marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([file.subarray(0, 2), head, body, file.subarray(2)]);
}

const profilePart = (n: number, of: number, text: string) =>
  Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.from([n, of]), Buffer.from(text)]);
/** A table of AC codes without its values. */
const codes = (...counts: readonly number[]) => Buffer.concat([Buffer.from([0x10, ...counts])], 17);
const adobe = (transform: number) =>
  Buffer.concat([Buffer.from('Adobe\0\0\0\0\0\0', 'latin1'), Buffer.from([transform])]);

describe('the header of a JPEG', () => {
  it('says its size, its units, its tables, and where the scan begins', async () => {
    const file = await jpeg(photo(50, 30));
    const header = headerOf(file);
    expect(header).toMatchObject({ width: 50, height: 30, across: 2, down: 2, restartInterval: 0 });
    expect(header?.components).toHaveLength(3);
    expect(header?.codes).toHaveLength(4);
    expect(header?.profile).toBeUndefined();
    expect(file.subarray(0, header?.scan).lastIndexOf(Buffer.from([0xff, 0xda]))).toBe(Number(header?.scan) - 14);
  });

  it('knows all of the chroma from a quarter of it', async () => {
    const file = await sharpOf(photo(50, 30)).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
    expect(headerOf(file)).toMatchObject({ across: 1, down: 1 });
  });

  it('puts the pieces of a profile together, and leaves torn ones to others', async () => {
    const file = await jpeg(photo(20, 20));
    const second = withSegment(file, 0xe2, profilePart(2, 2, 'file'));
    expect(headerOf(withSegment(second, 0xe2, profilePart(1, 2, 'pro')))?.profile?.toString()).toBe('profile');
    expect(headerOf(second)).toBeUndefined();
    expect(headerOf(withSegment(file, 0xe2, profilePart(1, 2, 'pro')))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xe2, profilePart(1, 1, '')))).toMatchObject({ width: 20 });
    expect(headerOf(withSegment(file, 0xe2, profilePart(1, 1, '')))?.profile).toBeUndefined();
  });

  it('leaves grey with a profile to others: it is one of grey, and the pixels would be R, G and B', async () => {
    const file = await greyJpeg(photo(20, 20));
    expect(headerOf(file)).toBeDefined();
    expect(headerOf(withSegment(file, 0xe2, profilePart(1, 1, 'profile')))).toBeUndefined();
  });

  it('leaves a profile to others that is another one for libvips', async () => {
    const inParts = (file: Buffer, count: number) =>
      Array.from({ length: count }, (_, i) => count - i).reduce(
        (made, n) => withSegment(made, 0xe2, profilePart(n, count, 'x')),
        file,
      );
    const file = await jpeg(photo(20, 20));
    expect(headerOf(inParts(file, 100))?.profile).toHaveLength(100);
    expect(headerOf(inParts(file, 101))).toBeUndefined();
    const named = profilePart(1, 1, 'profile');
    named.write('!', 11);
    expect(headerOf(withSegment(file, 0xe2, named))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xe2, Buffer.from('MPF\0')))?.profile).toBeUndefined();
  });

  it('leaves to libjpeg what libjpeg refuses', async () => {
    const grey = await greyJpeg(photo(20, 20));
    const frame = grey.indexOf(Buffer.from([0xff, 0xc0])) + 4;
    const changed = (at: number, ...bytes: number[]) => {
      const file = Buffer.from(grey);
      file.set(bytes, frame + at);
      return headerOf(file);
    };
    const [longest, longer] = [Buffer.from([65_500 >> 8, 65_500 & 255]), Buffer.from([65_501 >> 8, 65_501 & 255])];
    expect(changed(3, ...longest)?.width).toBe(65_500);
    expect(changed(3, ...longer)).toBeUndefined();
    expect(changed(1, ...longer)).toBeUndefined();
    for (const sampling of [0x11, 0x22, 0x14, 0x44]) expect(changed(7, sampling)).toBeDefined();
    for (const sampling of [0x00, 0x10, 0x01, 0x15, 0x51]) expect(changed(7, sampling)).toBeUndefined();
  });

  it('leaves three channels that are R, G and B to others', async () => {
    const file = await jpeg(photo(20, 20));
    expect(headerOf(withSegment(file, 0xee, adobe(1)))).toBeDefined();
    expect(headerOf(withSegment(file, 0xee, adobe(0)))).toBeUndefined();
    const named = Buffer.from(file);
    const frame = named.indexOf(Buffer.from([0xff, 0xc0]));
    const scan = named.lastIndexOf(Buffer.from([0xff, 0xda]));
    for (const [i, id] of [...'RGB'].entries()) {
      named.write(id, frame + 10 + 3 * i);
      named.write(id, scan + 5 + 2 * i);
    }
    expect(headerOf(named)).toBeUndefined();
  });

  it('believes a JFIF segment more than anything else, if it is whole', async () => {
    const file = withSegment(await jpeg(photo(20, 20)), 0xee, adobe(0));
    const jfif = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
    expect(headerOf(withSegment(file, 0xe0, jfif))).toBeDefined();
    expect(headerOf(withSegment(file, 0xe0, jfif.subarray(0, 13)))).toBeUndefined();
  });

  it('leaves every other frame and scan to others', async () => {
    const file = await jpeg(photo(20, 20));
    const at = (marker: number) => file.lastIndexOf(Buffer.from([0xff, marker]));
    const [frame, scan] = [at(0xc0), at(0xda)];
    const changed = (offset: number, ...bytes: readonly number[]) => {
      const other = Buffer.from(file);
      other.set(bytes, offset);
      return headerOf(other);
    };
    expect(changed(frame + 4, 8)).toBeDefined();
    expect(changed(frame + 4, 12)).toBeUndefined(); // bits
    expect(changed(frame + 5, 0, 0)).toBeUndefined(); // no height: it comes later
    expect(changed(frame + 14, 0x21)).toBeUndefined(); // chroma
    expect(changed(frame + 12, 3)).toBeUndefined(); // a quantisation table that is not there
    expect(changed(scan + 4, 1)).toBeUndefined(); // components in the scan
    expect(changed(scan + 5, 2, 0, 1)).toBeUndefined(); // in another order
    expect(changed(scan + 6, 0x20)).toBeUndefined(); // Huffman tables that are not there
    expect(changed(scan + 6, 0x02)).toBeUndefined();
    expect(changed(scan + 11, 1)).toBeUndefined(); // not all of the coefficients, or not whole ones
    expect(changed(scan + 12, 62)).toBeUndefined();
    expect(changed(scan + 13, 1)).toBeUndefined();
    expect(headerOf(withSegment(file, 0xc0, file.subarray(frame + 4, frame + 19)))).toBeUndefined(); // two frames
    expect(headerOf(withSegment(file, 0xdd, Buffer.alloc(3)))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xdb, Buffer.alloc(65, 4)))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xc4, Buffer.concat([Buffer.from([2]), Buffer.alloc(16)])))).toBeUndefined();
  });

  it('puts up with a profile of 100 pieces, in their order alone', async () => {
    let file: Buffer = await jpeg(photo(20, 20));
    for (let n = 100; n > 0; n--) file = withSegment(file, 0xe2, profilePart(n, 100, 'p'));
    expect(headerOf(file)?.profile?.length).toBe(100);
    const first = withSegment(await jpeg(photo(20, 20)), 0xe2, profilePart(1, 2, 'pro'));
    expect(headerOf(withSegment(first, 0xe2, profilePart(2, 2, 'file')))).toBeUndefined();
  });

  it('leaves to others what it does not know', async () => {
    const file = await jpeg(photo(20, 20));
    expect(headerOf(withSegment(file, 0xfe, Buffer.from('a comment')))).toBeDefined();
    expect(headerOf(withSegment(file, 0xcc, Buffer.alloc(4)))).toBeUndefined();
    // A table of 16 bits, and one that is cut off.
    expect(headerOf(withSegment(file, 0xdb, Buffer.alloc(129, 16)))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xdb, Buffer.alloc(20)))).toBeUndefined();
    // A factor of nothing.
    expect(headerOf(withSegment(file, 0xdb, Buffer.alloc(65, 1)))).toBeDefined();
    expect(headerOf(withSegment(file, 0xdb, Buffer.alloc(65, 1).fill(0, 64)))).toBeUndefined();
    expect(headerOf(withSegment(file, 0xc4, Buffer.alloc(9)))).toBeUndefined();
    // More values than there can be.
    expect(headerOf(withSegment(file, 0xc4, Buffer.concat([codes(2, 254), Buffer.alloc(256)])))).toBeDefined();
    expect(headerOf(withSegment(file, 0xc4, Buffer.concat([codes(2, 255), Buffer.alloc(257)])))).toBeUndefined();
    expect(headerOf(Buffer.alloc(3))).toBeUndefined();
  });
});
