/**
 * A sheet to look at, with a picture for each parameter of `watermark`: npm run build && npx tsx scripts/contact-sheet.ts
 * SHEET.png. What to look for: uneven baselines, shadows that are cut off, blurry letters, marks that are off by a pixel.
 */
import { readFileSync } from 'node:fs';
import sharp, { type OverlayOptions } from 'sharp';
import { pandaDrawing } from '#src/demo/panda.js';
import { base64Of } from '#src/process/base64.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import type { Source } from '#src/process/source.js';
import { drawText } from '#src/process/text/draw-text.js';
import { FONT_NAMES } from '#src/process/text/fonts.js';

const image = (steps?: string) => `image_${base64Of(steps ? `panda.png?x-oss-process=image/${steps}` : 'panda.png')}`;
const text = (plain: string) => `text_${base64Of(plain)}`;
const PANDA = image('resize,w_70');
const WORDS = `${text('水印 agj')},color_FFFFFF`;

const MARKS: readonly string[] = [
  ...[100, 50].map((t) => `${PANDA},t_${t}`),
  ...['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'].map((g) => `${WORDS},size_28,g_${g}`),
  `${PANDA},x_0,y_0`,
  `${PANDA},x_60,y_30`,
  `${PANDA},g_west,voffset_40`,
  `${PANDA},rotate_30`,
  `${WORDS},rotate_330,g_center`,
  `${text('Tintype')},color_FFFFFF,size_20,t_60,rotate_30,fill_1,padx_20,pady_20`,
  `${PANDA},fill_1`,
  image('resize,P_30'),
  image('crop,w_60,h_60/rounded-corners,r_20/rotate,20'),
  ...FONT_NAMES.map((name) => `${text('永和九年 agj')},type_${base64Of(name)},color_FFFFFF,g_center`),
  `${WORDS},color_FF3333`,
  ...[12, 24, 80].map((size) => `${WORDS},size_${size}`),
  ...[30, 100].map((shadow) => `${WORDS},size_60,shadow_${shadow}`),
  `${text('שלום العربية 😀👍🏽')},color_FFFFFF,shadow_50,size_30`,
  ...[0, 1].map((order) => `${PANDA},${WORDS},order_${order}`),
  ...[0, 1, 2].map((align) => `${PANDA},${WORDS},align_${align},size_28`),
  `${PANDA},${WORDS},align_1,size_28,rotate_15,g_center`,
  // Far larger than the picture.
  `${text('水印'.repeat(20))},size_150,rotate_45,g_center,t_60,color_FFFFFF,shadow_50`,
  ...[0, 30].map((interval) => `${PANDA},${WORDS},interval_${interval},size_28`),
];

const [COLUMNS, WIDTH, HEIGHT, LABEL] = [5, 300, 200, 24];

if (process.argv[2] === undefined) throw new Error('which file? npx tsx scripts/contact-sheet.ts SHEET.png');
const photo = sourceOf(readFileSync(new URL('../docs/pictures/lake.jpg', import.meta.url)));
const panda = sourceOf(await pandaDrawing());
const cells: OverlayOptions[] = [];
for (const [index, mark] of MARKS.entries()) {
  const [left, top] = [(index % COLUMNS) * (WIDTH + 4), Math.floor(index / COLUMNS) * (HEIGHT + LABEL)];
  const plan = planOf(`image/resize,m_fill,w_${WIDTH},h_${HEIGHT},limit_0/watermark,${mark}/format,png`, GUIDE_LIMITS);
  const { bytes } = await run(
    plan,
    photo,
    plan.sources.map(() => panda),
    GUIDE_LIMITS,
  );
  cells.push({ input: bytes, left, top: top + LABEL }, { ...(await label(readable(mark))), left, top });
}
const rows = Math.ceil(MARKS.length / COLUMNS);
const ground = {
  width: COLUMNS * (WIDTH + 4),
  height: rows * (HEIGHT + LABEL),
  channels: 3,
  background: '#fff',
} as const;
await sharp({ create: ground }).composite(cells).png().toFile(process.argv[2]);

function sourceOf(bytes: Buffer): Source {
  return { bytes: { bytes }, facts: factsOfBytes(bytes), fileSize: bytes.byteLength };
}

/** Texts and names as they were before base64. */
function readable(mark: string): string {
  const plain = mark.replaceAll(/(text|image|type)_([\w=-]+)/g, (_, key, value) => {
    return `${key}_${Buffer.from(value, 'base64url').toString().replace('?x-oss-process=image/', '?')}`;
  });
  return plain
    .replace('panda.png?resize,w_70', 'panda')
    .replace('水印 agj', '…')
    .replace(',color_FFFFFF', '')
    .slice(0, 48);
}

async function label(words: string): Promise<Pick<OverlayOptions, 'input'>> {
  const { data, width, height } = await drawText({
    text: words,
    font: 'wqy-zenhei',
    color: '222222',
    size: 14,
    shadow: 0,
  });
  const raw = sharp(data, { raw: { width, height, channels: 4 } });
  return {
    input: await raw
      .extract({ left: 0, top: 0, width: Math.min(width, WIDTH), height })
      .png()
      .toBuffer(),
  };
}
