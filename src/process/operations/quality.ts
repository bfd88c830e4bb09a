import { invalidValue } from '../../errors.js';
import { setting } from '../operation.js';
import { integer } from '../params.js';
import type { Settings } from '../plan.js';

const RANGE = { min: 1, max: 100 } as const;

const bareNumber = integer('The number alone means Q.', { ...RANGE, cause: 310 });

export const quality = setting({
  name: 'quality',
  about: 'Quality of a JPEG or WebP result; other formats ignore it. Without it a JPEG source keeps its own quality.',
  params: {
    q: integer('Relative: per cent of the quality of a JPEG source. With any other source it counts as Q.', {
      ...RANGE,
      cause: 309,
    }),
    Q: integer('Absolute; a JPEG source of lower quality keeps its own. Q wins over q.', { ...RANGE, cause: 308 }),
    value: bareNumber,
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

  set(settings, { q, Q, value }): Settings {
    const { q: _q, Q: _Q, ...others } = settings;
    const absolute = Q ?? value;
    if (absolute !== undefined) return { ...others, Q: absolute };
    return q === undefined ? others : { ...others, q };
  },
});
