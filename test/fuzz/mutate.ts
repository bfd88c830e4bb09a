/** Inputs that are nearly right: samples cut, joined, doubled, and strewn with what parsers stumble over. */
import fc from 'fast-check';

/** Numbers at the ends of their types, as bytes. */
const EDGES = [
  '00',
  'ff',
  '7f',
  '80',
  '0000',
  'ffff',
  '7fff',
  '8000',
  '00000000',
  'ffffffff',
  '7fffffff',
  '80000000',
  '01000000',
  '00000001',
].map((hex) => Buffer.from(hex, 'hex'));

interface Change {
  readonly kind: 'overwrite' | 'insert' | 'delete' | 'double' | 'cut' | 'join';
  /** Thousandths of the length. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly other: number;
}

function changes(tokens: readonly Uint8Array[], most: number): fc.Arbitrary<readonly Change[]> {
  const bytes = fc.oneof(
    fc.constantFrom(...tokens),
    fc.constantFrom(...EDGES),
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
  );
  return fc.array(
    fc.record({
      kind: fc.constantFrom('overwrite', 'overwrite', 'insert', 'delete', 'double', 'cut', 'join'),
      at: fc.nat(999),
      length: fc.oneof(fc.nat(8), fc.nat(300)),
      bytes,
      other: fc.nat(999),
    }),
    { minLength: 1, maxLength: most },
  );
}

function applied(sample: Buffer, change: Change, samples: readonly Buffer[]): Buffer {
  const at = Math.floor((change.at * sample.length) / 1000);
  const [before, after] = [sample.subarray(0, at), sample.subarray(at)];
  switch (change.kind) {
    case 'overwrite':
      return Buffer.concat([before, change.bytes, after.subarray(change.bytes.length)]);
    case 'insert':
      return Buffer.concat([before, change.bytes, after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(change.length)]);
    case 'double':
      return Buffer.concat([before, after.subarray(0, change.length), after]);
    case 'cut':
      return Buffer.from(before);
    case 'join': {
      const other = samples[change.other % samples.length] ?? sample;
      return Buffer.concat([before, other.subarray(Math.floor((change.at * other.length) / 1000))]);
    }
  }
}

/** Never longer than some samples together. */
const LONGEST = 1 << 20;

export function mutatedBytes(
  samples: readonly Buffer[],
  tokens: readonly Uint8Array[] = EDGES,
  most = 6,
): fc.Arbitrary<Buffer> {
  const lists = changes(tokens, most);
  return fc
    .tuple(fc.nat(samples.length - 1), lists)
    .map(([index, list]) =>
      list.reduce(
        (bytes, change) => applied(bytes, change, samples).subarray(0, LONGEST),
        samples[index] ?? Buffer.alloc(0),
      ),
    );
}

/** The same of texts, now and then any text at all. The result may be no UTF-8 any more: it is read as a decoder would. */
export function mutatedText(samples: readonly string[], tokens: readonly string[]): fc.Arbitrary<string> {
  const bytes = mutatedBytes(
    samples.map((text) => Buffer.from(text)),
    tokens.map((text) => Buffer.from(text)),
  );
  return fc.oneof(
    { weight: 8, arbitrary: bytes.map((mutated) => mutated.toString()) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...tokens), { maxLength: 40 }).map((parts) => parts.join('')) },
  );
}
