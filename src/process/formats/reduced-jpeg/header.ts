/** The segments of a JPEG up to its scan, as far as the decoder in assembly/ can do something with them. */

/** One DHT table: 16 counts, then the values. */
export interface Codes {
  readonly ac: boolean;
  readonly index: number;
  readonly table: Uint8Array;
}

export interface Component {
  readonly dcTable: number;
  readonly acTable: number;
  readonly quantisation: number;
}

export interface Header {
  readonly width: number;
  readonly height: number;
  /** One, or luma and two of chroma. */
  readonly components: readonly Component[];
  /** Blocks of the first component in a unit: 1 x 1, 2 x 1 or 2 x 2. The others have one. */
  readonly across: number;
  readonly down: number;
  /** Units between two restart markers; 0: there are none. */
  readonly restartInterval: number;
  /** Of 64 bytes, in the order of the file. */
  readonly quantisations: ReadonlyMap<number, Uint8Array>;
  readonly codes: readonly Codes[];
  /** The colour profile. */
  readonly profile?: Buffer;
  /** Where the scan's data begins, in bytes of the file. */
  readonly scan: number;
}

/** Bytes of a file: fewer than `length` where it ends. */
export type ReadBytes = (offset: number, length: number) => Buffer;

const MARKER = {
  sof0: 0xc0,
  sof1: 0xc1,
  dht: 0xc4,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  app0: 0xe0,
  app2: 0xe2,
  app14: 0xee,
};

/** Before the scan; a profile takes at most 100, and who has more is read by libjpeg. */
const MOST_SEGMENTS = 400;
/** Of a Huffman table: each has a code of its own. */
const MOST_VALUES = 256;
/** libjpeg reads and writes no more. */
export const LONGEST_SIDE = 65_500;
/** libvips takes no more of a profile. */
const MOST_PROFILE_PARTS = 100;
const PROFILE = 'ICC_PROFILE';
/** Adobe's transform: the three components are luma and chroma. */
const YCC = 1;

/**
 * undefined: a JPEG of another kind (progressive, CMYK, 12 bits, other sampling), or one with a mistake in its header;
 * libjpeg knows what to do with either.
 */
export function readHeader(read: ReadBytes): Header | undefined {
  const seen = new Segments();
  let at = 2;
  for (let n = 0; n < MOST_SEGMENTS; n++) {
    const head = read(at, 4);
    if (head.length < 4 || head[0] !== 0xff) return undefined;
    const length = head.readUInt16BE(2);
    const body = read(at + 4, length - 2);
    if (length < 2 || body.length < length - 2) return undefined;
    at += 2 + length;
    const marker = head.readUInt8(1);
    if (marker === MARKER.sos) return seen.header(body, at);
    if (!seen.take(marker, body)) return undefined;
  }
  return undefined;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly { readonly id: number; readonly sampling: number; readonly quantisation: number }[];
}

/** What the segments before the scan said. */
class Segments {
  readonly #quantisations = new Map<number, Uint8Array>();
  readonly #codes: Codes[] = [];
  readonly #profile: Buffer[] = [];
  #profileParts = 0;
  #frame: Frame | undefined;
  #restartInterval = 0;
  #jfif = false;
  #transform: number | undefined;

  /** False: it is of a kind that is not read here. */
  take(marker: number, body: Buffer): boolean {
    switch (marker) {
      case MARKER.sof0:
      case MARKER.sof1:
        return this.#takeFrame(body);
      case MARKER.dht:
        return this.#takeCodes(body);
      case MARKER.dqt:
        return this.#takeQuantisations(body);
      case MARKER.dri:
        if (body.length !== 2) return false;
        this.#restartInterval = body.readUInt16BE();
        return true;
      case MARKER.app0:
        this.#jfif ||= body.length >= 14 && body.toString('latin1', 0, 5) === 'JFIF\0';
        return true;
      case MARKER.app2:
        return this.#takeProfile(body);
      case MARKER.app14:
        if (body.length >= 12 && body.toString('latin1', 0, 5) === 'Adobe') this.#transform = body.readUInt8(11);
        return true;
      default:
        return isApplicationOrComment(marker);
    }
  }

