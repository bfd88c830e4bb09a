/** Runs the stages of a picture, one after the other, up to its pixels or its file. */
import sharp, { type Sharp } from 'sharp';
import { decoding, decodingInto, drawing, mismatch, opened, reduced } from '../formats/decode.js';
import type { Encoded } from '../formats/encode.js';
import type { Pixels } from '../formats/reduced-jpeg/pixels.js';
import type { Size } from '../geometry.js';
import type { Source } from '../source.js';
import { draw } from './draw.js';
import { copyOf, layOver, masked, type Raster } from './raster.js';
import { type EngineStage, type PixelStage, type Stage, type Start, stagesOf } from './stages.js';
import { sizeAfter, type Verb } from './verbs.js';

/** What a picture starts from: a file, or pixels that nobody may change. */
export type Origin = { readonly source: Source } | { readonly raster: Raster };

/** Encodes the result. */
export interface Finish {
  /** Of what sharp has still to draw. */
  image(image: Sharp): Promise<Encoded>;
  /** Of pixels without alpha that are all there. undefined: the other one has to. */
  readonly pixels?: (pixels: Pixels) => Encoded | undefined;
}

/** The pixels after these verbs. @throws OssError 400 for a damaged file */
export async function rasterOf(origin: Origin, verbs: readonly Verb[]): Promise<Raster> {
  const end = await runStages(origin, stagesOf(verbs, startOf(origin)));
  if ('raster' in end) return end.raster;
  throw new Error('the decoder of a file is always a stage');
}

/** The file after these verbs; the encoder joins the last stage. @throws OssError 400 for a damaged file */
export async function fileOf(origin: Origin, verbs: readonly Verb[], finish: Finish): Promise<Buffer> {
  const stages = stagesOf(verbs, startOf(origin));
  const last = stages.at(-1);
  if (last?.kind === 'engine') return encodeStage(last, await runStages(origin, stages.slice(0, -1)), finish);
  const raster = await rasterOf(origin, verbs);
  return drawing(async () => (await finished(raster, finish)).data);
}

async function finished(raster: Raster, finish: Finish): Promise<Encoded> {
  return (raster.channels === 3 && finish.pixels?.(raster)) || finish.image(imageOf(raster));
}

/** A picture in memory for sharp. */
export function imageOf({ data, width, height, channels }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

function startOf(origin: Origin): Start {
  if ('raster' in origin) return { width: origin.raster.width, height: origin.raster.height };
  const { format, width, height, depth } = origin.source.facts;
  return { width, height, encoded: { format, plain: depth === undefined } };
}

async function runStages(origin: Origin, stages: readonly Stage[]): Promise<Origin> {
  let current = origin;
  for (const stage of stages) {
    const raster =
      stage.kind === 'engine' ? await runStage(stage, current) : await paint(stage, current, current === origin);
    current = { raster };
  }
  return current;
}

async function runStage(stage: EngineStage, from: Origin): Promise<Raster> {
  const render = () => drawn(stage, from, (image) => image.raw().toBuffer({ resolveWithObject: true }));
  const { data, info } = await ('source' in from ? decoding(render) : drawing(render));
  checkSize(stage, info);
  // Whatever the file held, sharp hands out sRGB: three channels, or four.
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

async function encodeStage(stage: EngineStage, from: Origin, finish: Finish): Promise<Buffer> {
  const render = () => drawn(stage, from, (image) => finish.image(image), finish.pixels);
  const { data, info } = await ('source' in from
    ? decodingInto(render, () => drawn(stage, from, (image) => image.raw().toBuffer()))
    : drawing(render));
  checkSize(stage, info);
  return data;
}

/**
 * Nothing is rendered before `use` asks for it, and nothing after it has settled. `pixels`: of pixels to which nothing is
 * to be drawn any more; undefined, and `use` is asked.
 */
async function drawn<T>(
  stage: EngineStage,
  from: Origin,
  use: (image: Sharp) => Promise<T>,
  pixels?: (pixels: Pixels) => T | undefined,
): Promise<T> {
  const lent = 'source' in from ? reducedBy(stage, from.source) : undefined;
  if (!lent) return use(draw('source' in from ? await opened(from.source) : imageOf(from.raster), stage));
  try {
    const done = lent.pixels && lent.rest.verbs.length === 0 ? pixels?.(lent.pixels) : undefined;
    return done ?? (await use(draw(lent.image(), lent.rest)));
  } finally {
    lent.release();
  }
}

/** Its first verb done by the decoder, if it can do that, and what is left of the stage. */
function reducedBy({ kind, verbs: [first, ...verbs] }: EngineStage, source: Source) {
  if (first?.verb !== 'resize' || !first.factor) return undefined;
  const size = { width: first.width, height: first.height };
  const scaled = reduced(source, first.factor, size);
  return scaled && { ...scaled, rest: { kind, size, verbs } };
}

/** `shared`: the pixels are the origin's own and must be copied before a mark is laid over them. */
async function paint({ verb }: PixelStage, from: Origin, shared: boolean): Promise<Raster> {
  if (!('raster' in from)) throw new Error('the decoder of a file is always a stage');
  if (verb.verb === 'mask') return masked(from.raster, await coverageOf(verb.shape, from.raster));
  const raster = shared ? copyOf(from.raster) : from.raster;
  layOver(raster, await verb.mark.pixels(), verb);
  return raster;
}

async function coverageOf(shape: string | Uint8Array, size: Size): Promise<Uint8Array> {
  if (typeof shape !== 'string') return shape;
  const { data, info } = await drawing(() =>
    sharp(Buffer.from(shape)).ensureAlpha().extractChannel('alpha').raw().toBuffer({ resolveWithObject: true }),
  );
  if (info.width !== size.width || info.height !== size.height) throw new RangeError('a mask of another size');
  return data;
}

/** A file whose pixels are fewer than its header said would otherwise come out in a size that nobody asked for. */
function checkSize({ verbs, size }: EngineStage, info: Size): void {
  const expected = verbs.reduce((before: Size, verb) => sizeAfter(verb, before), size);
  if (info.width !== expected.width || info.height !== expected.height) throw mismatch();
}
