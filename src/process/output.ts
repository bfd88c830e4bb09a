/** How a result is encoded: a pure function of the plan and of what is known of the source. */
import { OssError } from '../errors.js';
import type { Facts, Format } from './formats/facts.js';
import { operationNamed } from './operations/index.js';
import type { Plan, Settings } from './plan.js';

export interface Output {
  readonly format: Format;
  /** 1–100; present for jpg and webp. */
  readonly quality?: number;
  /** Progressive; true for jpg only. */
  readonly interlace: boolean;
  /** All frames are kept. False: the first one. */
  readonly animated: boolean;
}

/** Formats that this version reads and cannot write yet; docs/operations.md says so, too. */
export const NOT_WRITTEN: ReadonlySet<Format> = new Set<Format>(['bmp', 'avif']);

/** Default quality where the source has none of its own (behaviour D7). */
const DEFAULT_QUALITY = { jpg: 92, webp: 80 } as const;

/** @throws OssError 501 for a format that this version cannot write. */
export function outputOf(plan: Plan, facts: Facts): Output {
  const format = formatOf(plan.settings, facts);
  const animated = staysAnimated(plan, facts, format);
  const interlace = format === 'jpg' && plan.settings.interlace === true;
  if (format !== 'jpg' && format !== 'webp') return { format, interlace, animated };
  return { format, quality: qualityOf(plan.settings, facts, format), interlace, animated };
}

/** The guide's words on gif and src, and D15: gif is for GIFs only, src turns a GIF into a JPEG. */
function formatOf({ format, keepAnimation }: Settings, source: Facts): Format {
  const wanted = format === undefined || format === 'gif' ? source.format : format;
  const result = wanted !== 'src' ? wanted : source.format === 'gif' && !keepAnimation ? 'jpg' : source.format;
  if (NOT_WRITTEN.has(result)) {
    throw new OssError('NotImplemented', `Writing ${result} is not implemented by this version. Use format,png.`);
  }
  return result;
}

/** An animation survives a chain made only of operations which draw on every frame (D14). */
function staysAnimated(plan: Plan, facts: Facts, format: Format): boolean {
  if (facts.frames < 2 || (format !== 'gif' && format !== 'webp')) return false;
  return plan.steps.every((step) => {
    const operation = operationNamed(step.operation);
    return operation?.kind === 'transform' && operation.animated === true;
  });
}

/** D7 and D8. A JPEG whose tables could not be read has no quality of its own and counts as any other source. */
function qualityOf({ q, Q }: Settings, facts: Facts, format: keyof typeof DEFAULT_QUALITY): number {
  const own = facts.format === 'jpg' ? facts.quality : undefined;
  if (own === undefined) return Q ?? q ?? DEFAULT_QUALITY[format];
  if (Q !== undefined) return Math.min(own, Q);
  return q === undefined ? own : Math.max(1, Math.round((own * q) / 100));
}