  header(scan: Buffer, end: number): Header | undefined {
    const frame = this.#frame;
    if (!frame || !this.#isYcc(frame) || !this.#fits(frame)) return undefined;
    const components = this.#componentsOf(frame, scan);
    const sampling = samplingOf(frame);
    if (!components || !sampling) return undefined;
    return {
      width: frame.width,
      height: frame.height,
      components,
      ...sampling,
      restartInterval: this.#restartInterval,
      quantisations: this.#quantisations,
      codes: this.#codes,
      ...(this.#profile.length > 0 && { profile: Buffer.concat(this.#profile) }),
      scan: end,
    };
  }

  #takeFrame(body: Buffer): boolean {
    const count = body[5];
    if (this.#frame || body[0] !== 8 || (count !== 1 && count !== 3) || body.length !== 6 + 3 * count) return false;
    const components = Array.from({ length: count }, (_, i) => ({
      id: body.readUInt8(6 + 3 * i),
      sampling: body.readUInt8(7 + 3 * i),
      quantisation: body.readUInt8(8 + 3 * i),
    }));
    this.#frame = { height: body.readUInt16BE(1), width: body.readUInt16BE(3), components };
    return [this.#frame.width, this.#frame.height].every((side) => side > 0 && side <= LONGEST_SIDE);
  }

  #takeCodes(body: Buffer): boolean {
    for (let at = 0; at < body.length; ) {
      const kind = body.readUInt8(at);
      const counts = body.subarray(at + 1, at + 17);
      const values = counts.reduce((sum, each) => sum + each, 0);
      const end = at + 17 + values;
      // Baseline has two tables of each.
      if (counts.length < 16 || values > MOST_VALUES || end > body.length || (kind & 0xef) > 1) return false;
      this.#codes.push({ ac: kind >= 16, index: kind & 1, table: body.subarray(at + 1, end) });
      at = end;
    }
    return true;
  }

  #takeQuantisations(body: Buffer): boolean {
    for (let at = 0; at < body.length; at += 65) {
      const kind = body.readUInt8(at);
      const factors = body.subarray(at + 1, at + 65);
      if (kind > 3 || factors.length < 64 || factors.includes(0)) return false;
      this.#quantisations.set(kind, factors);
    }
    return true;
  }

  /** Pieces in their order, or none; one with nothing in it is none, as for libvips. */
  #takeProfile(body: Buffer): boolean {
    if (body.length <= 14 || body.toString('latin1', 0, PROFILE.length) !== PROFILE) return true;
    // libvips takes it for a profile whatever ends its name.
    if (body[PROFILE.length] !== 0) return false;
    this.#profile.push(body.subarray(14));
    this.#profileParts = body.readUInt8(13);
    return body.readUInt8(12) === this.#profile.length && this.#profileParts <= MOST_PROFILE_PARTS;
  }

  /** Whether the profile is whole, and one of R, G and B: that is what comes out, also of grey. */
  #fits({ components }: Frame): boolean {
    return this.#profile.length === this.#profileParts && (this.#profileParts === 0 || components.length === 3);
  }

  /** Whether three components are luma and chroma: libjpeg's rules, but for files that say nothing and number oddly. */
  #isYcc({ components }: Frame): boolean {
    if (components.length === 1) return true;
    if (this.#jfif) return true;
    if (this.#transform !== undefined) return this.#transform === YCC;
    return components.every(({ id }, index) => id === index + 1);
  }

  #componentsOf(frame: Frame, scan: Buffer): Component[] | undefined {
    const count = frame.components.length;
    // One scan with everything in it: all coefficients, whole.
    if (scan[0] !== count || scan.length !== 4 + 2 * count || scan.readUIntBE(1 + 2 * count, 3) !== 0x003f00)
      return undefined;
    const components = frame.components.map(({ quantisation }, i) => {
      const tables = scan.readUInt8(2 + 2 * i);
      return { dcTable: tables >> 4, acTable: tables & 15, quantisation };
    });
    const inOrder = frame.components.every(({ id }, i) => scan[1 + 2 * i] === id);
    return inOrder && components.every((each) => this.#has(each)) ? components : undefined;
  }

  #has({ dcTable, acTable, quantisation }: Component): boolean {
    return (
      this.#quantisations.has(quantisation) &&
      this.#codes.some(({ ac, index }) => !ac && index === dcTable) &&
      this.#codes.some(({ ac, index }) => ac && index === acTable)
    );
  }
}

/** Of one component alone a unit is a block, whatever it says; but it has to say what libjpeg takes. */
function samplingOf({ components }: Frame): { across: number; down: number } | undefined {
  const [luma, ...chroma] = components.map(({ sampling }) => sampling);
  if (luma === undefined) return undefined;
  if (chroma.length === 0) return isFactor(luma >> 4) && isFactor(luma & 15) ? { across: 1, down: 1 } : undefined;
  if (chroma.some((each) => each !== 0x11) || ![0x11, 0x21, 0x22].includes(luma)) return undefined;
  return { across: luma >> 4, down: luma & 15 };
}

function isApplicationOrComment(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

function isFactor(sampling: number): boolean {
  return sampling >= 1 && sampling <= 4;
}
