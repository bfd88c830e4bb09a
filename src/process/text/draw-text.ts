/** Text to pixels, for watermarks. */
import { layOver, type Raster } from '../canvas/raster.js';
import { type TextEngine, textEngine } from './engine.js';
import type { FontName } from './fonts.js';
import { legible } from './legible.js';
import { type Box, type Line, lineOf } from './line.js';

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

/** Pixels of each side: what is drawn at once. */
const TILE = 2048;

/** A text on a transparent ground, in the box of its line (line.ts). */
export interface LaidOutText {
  readonly width: number;
  readonly height: number;
  /** Draws what of it lies in a part of that box. */
  part(rect: Box): Raster;
}

/**
 * Characters that no face has are left out; of a text of nothing else the box is one pixel wide. Nothing is drawn yet.
 */
export async function laidOutText({ text, font, color, size, shadow }: TextMark): Promise<LaidOutText> {
  const engine = await textEngine();
  const runs = legible(text, engine.typefaces.chain(font));
  const faces = runs.flatMap((run) => run.faces);
  for (const face of faces) face.register();
  const line = lineOf(engine, runs, { size, shadowed: shadow > 0 });
  const part = (rect: Box): Raster => {
    const ink = draw(engine, line, { color }, rect);
    // Emoji have colours of their own. All else has one, which rounding must not change where it is translucent.
    if (!faces.some(({ emoji }) => emoji)) paint(ink.data, color);
    if (shadow === 0) return ink;
    const ground = draw(engine, line, { color: '000000', shadow: shadow / 100 }, rect);
    layOver(ground, ink, { left: 0, top: 0, opacity: 100 });
    return ground;
  };
  return { width: line.box.width, height: line.box.height, part };
}

/** All of it. */
export async function drawText(mark: TextMark): Promise<Raster> {
  const { width, height, part } = await laidOutText(mark);
  return part({ left: 0, top: 0, width, height });
}

interface Ink {
  readonly color: string;
  /** The shadow's opacity, 0–1: the shadow alone is drawn. */
  readonly shadow?: number;
}

/** In tiles, because the engine holds a picture more than once. */
function draw(engine: TextEngine, line: Line, ink: Ink, rect: Box): Raster & { readonly data: Uint8Array } {
  const { width, height } = rect;
  const tiles = tilesOf(rect);
  const [only] = tiles;
  if (tiles.length === 1 && only) return { data: drawTile(engine, line, ink, only), width, height, channels: 4 };
  const data = new Uint8Array(width * height * 4);
  for (const tile of tiles) {
    const drawn = drawTile(engine, line, ink, tile);
    for (let y = 0; y < tile.height; y += 1) {
      const row = drawn.subarray(y * tile.width * 4, (y + 1) * tile.width * 4);
      data.set(row, ((tile.top - rect.top + y) * width + tile.left - rect.left) * 4);
    }
  }
  return { data, width, height, channels: 4 };
}

function tilesOf({ left, top, width, height }: Box): readonly Box[] {
  const tiles: Box[] = [];
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      const size = { width: Math.min(TILE, width - x), height: Math.min(TILE, height - y) };
      tiles.push({ left: left + x, top: top + y, ...size });
    }
  }
  return tiles;
}

function drawTile(engine: TextEngine, line: Line, { color, shadow }: Ink, tile: Box): Uint8Array {
  const context = engine.createCanvas(tile.width, tile.height).getContext('2d');
  context.fillStyle = `#${color}`;
  let away = 0;
  if (shadow !== undefined) {
    context.shadowColor = `rgba(0, 0, 0, ${shadow})`;
    context.shadowBlur = 2 * line.shadow.sigma;
    // The letters themselves are drawn to the left of the tile, where nobody sees them.
    away = line.end;
    context.shadowOffsetX = away + line.shadow.offset;
    context.shadowOffsetY = line.shadow.offset;
  }
  for (const { text, x, prepare } of line.pieces) {
    prepare(context);
    context.fillText(text, x - tile.left - away, line.baseline - tile.top);
  }
  const { data } = context.getImageData(0, 0, tile.width, tile.height);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function paint(data: Uint8Array, color: string): void {
  const [red = 0, green = 0, blue = 0] = Buffer.from(color, 'hex');
  for (let i = 0; i < data.length; i += 4) {
    data[i] = red;
    data[i + 1] = green;
    data[i + 2] = blue;
  }
}
