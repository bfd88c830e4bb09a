/** What is known of a picture without decoding it. */

/** The guide's names: 'jpg', never 'jpeg'. */
export type Format = 'jpg' | 'png' | 'webp' | 'gif' | 'tiff' | 'bmp' | 'avif';

/** Read once per object version from at most the first 64 KB and kept in its row; plain JSON. */
export interface Facts {
  readonly format: Format;
  /** Stored size, before any orientation is applied. For an animation, of its canvas. */
  readonly width: number;
  readonly height: number;
  /** 1 for a still picture. An animated GIF or WebP whose frames cannot be counted in the first 64 KB says 2. */
  readonly frames: number;
  /** EXIF orientation 1–8; 1 when absent or nonsense. */
  readonly orientation: number;
  /** The format's header says that there is (or may be) transparency. */
  readonly alpha: boolean;
  /** Estimated quality of a JPEG's quantisation tables, 1–100. */
  readonly quality?: number;
  /** Bits per channel when not 8. */
  readonly depth?: number;
}
