import { setting } from '../operation.js';
import { flag } from '../params.js';
import type { Settings } from '../plan.js';

export const interlace = setting({
  name: 'interlace',
  about: 'Saves a JPEG result so that it appears blurred at first and grows clear; other formats ignore it.',
  params: { value: flag('1: progressive JPEG. 0: baseline JPEG.', { required: true, cause: 281 }) },
  bare: 'value',
  single: true,
  emptyCause: 281,
  example: 'image/format,jpg/interlace,1',
  guide: 'Convert formats: Progressive display',
  set(settings, { value }): Settings {
    const { interlace: _, ...others } = settings;
    return value === 1 ? { ...others, interlace: true } : others;
  },
});
