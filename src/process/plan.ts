/** A process string becomes one Plan. A plan is a value: printed, compared, hashed, logged, sent to a worker. */
import type { Format } from './formats/facts.js';

export type PlanValue = string | number;
export type PlanValues = Readonly<Record<string, PlanValue>>;

export interface Step {
  readonly operation: string;
  readonly values: PlanValues;
  /** The default turn that nobody asked for: it has no size limit (behaviour D41). */
  readonly implicit?: true;
}

/** How the result is encoded. What is absent follows the source. */
export interface Settings {
  readonly format?: Exclude<Format, 'tiff'> | 'src';
  /** `format,src,1an`: a GIF stays a GIF. */
  readonly keepAnimation?: true;
  /** Relative (q) and absolute (Q) quality, 1–100; Q wins (guide, Change quality). */
  readonly q?: number;
  readonly Q?: number;
  readonly interlace?: boolean;
}

/** Another object that a step needs, and how it is prepared before use. Same bucket. */
export interface SourceRef {
  readonly key: string;
  readonly plan?: Plan;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly settings: Settings;
  readonly report?: { readonly operation: string; readonly values: PlanValues };
  readonly sources: readonly SourceRef[];
}
