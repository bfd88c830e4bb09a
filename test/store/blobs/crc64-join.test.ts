import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';
import { joinCrc64 } from '#src/store/blobs/crc64-join.js';
import { bytes } from '../../contract/bodies.js';

const engine = await Crc64.load();

function pieceOf(all: Uint8Array) {
  const run = engine.start();
  run.update(all);
  return { crc64: run.digest(), size: all.length };
}

test('nothing, one piece, and the check value in two', () => {
  expect(joinCrc64([])).toBe('0');
  expect(joinCrc64([pieceOf(Buffer.from('123456789'))])).toBe('11051210869376104954');
  expect(joinCrc64([pieceOf(Buffer.from('1234')), pieceOf(Buffer.from('56789'))])).toBe('11051210869376104954');
});

test('any bytes cut anywhere, empty pieces too', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (pieces) => {
      expect(joinCrc64(pieces.map(pieceOf))).toBe(pieceOf(Buffer.concat(pieces)).crc64);
    }),
    { numRuns: 300 },
  );
});

test('long pieces', () => {
  const [first, second] = [bytes(1_000_003, 1), bytes(3_145_728, 2)];
  expect(joinCrc64([pieceOf(first), pieceOf(second)])).toBe(pieceOf(Buffer.concat([first, second])).crc64);
});

test('lengths beyond 32 bits: 5 GiB of zeros behind a byte, joined step by step or at once', () => {
  const zeros = pieceOf(Buffer.alloc(1 << 20));
  const gigabytes = { crc64: joinCrc64(Array.from({ length: 5 * 1024 }, () => zeros)), size: 5 * 1024 ** 3 };
  const head = pieceOf(Buffer.from('x'));
  expect(joinCrc64([head, gigabytes])).toBe(joinCrc64([head, ...Array.from({ length: 5 * 1024 }, () => zeros)]));
});
