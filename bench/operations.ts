/**
 * `npm run bench`: what each operation costs through the engine, against the same work written directly with sharp.
 * CPU per picture from process.cpuUsage(), medians of alternating runs in one process, nothing else running.
 */
import sharp, { type Sharp } from 'sharp';
import { base64Of } from '#src/process/base64.js';
import type { Raster } from '#src/process/canvas.js';
import { configureEngine } from '#src/process/formats/decode.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { Marks } from '#src/process/watermark/marks.js';
import { animatedGif, jpeg as jpegOf, photo, png, sourceOf, translucent } from '../test/pictures.js';
import { mb, median, ms, ratio, table } from './measure.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);

interface Case {
  readonly source: 'jpg' | 'small' | 'png' | 'webp' | 'gif';
  readonly chain: string;
  direct(bytes: Buffer): Sharp | Promise<Sharp>;
}

/** What the watermarks of the chains are, all of them. */
const MARK = translucent(200, 120);
const TEXT = base64Of('Tintype 水印 2026!');

const jpeg = (picture: Sharp) => picture.jpeg({ quality: 90, optimiseCoding: true });
const CASES: readonly Case[] = [
  { source: 'jpg', chain: 'image/resize,w_200', direct: (b) => jpeg(sharp(b).autoOrient().resize({ width: 200 })) },
  { source: 'jpg', chain: 'image/resize,w_1000', direct: (b) => jpeg(sharp(b).autoOrient().resize({ width: 1000 })) },
  {
    source: 'jpg',
    chain: 'image/resize,m_fill,w_400,h_400',
    direct: (b) => jpeg(sharp(b).autoOrient().resize(400, 400)),
  },
  {
    source: 'jpg',
    chain: 'image/resize,m_pad,w_400,h_400',
    direct: (b) => jpeg(sharp(b).autoOrient().resize(400, 400, { fit: 'contain', background: '#fff' })),
  },
  {
    source: 'jpg',
    chain: 'image/crop,w_800,h_800,g_center/resize,w_200',
    direct: (b) => jpeg(sharp(b).extract({ left: 1100, top: 600, width: 800, height: 800 }).resize({ width: 200 })),
  },
  { source: 'jpg', chain: 'image/rotate,90', direct: (b) => jpeg(sharp(b).rotate(90)) },
  {
    source: 'jpg',
    chain: 'image/resize,w_800/rotate,30',
    direct: (b) => jpeg(sharp(b).resize({ width: 800 }).rotate(30, { background: '#fff' })),
  },
  { source: 'jpg', chain: 'image/quality,Q_80', direct: (b) => sharp(b).autoOrient().jpeg({ quality: 80 }) },
  {
    source: 'jpg',
    chain: 'image/interlace,1',
    direct: (b) => sharp(b).autoOrient().jpeg({ quality: 90, progressive: true }),
  },
  {
    source: 'jpg',
    chain: 'image/resize,w_800/format,webp',
    direct: (b) => sharp(b).autoOrient().resize({ width: 800 }).webp({ quality: 90 }),
  },
  {
    source: 'jpg',
    chain: 'image/resize,w_800/format,png',
    direct: (b) => sharp(b).autoOrient().resize({ width: 800 }).png(),
  },
  { source: 'png', chain: 'image/resize,w_400', direct: (b) => sharp(b).resize({ width: 400 }).png() },
  { source: 'webp', chain: 'image/resize,w_400', direct: (b) => sharp(b).resize({ width: 400 }).webp() },
  {
    source: 'gif',
    chain: 'image/resize,w_200',
    direct: (b) => sharp(b, { animated: true }).resize({ width: 200 }).gif({ effort: 1, reuse: true }),
  },
  {
    source: 'jpg',
    chain: `image/resize,w_800/watermark,image_${base64Of('mark.png')}`,
    direct: async (b) => jpeg(await marked(sharp(b).autoOrient().resize({ width: 800 }))),
  },
  // Against the picture without the text.
  { source: 'small', chain: `image/watermark,text_${TEXT},shadow_50`, direct: (b) => jpeg(sharp(b).autoOrient()) },
];

/** Laid over in an instance of its own, over its own rectangle alone: of five ways to write it the one that costs least. */
async function marked(picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width: w, height: h } = MARK;
  const [left, top] = [info.width - w - 10, info.height - h - 10];
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  const region = sharp(data, { raw }).extract({ left, top, width: w, height: h });
  const input = { input: Buffer.from(MARK.data), raw: { width: w, height: h, channels: 4 }, left: 0, top: 0 } as const;
  const part = await region.composite([input]).removeAlpha().raw().toBuffer();
  for (let y = 0; y < h; y++) part.copy(data, ((top + y) * info.width + left) * 3, y * w * 3, (y + 1) * w * 3);
  return sharp(data, { raw });
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6;
}

/** A bright square that wanders over a photo: what most animations look like to the encoder. */
function moving(frame: number): Raster {
  const { data, ...size } = photo(400, 300);
  const pixels = Uint8Array.from(data);
  for (let y = 100; y < 160; y++) pixels.fill(250, (y * 400 + 20 * frame) * 3, (y * 400 + 20 * frame + 60) * 3);
  return { ...size, data: pixels };
}

configureEngine();
const big = await jpegOf(photo(3000, 2000));
const sources = {
  jpg: big,
  small: await jpegOf(photo(800, 600)),
  png: await png(translucent(1600, 1200)),
  webp: await sharp(big).webp({ quality: 90 }).toBuffer(),
  gif: await animatedGif(Array.from({ length: 12 }, (_, n) => moving(n))),
};

const mark = await png(MARK);
const marks = new Marks();

const rows: string[][] = [];
for (const { source, chain, direct } of CASES) {
  const bytes = sources[source];
  const plan = planOf(chain, GUIDE_LIMITS);
  const named = plan.sources.map(() => ({ ...sourceOf(mark), version: '1' }));
  const ours = () => run(plan, sourceOf(bytes), named, GUIDE_LIMITS, marks);
  const theirs = async () => (await direct(bytes)).toBuffer();
  await ours();
  await theirs();
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    a.push(await cpuOf(ours));
    b.push(await cpuOf(theirs));
  }
  const pairs = a.map((value, index) => value / (b[index] ?? 1));
  rows.push([`${source} ${chain}`, ms(median(a)), ms(median(b)), ratio(median(pairs))]);
}
console.log(`CPU per picture, medians of ${ROUNDS} alternating runs; jpg 3000x2000 ${mb(sources.jpg.length)}`);
table(['operation', 'tintype', 'sharp', 'ratio'], rows);
console.log(`peak memory ${mb(process.resourceUsage().maxRSS * 1024)}`);
