/** example.jpg: a summer's day over green hills, 400x267, the size of the picture that the guide's URLs name. */
import sharp from 'sharp';
import { addGrain, landPath, type Random, randomFrom, ridgeLine } from './terrain.js';

/** Drawn three times as large and reduced, as a camera's sharp edges are. */
const WIDTH = 1200;
const HEIGHT = 801;

export async function hillsPhoto(): Promise<Buffer> {
  const pixels = await sharp(Buffer.from(hillsArt())).removeAlpha().resize(400, 267).raw().toBuffer();
  addGrain(pixels, randomFrom(32), 5);
  return sharp(pixels, { raw: { width: 400, height: 267, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function hillsArt(): string {
  const random = randomFrom(5);
  const layers = [
    { base: 455, swing: 130, roughness: 0.48, lit: '#8fb3c9', shade: '#a9c8cf' },
    { base: 500, swing: 110, roughness: 0.42, lit: '#7aa88a', shade: '#8fb98c' },
    { base: 560, swing: 150, roughness: 0.3, lit: '#8bb84a', shade: '#4f8a3d' },
    { base: 640, swing: 170, roughness: 0.26, lit: '#a3c44c', shade: '#3f7a34' },
    { base: 715, swing: 110, roughness: 0.24, lit: '#7fae3a', shade: '#2c5f2a' },
  ];
  const hills = layers.map((layer, index) => {
    const land = landPath(ridgeLine(random, layer), WIDTH, HEIGHT);
    return `<linearGradient id="h${index}" gradientUnits="userSpaceOnUse" x1="${WIDTH * 0.7}" y1="${layer.base - layer.swing / 2}" x2="${WIDTH * 0.4}" y2="${layer.base + 230}">
      <stop offset="0" stop-color="${layer.lit}"/><stop offset="1" stop-color="${layer.shade}"/></linearGradient>
      <path d="${land}" fill="url(#h${index})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2f78c4"/><stop offset=".4" stop-color="#86bce6"/><stop offset=".62" stop-color="#dff0f6"/></linearGradient>
    <radialGradient id="sun"><stop offset="0" stop-color="#fffbe6"/><stop offset=".12" stop-color="#fff6c9" stop-opacity=".9"/>
      <stop offset="1" stop-color="#fff3b8" stop-opacity="0"/></radialGradient>
    <radialGradient id="puff"><stop offset="0" stop-color="#fff" stop-opacity=".95"/><stop offset=".6" stop-color="#fff" stop-opacity=".6"/>
      <stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="930" cy="140" r="330" fill="url(#sun)"/>
    ${cloud(random, 250, 170, 1)}${cloud(random, 640, 260, 0.65)}${cloud(random, 1080, 300, 0.5)}
    ${hills.slice(0, 4).join('')}
    ${tree(random, 330, 655, 1)}${tree(random, 860, 640, 0.42)}${tree(random, 905, 646, 0.34)}
    ${hills.slice(4).join('')}
    ${flowers(random)}
  </svg>`;
}

/** Soft discs on a flat base. */
function cloud(random: Random, x: number, y: number, scale: number): string {
  return Array.from({ length: 16 }, (_, index) => {
    const along = (index / 15 - 0.5) * 2;
    const radius = (38 + random() * 46) * scale * (1.15 - along ** 2 * 0.6);
    const lift = random() * 46 * scale * (1 - along ** 2);
    return `<circle cx="${x + along * 165 * scale}" cy="${y - lift - radius * 0.35}" r="${radius}" fill="url(#puff)"/>`;
  }).join('');
}

/** A trunk, a shadow on the grass and a crown of leaves, darker below and lighter towards the sun. */
function tree(random: Random, x: number, foot: number, scale: number): string {
  const leaf = (shade: number): string => {
    const around = random() * Math.PI * 2;
    const out = Math.sqrt(random());
    const spread = out * (1 - shade * 0.12);
    const cx = x + (Math.cos(around) * 118 * spread + shade * 11) * scale;
    const cy = foot - (205 + Math.sin(around) * 92 * spread + shade * 13) * scale;
    const colour = ['#24501f', '#35702a', '#548f35', '#74a945'][shade];
    return `<circle cx="${cx}" cy="${cy}" r="${(17 + random() * 13 - shade * 3) * scale}" fill="${colour}" opacity=".85"/>`;
  };
  const crown = [0, 1, 2, 3].map((shade) => Array.from({ length: 90 - shade * 14 }, () => leaf(shade)).join(''));
  const w = 11 * scale;
  return `<ellipse cx="${x - 70 * scale}" cy="${foot + 6 * scale}" rx="${150 * scale}" ry="${16 * scale}" fill="#1f4d20" opacity=".35"/>
    <path d="M${x - w * 1.6} ${foot + 8 * scale}Q${x - w * 0.6} ${foot - 60 * scale} ${x - w * 0.7} ${foot - 170 * scale}H${x + w * 0.7}Q${x + w * 0.6} ${foot - 60 * scale} ${x + w * 1.6} ${foot + 8 * scale}Z" fill="#4a3524"/>
    ${crown.join('')}`;
}

/** Poppies and daisies, larger towards the viewer. */
function flowers(random: Random): string {
  const colours = ['#e5432d', '#ffffff', '#f6c945', '#d63a52'];
  return Array.from({ length: 240 }, () => {
    const near = random();
    const colour = colours[Math.floor(random() * colours.length)];
    return `<circle cx="${random() * WIDTH}" cy="${735 + near * 66}" r="${1.6 + near * 3.6}" fill="${colour}" opacity=".9"/>`;
  }).join('');
}
