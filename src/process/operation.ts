/** What an operation is: a table of parameters and one function. One operation is one file in operations/. */
import type { Cause } from '../errors.js';
import type { Canvas } from './canvas.js';
import type { Limits } from './formats/limits.js';
import type { Size } from './geometry.js';
import type { ParamTable, Profile, Values } from './params.js';
import type { NamedSource, Settings } from './plan.js';
import type { Source } from './source.js';
import type { Marks } from './watermark/marks.js';

/** A picture's size in pixels, with the EXIF orientation (1–8) that has not been applied to it yet. */
export interface Extent {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

export interface Described<P extends ParamTable = ParamTable> {
  /** As written in the URL: 'resize', 'auto-orient'. */
  readonly name: string;
  readonly about: string;
  readonly params: P;
  /** The row that is written without its key: `rotate,90`, `quality,90`. */
  readonly bare?: keyof P & string;
  /** True: only the bare form exists, and exactly one value (`rotate,a_90` is refused). */
  readonly single?: boolean;
  /** Rows which the guide's prose also writes as two tokens: `limit,0` for `limit_0` (behaviour D13). */
  readonly pairs?: readonly (keyof P & string)[];
  /** The vendor's cause number when no parameter at all is given; undefined: none are needed. */
  readonly emptyCause?: Cause;
  /** A chain that works, for the docs and the tests: 'image/resize,w_200'. */
  readonly example: string;
  /** Where the guide describes it: 'Resize images'. */
  readonly guide: string;
  /** Rules that read the text before each value is checked by its row. Throws OssError 400. */
  checkText?(given: Readonly<Record<string, string>>, profile: Profile): void;
  /** Rules between parameters, after each was parsed on its own. Throws OssError 400. */
  check?(values: Values<P>): void;
}

/** What an operation may use beside the picture it draws on. */
export interface Aids {
  /** The objects that it named (sources), in its order. */
  readonly pictures: readonly NamedPicture[];
  /** Marks drawn for earlier pictures. */
  readonly marks: Marks;
  readonly limits: Limits;
}

export interface NamedPicture {
  /** The object's key. */
  readonly key: string;
  /** After its own steps. */
  readonly canvas: Canvas;
  /** Changes with everything that the canvas shows; undefined: nobody knows the version of the object. */
  readonly identity: string | undefined;
}

interface Drawing<P extends ParamTable> extends Described<P> {
  /** An animated picture keeps its frames through this operation (behaviour D14). */
  readonly animated?: boolean;
  /** Rough milliseconds of CPU per megapixel that it reads or writes, for admission; 3 when absent. */
  readonly cost?: number;
  /** Instead of `cost`, where it depends on the parameters. */
  costOf?(values: Values<P>): number;
  /** Rough milliseconds beside that, once for all frames. `before`: the picture as the operation finds it. */
  extraCost?(values: Values<P>, before: Size): number;
  /** Other objects that it needs (watermark); pure. */
  sources?(values: Values<P>): readonly NamedSource[];
  /**
   * The extent after the operation, from the extent before it: numbers only, so that limits and geometry errors are
   * answered before any pixel is decoded. Throws OssError 400. Absent: the extent does not change.
   */
  measure?(before: Extent, values: Values<P>, limits: Limits): Extent;
  apply(canvas: Canvas, values: Values<P>, aids: Aids): Promise<void> | void;
}

interface Configuring<P extends ParamTable> extends Described<P> {
  /** The settings with this operation's own part replaced: a repeated setting means its last values. */
  set(settings: Settings, values: Values<P>): Settings;
}

interface HeaderReading<P extends ParamTable> extends Described<P> {
  /** The first 64 KB are enough, so the front process may answer. */
  readonly needs: 'header';
  /** The JSON text, exactly as sent. */
  read(source: Source, values: Values<P>): Promise<string>;
}

interface PixelReading<P extends ParamTable> extends Described<P> {
  /** A worker must decode the picture. */
  readonly needs: 'pixels';
  /** Rough milliseconds of CPU per megapixel beside decoding; 3 when absent. */
  readonly cost?: number;
  /** The JSON text, exactly as sent. `canvas`: the first frame as it is stored, without its orientation. */
  read(canvas: Canvas, values: Values<P>): Promise<string>;
}

type Reading<P extends ParamTable> = HeaderReading<P> | PixelReading<P>;

/** Draws. */
export interface Transform<P extends ParamTable = ParamTable> extends Drawing<P> {
  readonly kind: 'transform';
}

/** Changes how the result is encoded; its place in the chain does not matter. */
export interface Setting<P extends ParamTable = ParamTable> extends Configuring<P> {
  readonly kind: 'setting';
}

/** Answers with JSON instead of a picture; stands alone in its chain. */
export type Report<P extends ParamTable = ParamTable> = Reading<P> & ReportKind;

interface ReportKind {
  readonly kind: 'report';
}

/** Any operation; its table's own type is forgotten, bind() has checked the values. */
export type Operation = Transform | Setting | Report;

/** These three infer the table's type, so that `values` is typed in each file. */
export function transform<const P extends ParamTable>(operation: Drawing<P>): Transform<P> {
  return { kind: 'transform', ...operation };
}

export function setting<const P extends ParamTable>(operation: Configuring<P>): Setting<P> {
  return { kind: 'setting', ...operation };
}

export function report<const P extends ParamTable>(operation: HeaderReading<P>): HeaderReading<P> & ReportKind;
export function report<const P extends ParamTable>(operation: PixelReading<P>): PixelReading<P> & ReportKind;
export function report<const P extends ParamTable>(operation: Reading<P>): Report<P> {
  return { kind: 'report', ...operation };
}
