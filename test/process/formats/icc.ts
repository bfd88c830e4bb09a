/** ICC profiles made by script, and the colours they mean, worked out here without any colour engine. */

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** A display: the chromaticities of its red, green and blue, and the light (0–1) of a value (0–1). White is D65. */
export interface Display {
  readonly primaries: readonly (readonly [number, number])[];
  readonly light: (value: number) => number;
}

const srgbLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const srgbValue = (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

export const SRGB: Display = {
  primaries: [
    [0.64, 0.33],
    [0.3, 0.6],
    [0.15, 0.06],
  ],
  light: srgbLight,
};
export const DISPLAY_P3: Display = {
  primaries: [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
  light: srgbLight,
};
export const ADOBE_RGB: Display = {
  primaries: [
    [0.64, 0.33],
    [0.21, 0.71],
    [0.15, 0.06],
  ],
  light: (value) => value ** (563 / 256),
};

const D65: Triple = [0.3127 / 0.329, 1, (1 - 0.3127 - 0.329) / 0.329];
const D50: Triple = [0.9642, 1, 0.8249];

/** The sRGB numbers (0–255) of a display's numbers (0–255), cut off at sRGB's gamut. */
export function toSrgb(from: Display, colour: readonly number[]): number[] {
  const light = colour.map((value) => from.light(value / 255)) as unknown as Triple;
  const seen = times(inverse(toXyz(SRGB)), times(toXyz(from), light));
  return seen.map((each) => Math.round(255 * srgbValue(Math.min(1, Math.max(0, each)))));
}

/** A version 2 profile of a display. */
export function displayProfile(display: Display): Buffer {
  const columns = transposed(product(toD50(), toXyz(display)));
  const curve = curveTag(display.light);
  return profile('mntr', 'RGB ', 'XYZ ', {
    rXYZ: xyzTag(columns[0]),
    gXYZ: xyzTag(columns[1]),
    bXYZ: xyzTag(columns[2]),
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  });
}

/** Of a grey picture. */
export function greyProfile(light: (value: number) => number): Buffer {
  return profile('mntr', 'GRAY', 'XYZ ', { kTRC: curveTag(light) });
}

/** Of a printer whose inks are all grey: `lightness` is the L* (0–100) of full cyan, magenta, yellow and black. */
export function inkProfile(lightness: (inks: readonly number[]) => number): Buffer {
  const head = Buffer.alloc(48);
  head.write('mft1', 'latin1');
  [4, 3, 2].forEach((number, at) => {
    head[8 + at] = number;
  });
  for (const diagonal of [0, 4, 8]) head.writeInt32BE(65536, 12 + 4 * diagonal);
  const straight = Array.from({ length: 256 }, (_, at) => at);
  const corners = Array.from({ length: 16 }, (_, at) => {
    const inks = [3, 2, 1, 0].map((bit) => (at >> bit) & 1);
    return [Math.round(lightness(inks) * 2.55), 128, 128];
  });
  const tables = [...Array(4).fill(straight).flat(), ...corners.flat(), ...Array(3).fill(straight).flat()];
  const table = Buffer.concat([head, Buffer.from(tables)]);
  return profile('prtr', 'CMYK', 'Lab ', { A2B0: table });
}

/** The sRGB grey (0–255) of an L* (0–100). */
export function greyOf(lightness: number): number {
  const f = (lightness + 16) / 116;
  return Math.round(255 * srgbValue(f > 6 / 29 ? f ** 3 : (3 * 36 * (f - 4 / 29)) / 841));
}

function profile(kind: string, space: string, connection: string, tags: Readonly<Record<string, Buffer>>): Buffer {
  const all = { desc: descriptionTag('test'), wtpt: xyzTag(D50), ...tags };
  const directory = Buffer.alloc(4 + 12 * Object.keys(all).length);
  directory.writeUInt32BE(Object.keys(all).length);
  const bodies: Buffer[] = [];
  let at = 128 + directory.length;
  for (const [index, [name, body]] of Object.entries(all).entries()) {
    directory.write(name, 4 + 12 * index, 'latin1');
    directory.writeUInt32BE(at, 8 + 12 * index);
    directory.writeUInt32BE(body.length, 12 + 12 * index);
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    bodies.push(padded);
    at += padded.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`${kind}${space}${connection}`, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  xyzTag(D50).copy(header, 68, 8);
  return Buffer.concat([header, directory, ...bodies]);
}

function xyzTag(values: Triple): Buffer {
  const body = Buffer.alloc(20);
  body.write('XYZ ', 'latin1');
  for (const [index, value] of values.entries()) body.writeInt32BE(Math.round(value * 65536), 8 + 4 * index);
  return body;
}

function curveTag(light: (value: number) => number): Buffer {
  const points = 1024;
  const body = Buffer.alloc(12 + 2 * points);
  body.write('curv', 'latin1');
  body.writeUInt32BE(points, 8);
  for (let at = 0; at < points; at++) body.writeUInt16BE(Math.round(65535 * light(at / (points - 1))), 12 + 2 * at);
  return body;
}

function descriptionTag(text: string): Buffer {
  const body = Buffer.alloc(96);
  body.write('desc', 'latin1');
  body.writeUInt32BE(text.length + 1, 8);
  body.write(text, 12, 'latin1');
  return body;
}

/** Light of the display to CIE XYZ, white being D65. */
function toXyz({ primaries }: Display): Matrix {
  const columns = primaries.map(([x, y]) => [x / y, 1, (1 - x - y) / y] as const) as unknown as Matrix;
  const scale = times(inverse(transposed(columns)), D65);
  return transposed(columns.map((column, at) => column.map((each) => each * (scale[at] ?? 0))) as unknown as Matrix);
}

/** Bradford, as ICC profiles are made. */
function toD50(): Matrix {
  const cones: Matrix = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
  ];
  const [from, to] = [times(cones, D65), times(cones, D50)];
  const scale = [0, 1, 2].map((row) =>
    [0, 1, 2].map((at) => (row === at ? (to[row] ?? 0) / (from[row] ?? 1) : 0)),
  ) as unknown as Matrix;
  return product(inverse(cones), product(scale, cones));
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;
}

function product(a: Matrix, b: Matrix): Matrix {
  return transposed(transposed(b).map((column) => times(a, column)) as unknown as Matrix);
}

function transposed([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  return [
    [a, d, g],
    [b, e, h],
    [c, f, i],
  ];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const cofactors: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return cofactors.map((row) => row.map((each) => each / determinant)) as unknown as Matrix;
}
