/**
 * Facts of an AVIF: the properties of its primary item (ISO/IEC 23008-12). The decoder applies the turn and the
 * mirroring that the file asks for, so sides are given as turned and the orientation is always 1.
 */
import type { Facts } from './facts.js';
import { type Block, damaged, type Reading } from './reading.js';

/** Boxes looked at on any one level; a picture has a dozen. */
const MAX_BOXES = 256;
/** Bytes of a property that are read: the longest that matters, auxC, holds a URN. */
const MAX_PROPERTY = 64;
const ALPHA_URN = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha';

interface Box {
  readonly type: string;
  readonly body: Block;
}

interface Property {
  readonly type: string;
  readonly bytes: Buffer;
}

interface Picture {
  width: number;
  height: number;
  depth: number;
}

/** @throws OssError BadRequest for a file without a primary picture (an image sequence alone), or broken boxes */
export function* avifFacts(file: Block): Reading<Facts> {
  const meta = yield* onlyBox(file, 'meta');
  const children = meta.part(4);
  const primary = yield* primaryItem(yield* onlyBox(children, 'pitm'));
  const store = yield* onlyBox(children, 'iprp');
  const properties = yield* readProperties(yield* onlyBox(store, 'ipco'));
  const own = yield* indexesOf(yield* onlyBox(store, 'ipma'), primary);
  const picture: Picture = { width: 0, height: 0, depth: 8 };
  // In the order in which the item lists them: a crop before a turn is not a crop after it.
  for (const index of own) apply(properties[index - 1], picture);
  const { width, height, depth } = picture;
  const alpha = properties.some(
    ({ type, bytes }) => type === 'auxC' && bytes.toString('latin1', 4).startsWith(ALPHA_URN),
  );
  return { format: 'avif', width, height, frames: 1, orientation: 1, alpha, ...(depth === 8 ? {} : { depth }) };
}

function apply(property: Property | undefined, picture: Picture): void {
  const { type, bytes } = property ?? { type: '', bytes: Buffer.alloc(0) };
  if (type === 'ispe' && bytes.length >= 12) {
    picture.width = bytes.readUInt32BE(4);
    picture.height = bytes.readUInt32BE(8);
  } else if (type === 'clap' && bytes.length >= 16) {
    picture.width = Math.round(bytes.readUInt32BE(0) / bytes.readUInt32BE(4));
    picture.height = Math.round(bytes.readUInt32BE(8) / bytes.readUInt32BE(12));
  } else if (type === 'irot' && bytes.length >= 1 && (bytes.readUInt8() & 1) === 1) {
    [picture.width, picture.height] = [picture.height, picture.width];
  } else if (type === 'pixi' && bytes.length >= 6) {
    picture.depth = bytes.readUInt8(5);
  }
}

function* primaryItem(pitm: Block): Reading<number> {
  const version = (yield* pitm.need(0, 1)).readUInt8();
  return version === 0 ? (yield* pitm.need(4, 2)).readUInt16BE() : (yield* pitm.need(4, 4)).readUInt32BE();
}

function* readProperties(ipco: Block): Reading<Property[]> {
  const properties: Property[] = [];
  for (const { type, body } of yield* boxesIn(ipco)) {
    properties.push({ type, bytes: yield* body.need(0, Math.min(body.size, MAX_PROPERTY)) });
  }
  return properties;
}

/** The numbers, from 1, of the properties that belong to an item. */
function* indexesOf(ipma: Block, item: number): Reading<number[]> {
  const bytes = yield* ipma.need(0, ipma.size);
  if (bytes.length < 8) throw damaged('it ends inside its header');
  const idSize = bytes.readUInt8(0) === 0 ? 2 : 4;
  const indexSize = (bytes.readUInt8(3) & 1) === 0 ? 1 : 2;
  const essential = 2 ** (8 * indexSize - 1);
  let at = 8;
  for (let left = bytes.readUInt32BE(4); left > 0 && at + idSize + 1 <= bytes.length; left--) {
    const id = bytes.readUIntBE(at, idSize);
    const count = bytes.readUInt8(at + idSize);
    at += idSize + 1;
    const end = at + count * indexSize;
    if (end > bytes.length) break;
    if (id === item)
      return Array.from({ length: count }, (_, i) => bytes.readUIntBE(at + i * indexSize, indexSize) % essential);
    at = end;
  }
  throw damaged('its primary picture has no properties');
}

function* onlyBox(parent: Block, type: string): Reading<Block> {
  const found = (yield* boxesIn(parent, type)).at(-1);
  if (found?.type === type) return found.body;
  throw damaged(parent.spent ? 'its header is too long' : `it has no ${type} box`);
}

/** The boxes of one level in order, up to the first of type `last`. */
function* boxesIn(parent: Block, last?: string): Reading<Box[]> {
  const boxes: Box[] = [];
  for (let at = 0; boxes.length < MAX_BOXES; ) {
    const head = yield* parent.peek(at, 8);
    if (head === undefined) break;
    const type = head.toString('latin1', 4, 8);
    const { size, headSize } = yield* sizeOfBox(parent, at, head.readUInt32BE(0));
    if (size < headSize) throw damaged(`one of its boxes says that it is ${size} bytes long`);
    boxes.push({ type, body: parent.part(at + headSize, size - headSize) });
    if (type === last) break;
    at += size;
  }
  return boxes;
}

/** 0 is 'to the end', 1 'in the eight bytes that follow'. */
function* sizeOfBox(parent: Block, at: number, said: number): Reading<{ size: number; headSize: number }> {
  if (said === 0) return { size: parent.size - at, headSize: 8 };
  if (said > 1) return { size: said, headSize: 8 };
  return { size: Number((yield* parent.need(at + 8, 8)).readBigUInt64BE()), headSize: 16 };
}
