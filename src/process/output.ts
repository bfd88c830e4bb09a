/** How a result is encoded: a pure function of the plan and of what is known of the source. */
import type { Facts, Format } from './formats/facts.js';
import { operationNamed } from './operations/index.js';
import { DEFAULT_QUALITY } from './operations/quality.js';
import type { Plan, Settings } from './plan.js';

export interface Output {
  readonly format: Format;
  /** 1–100; present for jpg, webp and avif, unless it is lossless. For avif on the scale of JPEG. */
  readonly quality?: number;
  /** For webp. */
  readonly lossless?: true;
  /** Progressive; true for jpg only. */
  readonly interlace: boolean;
  /** All frames are kept. False: the first one. */
  readonly animated: boolean;
  /** For jpg: the source lies on black from the start. What operations make transparent is white all the same. */
  readonly onBlack?: true;
}

export function outputOf(plan: Plan, facts: Facts): Output {
  const format = formatOf(plan.settings, facts);
  const animated = staysAnimated(plan, facts, format);
  const interlace = format === 'jpg' && plan.settings.interlace === true;
  if (!hasQuality(format)) return { format, interlace, animated };
  if (format === 'webp' && plan.settings.lossless) return { format, lossless: true, interlace, animated };
  const quality = qualityOf(plan.settings, facts, format);
  return { format, quality, interlace, animated, ...(format === 'jpg' && plan.settings.onBlack && { onBlack: true }) };
}

/** The guide's words on gif and src, and D15: gif is for GIFs only, src turns a GIF into a JPEG. */
function formatOf({ format, keepAnimation }: Settings, source: Facts): Format {
  const wanted = format === undefined || format === 'gif' ? source.format : format;
  if (wanted !== 'src') return wanted;
  return source.format === 'gif' && !keepAnimation ? 'jpg' : source.format;
}

/** An animation survives a chain made only of operations which draw on every frame (D14). */
function staysAnimated(plan: Plan, facts: Facts, format: Format): boolean {
  if (facts.frames < 2 || (format !== 'gif' && format !== 'webp')) return false;
  return plan.steps.every((step) => {
    const operation = operationNamed(step.operation);
    return operation?.kind === 'transform' && operation.animated === true;
  });
}

function hasQuality(format: Format): format is keyof typeof DEFAULT_QUALITY {
  return Object.hasOwn(DEFAULT_QUALITY, format);
}

/** D7 and D8. A JPEG whose tables could not be read has no quality of its own and counts as any other source. */
function qualityOf({ q, Q }: Settings, facts: Facts, format: keyof typeof DEFAULT_QUALITY): number {
  const own = facts.format === 'jpg' ? facts.quality : undefined;
  if (own === undefined) return Q ?? q ?? DEFAULT_QUALITY[format];
  if (Q !== undefined) return Math.min(own, Q);
  return q === undefined ? own : Math.max(1, Math.round((own * q) / 100));
}
