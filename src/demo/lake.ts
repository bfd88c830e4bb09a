/**
 * photo.jpg: dawn over a mountain lake, as a phone held upright would take it. The land is vector art; the water
 * is that land again, row by row, upside down and rippled; grain on top keeps it from looking like vector art.
 */
import sharp from 'sharp';
import { addGrain, landPath, pinePath, type Random, randomFrom, ridgeLine } from './terrain.js';

const WIDTH = 1600;
const HEIGHT = 2400;
/** Where land meets water. */
const SHORE = 1560;
const SUN = { x: 1010, y: 1050 };

/** JPEG, stored 2400x1600 with EXIF orientation 6: upright it is 1600x2400. */
export async function lakePhoto(): Promise<Buffer> {
  const land = await sharp(Buffer.from(landArt())).removeAlpha().raw().toBuffer();
  const upright = Buffer.concat([land, Buffer.alloc(WIDTH * (HEIGHT - SHORE) * 3)]);
  fillWater(upright, randomFrom(11));
  const framed = await sharp(upright, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .composite([{ input: Buffer.from(foregroundArt()) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  addGrain(framed, randomFrom(12), 9);
  return sharp(framed, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .rotate(270)
    .withExif({
      IFD0: {
        Make: 'Tintype',
        Model: 'Sample picture',
        Software: 'Tintype',
        DateTime: '2024:06:21 05:12:00',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 86 })
    .toBuffer();
}

function landArt(): string {
  const random = randomFrom(7);
  const layers = [
    { base: 1130, swing: 330, roughness: 0.55, top: '#8d7f9c', foot: '#e6b49a' },
    { base: 1230, swing: 380, roughness: 0.56, top: '#665f86', foot: '#c4949a' },
    { base: 1340, swing: 340, roughness: 0.55, top: '#454a70', foot: '#8a7189' },
    { base: 1445, swing: 240, roughness: 0.52, top: '#2b3454', foot: '#4c4a68' },
  ];
  const ridges = layers.map(
    (layer, index) =>
      `<linearGradient id="r${index}" gradientUnits="userSpaceOnUse" x1="0" y1="${layer.base - layer.swing / 2}" x2="0" y2="${SHORE}">
        <stop offset="0" stop-color="${layer.top}"/><stop offset="1" stop-color="${layer.foot}"/></linearGradient>
      <path d="${landPath(ridgeLine(random, layer), WIDTH, SHORE)}" fill="url(#r${index})"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${SHORE}">
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#172447"/><stop offset=".3" stop-color="#3f5488"/><stop offset=".55" stop-color="#a98aa4"/>
      <stop offset=".7" stop-color="#f1b088"/><stop offset=".82" stop-color="#fbdcae"/></linearGradient>
    <radialGradient id="glow"><stop offset="0" stop-color="#fff6dc"/><stop offset=".1" stop-color="#ffe9b8" stop-opacity=".85"/>
      <stop offset=".35" stop-color="#ffc98a" stop-opacity=".35"/><stop offset="1" stop-color="#ffb070" stop-opacity="0"/></radialGradient>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    ${stars(random)}
    <circle cx="${SUN.x}" cy="${SUN.y}" r="760" fill="url(#glow)"/>
    <circle cx="${SUN.x}" cy="${SUN.y}" r="62" fill="#fffbee"/>
    ${clouds(random)}
    ${ridges.join('')}
    ${treeLine(random)}
  </svg>`;
}

function stars(random: Random): string {
  return Array.from({ length: 130 }, () => {
    const y = random() ** 1.6 * 620;
    return `<circle cx="${random() * WIDTH}" cy="${y}" r="${0.8 + random() * 1.6}" fill="#fff" opacity="${(0.75 * (1 - y / 640)).toFixed(2)}"/>`;
  }).join('');
}

/** Long thin streaks, lit from below, fading out at both ends. */
function clouds(random: Random): string {
  const streaks = Array.from({ length: 18 }, () => {
    const y = 520 + random() * 440;
    const length = 180 + random() * 460;
    const opacity = (0.14 + random() * 0.26).toFixed(2);
    return `<ellipse cx="${random() * WIDTH}" cy="${y}" rx="${length}" ry="${4 + random() * 12}" fill="url(#cloud)" opacity="${opacity}"/>`;
  });
  return `<radialGradient id="cloud"><stop offset="0" stop-color="#ffe0c4"/>
    <stop offset="1" stop-color="#ffd0b0" stop-opacity="0"/></radialGradient>${streaks.join('')}`;
}

function treeLine(random: Random): string {
  const shore = ridgeLine(random, { base: 1532, swing: 34, roughness: 0.5 });
  const trees = Array.from({ length: 90 }, () => {
    const at = random();
    const foot = (shore[Math.round(at * 256)] ?? SHORE) + 8;
    return pinePath(random, at * WIDTH, foot, 40 + random() * 62);
  });
  return `<path d="${trees.join('')}${landPath(shore, WIDTH, SHORE)}" fill="#161d35"/>`;
}

/** Two groups of near pines frame the view. */
function foregroundArt(): string {
  const random = randomFrom(23);
  const bank = ridgeLine(random, { base: 2330, swing: 70, roughness: 0.5 });
  const near = [
    [-10, 1560],
    [120, 1180],
    [215, 860],
    [330, 520],
    [1340, 420],
    [1440, 760],
    [1530, 1010],
    [1620, 1380],
  ] as const;
  const trees = near.map(([x, height]) => pinePath(random, x, 2370, height));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <path d="${trees.join('')}${landPath(bank, WIDTH, HEIGHT)}" fill="#0b1022"/></svg>`;
}

/** Writes the rows below the shore: the rows above it mirrored, swaying more the nearer they are. */
function fillWater(pixels: Buffer, random: Random): void {
  const depth = HEIGHT - SHORE;
  for (let row = 0; row < depth; row += 1) {
    const near = row / depth;
    const mirrored = SHORE - 1 - Math.min(SHORE - 1, Math.round(row * 1.25 + (random() - 0.5) * 10 * near));
    const sway = Math.sin(row * 0.35 + Math.sin(row * 0.021) * 9) * (1 + 16 * near) + (random() - 0.5) * 10 * near;
    const light = 0.84 - 0.3 * near + (random() - 0.5) * 0.05;
    // The sun's path on the water: a flickering band that widens towards the viewer.
    const glint = 150 * near * (1 - near * 0.6) * random() ** 2;
    const band = 30 + 150 * near * random();
    const target = (SHORE + row) * WIDTH * 3;
    for (let x = 0; x < WIDTH; x += 1) {
      const from = Math.min(WIDTH - 1, Math.max(0, Math.round(x + sway)));
      const source = (mirrored * WIDTH + from) * 3;
      const sun = glint * Math.exp(-(((x - SUN.x + sway * 2) / band) ** 2));
      for (let channel = 0; channel < 3; channel += 1) {
        // Water keeps more of the blue than of the red, the sun's path the reverse.
        const tint = light * (0.94 + 0.05 * channel);
        pixels[target + x * 3 + channel] = Math.min(
          255,
          (pixels[source + channel] ?? 0) * tint + sun * (1 - 0.16 * channel),
        );
      }
    }
  }
}
