/**
 * What `quality` means for an AVIF: as near to the source as a JPEG of that quality. The encoder's own scale would give
 * files as large as the JPEG. Measured by SSIM (docs/decisions/0007); between the points straight lines.
 */
const POINTS: readonly (readonly [jpeg: number, avif: number])[] = [
  [1, 1],
  [50, 44],
  [70, 60],
  [80, 72],
  [90, 85],
  [100, 100],
];

/** The quality to ask of the encoder, a whole number of 1–100, for one on JPEG's scale, 1–100. */
export function avifQuality(jpeg: number): number {
  const above = POINTS.findIndex(([from]) => from >= jpeg);
  const [[x0, y0], [x1, y1]] = [POINTS[Math.max(0, above - 1)] ?? [100, 100], POINTS[above] ?? [100, 100]];
  return x0 === x1 ? y1 : Math.round(y0 + ((y1 - y0) * (jpeg - x0)) / (x1 - x0));
}
