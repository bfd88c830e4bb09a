/** panda.png: a panda on nothing, 160x160 with alpha, the watermark of the guide's examples. */
import sharp from 'sharp';

const ART = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160" viewBox="0 0 160 160">
  <defs>
    <radialGradient id="fur" cx=".42" cy=".32" r=".8"><stop offset="0" stop-color="#fff"/><stop offset=".65" stop-color="#f6f5f2"/>
      <stop offset="1" stop-color="#d3d0cb"/></radialGradient>
    <radialGradient id="ink" cx=".38" cy=".3" r=".85"><stop offset="0" stop-color="#4d4d57"/><stop offset="1" stop-color="#17171c"/></radialGradient>
    <g id="side">
      <circle cx="36" cy="38" r="25" fill="url(#ink)"/>
      <circle cx="37" cy="40" r="12" fill="#5c5560" opacity=".55"/>
    </g>
    <g id="eye">
      <ellipse cx="52" cy="82" rx="17" ry="21" transform="rotate(28 52 82)" fill="url(#ink)"/>
      <circle cx="56" cy="81" r="8.2" fill="#0b0b0e"/>
      <circle cx="59" cy="77.5" r="2.9" fill="#fff"/>
      <circle cx="53.6" cy="84.6" r="1.5" fill="#fff" opacity=".8"/>
    </g>
  </defs>
  <use href="#side"/><use href="#side" transform="matrix(-1 0 0 1 160 0)"/>
  <ellipse cx="80" cy="87" rx="68" ry="62" fill="url(#fur)" stroke="#bdb9b3" stroke-width="1"/>
  <ellipse cx="33" cy="107" rx="11" ry="7" fill="#f7a8a8" opacity=".6"/><ellipse cx="127" cy="107" rx="11" ry="7" fill="#f7a8a8" opacity=".6"/>
  <use href="#eye"/><use href="#eye" transform="matrix(-1 0 0 1 160 0)"/>
  <path d="M71 103q9-6 18 0q-2 9-9 10q-7-1-9-10z" fill="#1b1b20"/>
  <path d="M80 113v6m-15 1q7 9 15-1q8 10 15 1" fill="none" stroke="#1b1b20" stroke-width="3" stroke-linecap="round"/>
  <ellipse cx="77" cy="104.6" rx="3.4" ry="1.4" fill="#fff" opacity=".55"/>
</svg>`;

export async function pandaDrawing(): Promise<Buffer> {
  return sharp(Buffer.from(ART)).png({ compressionLevel: 9 }).toBuffer();
}
