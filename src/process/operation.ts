/** What an operation is: a table of parameters and one function. One operation is one file in operations/. */
import type { Canvas } from './canvas.js';
import type { Limits } from './formats/limits.js';
import type { ParamTable, Values } from './params.js';
import type { SourceRef, Settings } from './plan.js';
import type { Source } from './source.js';

/** A picture's size in pixels, with the EXIF orientation (1–8) that has not been applied to it yet. */
export interface Extent {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

interface Described<P extends ParamTable> {
  /** As written in the URL: 'resize', 'auto-orient'. */
  readonly name: string;
  readonly about: string;
  readonly params: P;
  /** A parameter that may stand alone, without its key: `rotate,90`, `quality,90`. */
  readonly bare?: keyof P & string;
  /** True: only the bare form exists, and exactly one value (`rotate,a_90` is refused). */
  readonly single?: boolean;
  /** Parameters which the guide's prose also writes as two tokens: `limit,0` for `limit_0` (behaviour D13). */
  readonly pairs?: readonly (keyof P & string)[];
  /** The vendor's cause number when no parameter at all is given; undefined: none are needed. */
  readonly emptyCause?: number;
  /** A chain that works, for the docs and the tests: 'image/resize,w_200'. */
  readonly example: string;
  /** Where the guide describes it: 'Resize images'. */
  readonly guide: string;
  /** Rules between parameters, after each was parsed on its own. Throws OssError 400. */
  check?(values: Values<P>): void;
}

/** Draws. */
export interface Transform<P extends ParamTable = ParamTable> extends Described<P> {
  readonly kind: 'transform';
  /** An animated picture keeps its frames through this operation (behaviour D14). */
  readonly animated?: boolean;
  /** Other objects that it needs (watermark); pure. */
  sources?(values: Values<P>): readonly SourceRef[];
  /**
   * The extent after the operation, from the extent before it: numbers only, so that limits and geometry errors are
   * answered before any pixel is decoded. Throws OssError 400. Absent: the extent does not change.
   */
  measure?(before: Extent, values: Values<P>, limits: Limits): Extent;
  apply(canvas: Canvas, values: Values<P>, sources: readonly Canvas[]): Promise<void> | void;
}

/** Changes how the result is encoded; its place in the chain does not matter. */
export interface Setting<P extends ParamTable = ParamTable> extends Described<P> {
  readonly kind: 'setting';
  set(settings: Settings, values: Values<P>): Settings;
}

/** Answers with JSON instead of a picture; stands alone in its chain. */
export interface Report<P extends ParamTable = ParamTable> extends Described<P> {
  readonly kind: 'report';
  /** 'header': the first 64 KB are enough, so the front process may answer. 'pixels': needs a worker. */
  readonly needs: 'header' | 'pixels';
  /** The JSON text, exactly as sent. */
  read(source: Source, values: Values<P>): Promise<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of operations forgets each one's own table type; bind() checked the values
export type Operation = Transform<any> | Setting<any> | Report<any>;

/** Identity functions that infer the table's type, so that `values` is typed in each file. */
export const transform = <const P extends ParamTable>(operation: Omit<Transform<P>, 'kind'>): Transform<P> => ({ kind: 'transform', ...operation });
export const setting = <const P extends ParamTable>(operation: Omit<Setting<P>, 'kind'>): Setting<P> => ({ kind: 'setting', ...operation });
export const report = <const P extends ParamTable>(operation: Omit<Report<P>, 'kind'>): Report<P> => ({ kind: 'report', ...operation });
