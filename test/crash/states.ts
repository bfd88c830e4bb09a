/** Which write was it, to judge by what is there? */
import type { State, Written } from './journal.js';
import { bytesOf } from './random.js';
import { PIECE, type Seen, type Size } from './target.js';

const STYLE = 'style:';

/** A style has a line in the journal as an object has. */
export function styleKey(name: string): string {
  return `${STYLE}${name}`;
}

export function styleNameOf(key: string): string | undefined {
  return key.startsWith(STYLE) ? key.slice(STYLE.length) : undefined;
}

export function styleOf({ serial }: Written): string {
  return `image/resize,w_${serial}`;
}

/** No two of 40,000 serials have the same. */
export function sizeOf({ serial }: Pick<Written, 'serial'>): Size {
  return { width: 1 + (serial % 200), height: 1 + (Math.floor(serial / 200) % 200) };
}

export function isState(key: string, found: Seen | undefined, state: State): boolean {
  if (state === 'absent' || found === undefined) return state === 'absent' && found === undefined;
  if (!state.drawn) return found.bytes.equals(bytesOf(key, state));
  const [there, expected] = [sizeOfPng(found.bytes), sizeOf(state)];
  return there?.width === expected.width && there.height === expected.height;
}

/** Whether it is what one write made of it, or one write after the other: for who cannot know which. */
export function isSomeState(key: string, { bytes, type }: Seen): boolean {
  if (sizeOfPng(bytes)) return true;
  const [, name = '', serial] = /^(\S+) #(\d+)\n/.exec(bytes.subarray(0, 64).toString('latin1')) ?? [];
  const pieces = type === 'Appendable' ? bytes.length / PIECE : 1;
  // A copy names the key that it was made of, which is the same writer's.
  if (name.split('/')[0] !== key.split('/')[0] || !Number.isInteger(pieces)) return false;
  return bytes.equals(bytesOf(name, { serial: Number(serial), size: bytes.length / pieces, pieces }));
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const END = Buffer.from('0000000049454e44ae426082', 'hex');

/** Of a PNG that has its end. Whether its bytes are those that were drawn, its ETag and its CRC say. */
function sizeOfPng(bytes: Buffer): Size | undefined {
  const whole = bytes.length > 40 && bytes.subarray(0, 8).equals(SIGNATURE) && bytes.subarray(-12).equals(END);
  return whole ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}
