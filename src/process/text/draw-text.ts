/** Text to pixels, for watermarks. */
import type { Raster } from '../canvas/raster.js';
import { FONT_NAMES, type FontName, fontFile } from './fonts.js';

export interface TextMark {
  /** Drawn as it stands, on one line. */
  readonly text: string;
  readonly font: FontName;
  /** RRGGBB. */
  readonly color: string;
  /** Pixels of the em square. */
  readonly size: number;
  /** Opacity of the shadow in per cent, 0–100 (behaviour D42). */
  readonly shadow: number;
}

/** The line's box above and below the baseline, in ems: the same for every face, so that no name moves the text. */
const ASCENT = 0.95;
const DESCENT = 0.21;

/**
 * The text on a transparent ground. The box is the line's, not the ink's: its height follows from the size alone, so
 * that two texts stand on one baseline; ink and shadow that reach beyond it enlarge it.
 */
export async function drawText({ text, font, color, size, shadow }: TextMark): Promise<Raster> {
  const { createCanvas } = await engine();
  const families = [font, ...FONT_NAMES.filter((name) => name !== font)].map((name) => `"${name}"`).join(',');
  const setting = `${size}px ${families}`;
  const line = text.replaceAll(/\p{Cc}/gu, ' ');
  const ruler = createCanvas(1, 1).getContext('2d');
  ruler.font = setting;
  const metrics = ruler.measureText(line);
  const [offset, blur] = shadow > 0 ? [Math.max(1, size / 20), Math.max(1, size / 20)] : [0, 0];
  const reach = offset + 2 * blur;
  const left = Math.ceil(Math.max(0, metrics.actualBoundingBoxLeft + (shadow > 0 ? 2 * blur - offset : 0)));
  const right = Math.ceil(Math.max(metrics.width, metrics.actualBoundingBoxRight + reach));
  const above = Math.ceil(Math.max(ASCENT * size, metrics.actualBoundingBoxAscent));
  const below = Math.ceil(Math.max(DESCENT * size, metrics.actualBoundingBoxDescent + reach));
  const [width, height] = [Math.max(1, left + right), Math.max(1, above + below)];
  const context = createCanvas(width, height).getContext('2d');
  context.font = setting;
  context.fillStyle = `#${color}`;
  if (shadow > 0) {
    context.shadowColor = `rgba(0,0,0,${shadow / 100})`;
    context.shadowOffsetX = offset;
    context.shadowOffsetY = offset;
    context.shadowBlur = 2 * blur;
  }
  context.fillText(line, left, above);
  const { data } = context.getImageData(0, 0, width, height);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height, channels: 4 };
}

type Engine = typeof import('@napi-rs/canvas');
let loading: Promise<Engine> | undefined;

/** Loaded with the first text: most pictures carry none. */
function engine(): Promise<Engine> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Engine> {
  // Which faces draw must follow from the configuration, not from what else the machine has.
  process.env.DISABLE_SYSTEM_FONTS_LOAD = '1';
  const canvas = await import('@napi-rs/canvas');
  for (const name of FONT_NAMES) canvas.GlobalFonts.registerFromPath(fontFile(name), name);
  return canvas;
}
