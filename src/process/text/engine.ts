/** The engine that draws text, Skia in @napi-rs/canvas (docs/decisions/0009): loaded with the first text of a process. */
import { type Faces, findFaces } from './faces.js';
import { type Typefaces, typefacesOf } from './typefaces.js';

export interface TextEngine {
  readonly createCanvas: typeof import('@napi-rs/canvas').createCanvas;
  readonly typefaces: Typefaces;
}

/** One for the process: the engine's list of fonts is one, too. */
const settings: { faces?: Faces; engine?: Promise<TextEngine> } = {};

/** Once, before the first text. Without it text is drawn with what findFaces() finds. */
export function configureText(faces: Faces): void {
  settings.faces = faces;
  delete settings.engine;
}

export function textEngine(): Promise<TextEngine> {
  settings.engine ??= load(settings.faces ?? findFaces());
  return settings.engine;
}

async function load(faces: Faces): Promise<TextEngine> {
  // Which faces draw follows from the configuration, not from what else the machine has.
  process.env.DISABLE_SYSTEM_FONTS_LOAD = '1';
  // Its allocator would map a gigabyte beforehand, which the ceiling of a worker counts and libvips then lacks.
  process.env.MIMALLOC_ARENA_EAGER_COMMIT ??= '0';
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  return { createCanvas, typefaces: typefacesOf(faces, GlobalFonts) };
}
