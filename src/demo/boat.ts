/** example.gif: a paper boat on a moonlit sea, 500x300, an endless loop of 16 frames. */
import sharp from 'sharp';
import { randomFrom } from './terrain.js';

const WIDTH = 500;
const HEIGHT = 300;
const FRAMES = 16;
/** Milliseconds for each frame. */
const DELAY = 110;
/** Flat bands: a gradient would cost a GIF most of its 256 colours. */
const SKY = ['#131d40', '#17244c', '#1b2a57', '#203161', '#25396d', '#2b4178'];

export async function boatAnimation(): Promise<Buffer> {
  const frames = await Promise.all(
    Array.from({ length: FRAMES }, (_, frame) =>
      sharp(Buffer.from(frameArt((frame / FRAMES) * Math.PI * 2)))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  return sharp(Buffer.concat(frames), {
    raw: { width: WIDTH, height: HEIGHT * FRAMES, channels: 3, pageHeight: HEIGHT },
  })
    .gif({ delay: new Array<number>(FRAMES).fill(DELAY), loop: 0, effort: 1, reuse: true, dither: 0 })
    .toBuffer();
}

/** `turn` goes once from 0 to 2π over the loop; everything moves by whole multiples of it, so the ends meet. */
function frameArt(turn: number): string {
  const sway = Math.sin(turn) * 5;
  const lift = Math.cos(turn) * 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    ${SKY.map((colour, band) => `<rect y="${band * 36}" width="${WIDTH}" height="${HEIGHT}" fill="${colour}"/>`).join('')}
    ${stars(turn)}
    <circle cx="385" cy="72" r="46" fill="#2b3d73"/><circle cx="385" cy="72" r="34" fill="#f7ecc8"/>
    <circle cx="375" cy="64" r="6" fill="#e8d9ab"/><circle cx="394" cy="80" r="8" fill="#e8d9ab"/><circle cx="396" cy="58" r="4" fill="#e8d9ab"/>
    ${wave(196, 6, turn, '#2f4d8a')}
    ${wave(214, 8, -turn + 1, '#27427b')}
    ${glints(turn)}
    <g transform="translate(215 ${208 + lift}) rotate(${sway})">
      <path d="M0-92V0H-62Z" fill="#fdf6e6"/><path d="M6-78V0H52Z" fill="#e9dcc2"/>
      <path d="M-86 0H86L58 34H-58Z" fill="#e4573d"/><path d="M-86 0H86L79 9H-79Z" fill="#f4765a"/>
    </g>
    ${wave(240, 9, turn + 2, '#1f3768')}
    ${wave(266, 10, -turn + 4, '#182c56')}
  </svg>`;
}

function wave(level: number, height: number, turn: number, colour: string): string {
  const points = Array.from({ length: 51 }, (_, index) => {
    const x = index * 10;
    const swell = Math.sin((x / WIDTH) * Math.PI * 6 + turn) * height;
    return `L${x} ${(level + swell + Math.sin((x / WIDTH) * Math.PI * 14 - turn) * height * 0.25).toFixed(1)}`;
  });
  return `<path d="M0 ${HEIGHT}${points.join('')}L${WIDTH} ${HEIGHT}Z" fill="${colour}"/>`;
}

function stars(turn: number): string {
  const random = randomFrom(41);
  return Array.from({ length: 46 }, () => {
    const twinkle = Math.sin(turn * (1 + Math.floor(random() * 2)) + random() * 6) > 0.3 ? '#ffffff' : '#8fa0d0';
    return `<circle cx="${random() * WIDTH}" cy="${random() * 165}" r="${0.7 + random() * 1.1}" fill="${twinkle}"/>`;
  }).join('');
}

/** The moon's path on the water. */
function glints(turn: number): string {
  const random = randomFrom(43);
  return Array.from({ length: 14 }, (_, row) => {
    const reach = 8 + row * 2.2 + Math.sin(turn + random() * 6) * 6;
    return `<rect x="${385 - reach + Math.sin(turn + row) * 4}" y="${200 + row * 3}" width="${reach * 2}" height="1.6" fill="#f7ecc8" opacity=".7"/>`;
  }).join('');
}
