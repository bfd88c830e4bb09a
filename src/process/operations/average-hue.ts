import type { Raster } from '../canvas.js';
import { report } from '../operation.js';

/** Pixels that are looked at. A larger picture is scaled down to so many: it need not fit into memory for one colour. */
const MOST_PIXELS = 4096 * 4096;
/** Degrees. Fitted, not known: anything from 45.5 to 46.5 gives the guide's colour for its picture (behaviour D11). */
const NEAR = 46;
const ALL = 360;

type Colour = readonly [red: number, green: number, blue: number];
const WHITE: Colour = [255, 255, 255];

export const averageHue = report({
  name: 'average-hue',
  about:
    'Answers with JSON: the average colour of the pixels whose hue is near the average hue, as {"RGB": "0xrrggbb"}. ' +
    'Hues are those of HSV, 0 for grey; near is within 46 degrees. Transparent pixels do not count. ' +
    'The formula is fitted to the one value that the guide gives.',
  params: {},
  example: 'image/average-hue',
  guide: 'Obtain image information: Retrieve dominant image tones',
  needs: 'pixels',
  cost: 25,
  async read(canvas) {
    const { width, height } = canvas;
    const scale = Math.sqrt(MOST_PIXELS / (width * height));
    if (scale < 1) canvas.resize(Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale)));
    const digits = averageColour(await canvas.pixels()).map((level) => level.toString(16).padStart(2, '0'));
    return `{"RGB": "0x${digits.join('')}"}`;
  },
});

/** Every level is cut off, not rounded. White for a picture that is all transparent. */
export function averageColour(raster: Raster): Colour {
  const hue = meanHue(raster);
  // Reds lie on both sides of 0 degrees, so the mean of their hues may be far from each of them.
  return meanColour(raster, hue, NEAR) ?? meanColour(raster, hue, ALL) ?? WHITE;
}

function meanHue({ data, channels }: Raster): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && data[at + 3] === 0) continue;
    sum += hueOf(data, at);
    count++;
  }
  return sum / count;
}

/** Of the pixels within so many degrees, without a step from 360 to 0; undefined if there are none. */
function meanColour({ data, channels }: Raster, hue: number, degrees: number): Colour | undefined {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && data[at + 3] === 0) continue;
    if (Math.abs(hueOf(data, at) - hue) > degrees) continue;
    red += data[at] ?? 0;
    green += data[at + 1] ?? 0;
    blue += data[at + 2] ?? 0;
    count++;
  }
  return count === 0 ? undefined : [Math.floor(red / count), Math.floor(green / count), Math.floor(blue / count)];
}

/** In degrees, 0 to below 360. */
function hueOf(data: Uint8Array, at: number): number {
  const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range === 0) return 0;
  if (most === red) return (60 * (green - blue)) / range + (green < blue ? 360 : 0);
  return most === green ? 120 + (60 * (blue - red)) / range : 240 + (60 * (red - green)) / range;
}
