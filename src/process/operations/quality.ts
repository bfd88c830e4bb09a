import { invalidValue } from '../../errors.js';
import { setting } from '../operation.js';
import { integer, word } from '../params.js';
import type { Settings } from '../plan.js';

const RANGE = { min: 1, max: 100 } as const;

/**
 * Where the source has none of its own (behaviour D7; AVIF: docs/decisions/0007). Its keys are the formats that have a
 * quality.
 */
export const DEFAULT_QUALITY = { jpg: 92, webp: 80, avif: 70 } as const;

const bareNumber = integer('The number alone means Q.', { ...RANGE, cause: 310 });

export const quality = setting({
  name: 'quality',
  about:
    'Quality of a JPEG, WebP or AVIF result; other formats ignore it. Without it a JPEG source keeps its own quality, ' +
    `and any other gets ${DEFAULT_QUALITY.jpg} as JPEG, ${DEFAULT_QUALITY.webp} as WebP, ${DEFAULT_QUALITY.avif} as ` +
    'AVIF. An AVIF is as near to its source as a JPEG of the same number.',
  params: {
    q: integer('Relative: per cent of the quality of a JPEG source. With any other source it counts as Q.', {
      ...RANGE,
      cause: 309,
    }),
    Q: integer('Absolute; a JPEG source of lower quality keeps its own. Q wins over q.', { ...RANGE, cause: 308 }),
    value: bareNumber,
    // Of the vendor's page on the old syntax, with a sample in the new one (docs/decisions/0022).
    lossless: word('A WebP result has exactly the pixels that were drawn. Other formats ignore it.'),
  },
  bare: 'value',
  emptyCause: 307,
  example: 'image/resize,w_100,h_100/quality,q_80',
  guide: 'Convert formats: Change quality',

  // The vendor's text for this mistake has an ending of its own, without a blank.
  checkText({ value }, profile) {
    if (value === undefined || /^-?\d+$/.test(value)) return;
    throw invalidValue('quality', value, bareNumber.allowed(profile), 310, 'reason:Value must be digit.');
  },

  set(settings, { q, Q, value, lossless }): Settings {
    const { q: _q, Q: _Q, lossless: _lossless, ...rest } = settings;
    const others: Settings = lossless === 1 ? { ...rest, lossless: true } : rest;
    const absolute = Q ?? value;
    if (absolute !== undefined) return { ...others, Q: absolute };
    return q === undefined ? others : { ...others, q };
  },
});
