/** f.jpg: a letter F, 424x333 with EXIF orientation 7, which shows at a glance whether a picture stands upright. */
import sharp from 'sharp';

const ART = `<svg xmlns="http://www.w3.org/2000/svg" width="333" height="424">
  <linearGradient id="paper" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f8e7c4"/><stop offset="1" stop-color="#e7b98a"/></linearGradient>
  <linearGradient id="ink" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2f6f8f"/><stop offset="1" stop-color="#1d3c5c"/></linearGradient>
  <rect width="333" height="424" fill="url(#paper)"/>
  <rect x="14" y="14" width="305" height="396" rx="18" fill="none" stroke="#fff" stroke-width="4" opacity=".7"/>
  <path d="M96 344V84H254V136H156V190H232V240H156V344Z" fill="#8a5a33" opacity=".25" transform="translate(7 8)"/>
  <path d="M96 344V84H254V136H156V190H232V240H156V344Z" fill="url(#ink)"/>
  <circle cx="286" cy="48" r="13" fill="#e4573d"/>
</svg>`;

export async function letterPhoto(): Promise<Buffer> {
  // Orientation 7 mirrors the picture along its other diagonal. That is its own inverse: a quarter turn, then a flip,
  // in two instances because sharp flips before it turns.
  const turned = await sharp(Buffer.from(ART)).removeAlpha().rotate(90).png().toBuffer();
  return sharp(turned)
    .flip()
    .withExif({
      IFD0: { Software: 'Tintype', DateTime: '2024:06:21 15:38:27' },
      IFD3: {
        GPSVersionID: '2 2 0 0',
        GPSLatitudeRef: 'N',
        GPSLatitude: '30/1 15/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '120/1 10/1 0/1',
        GPSMapDatum: 'WGS-84',
      },
    })
    .withMetadata({ orientation: 7, density: 96 })
    .jpeg({ quality: 90 })
    .toBuffer();
}
