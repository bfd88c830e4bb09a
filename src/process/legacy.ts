/**
 * The old syntax, 'example.jpg@100w_100h_1e_1c.jpg': what stands behind the '@' as today's actions. Where its defaults
 * are others they are written out, so that no operation knows of it (docs/decisions/0020). Source: guide, FAQs on using
 * old and new versions; behaviour §7, D39, D51.
 */
import { invalidValue, OssError } from '../errors.js';
import { causeOf } from './causes.js';
import type { Limits } from './formats/limits.js';
import { drawingActions, savingActions } from './legacy/drawing.js';
import { type OldValues, oldValues } from './legacy/values.js';
import { isOldWatermark, watermarkAction } from './legacy/watermark.js';
import { format as formatOperation } from './operations/format.js';
import { type Plan, planKey, planOf, planOfActions } from './plan.js';
import { printChain, type RawAction } from './syntax.js';

/** Parts between the bars. */
export const MOST_PARTS = 4;
export const OLD_FORMATS: readonly string[] = ['jpg', 'jpeg', 'png', 'webp', 'bmp', 'gif', 'src'];
const FORMAT = /\.([A-Za-z]+)$/;
/** Whole suffixes that ask for information. */
export const OLD_REPORTS: Readonly<Record<string, RawAction>> = {
  info: { name: 'info', tokens: ['basic'] },
  exif: { name: 'info', tokens: ['exif'] },
  infoexif: { name: 'info', tokens: [] },
  imageAve: { name: 'average-hue', tokens: [] },
};

export interface OldDefaults {
  /** Of a result for which no format is written. */
  readonly format: 'jpg' | 'src';
}

/** @throws OssError 400 */
export function oldPlanOf(text: string, limits: Limits, defaults: OldDefaults): Plan {
  return planOfActions(oldActions(text, limits, defaults), limits, 'as-written');
}

/** 'image/…' that draws the same; undefined: there is none (`1o`). @throws OssError 400 */
export function todaysChainOf(text: string, limits: Limits, defaults: OldDefaults): string | undefined {
  const actions = oldActions(text, limits, defaults);
  // First, so that what is wrong is told of the old text.
  const meaning = planKey(planOfActions(actions, limits, 'as-written'));
  const chain = printChain({ kind: 'image', pipes: [{ kind: 'image', actions }] });
  return planKey(planOf(chain, limits)) === meaning ? chain : undefined;
}

interface Part {
  readonly drawing: readonly RawAction[];
  readonly values: OldValues;
  readonly format?: string | undefined;
}

/** Today's actions, in the order in which they are carried out. @throws OssError 400 */
export function oldActions(text: string, limits: Limits, defaults: OldDefaults): readonly RawAction[] {
  const report = Object.hasOwn(OLD_REPORTS, text) ? OLD_REPORTS[text] : undefined;
  if (report !== undefined) return [report];
  const texts = text.split('|', MOST_PARTS + 1);
  if (texts.length > MOST_PARTS) {
    throw new OssError('TooManyPipe', `The suffix has more than ${MOST_PARTS} parts.`, {
      ec: causeOf('tooManyPipes'),
    });
  }
  const parts = texts.filter((each) => each !== '').map((each) => partOf(each, limits));
  const drawing = parts.flatMap((part) => part.drawing);
  // Nothing turns the picture unless it is written.
  const turned = drawing.some(({ name }) => name === 'auto-orient');
  return [
    ...(turned ? [] : [{ name: 'auto-orient', tokens: ['0'] }]),
    ...drawing,
    ...parts.flatMap(({ values }) => savingActions(values)),
    formatAction(parts, defaults),
  ];
}

function partOf(text: string, limits: Limits): Part {
  const format = FORMAT.exec(text)?.[1];
  if (format !== undefined && !OLD_FORMATS.includes(format)) {
    throw invalidValue('format', format, `one of ${OLD_FORMATS.join(', ')}`, formatOperation.params.value.cause);
  }
  const rest = text.replace(FORMAT, '');
  if (isOldWatermark(rest)) return { drawing: [watermarkAction(rest, limits)], values: {}, format };
  if (Object.hasOwn(OLD_REPORTS, rest)) throw invalidValue('process', rest, `${rest} alone`);
  const values = oldValues(rest, limits.profile);
  return { drawing: drawingActions(values, limits), values, format };
}

/** The last that is written counts. */
function formatAction(parts: readonly Part[], defaults: OldDefaults): RawAction {
  const format = parts.findLast((part) => part.format !== undefined)?.format ?? defaults.format;
  const last = (key: 'wh' | 'an') => parts.findLast(({ values }) => values[key])?.values[key]?.[0] === 1;
  const keeps = format === 'src' && last('an');
  const blackens = /^(jpe?g|src)$/.test(format) && !keeps && !last('wh');
  return { name: 'format', tokens: [format, ...(keeps ? ['1an'] : []), ...(blackens ? ['black'] : [])] };
}
