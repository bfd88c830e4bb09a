import { setting } from '../operation.js';
import { choice, word } from '../params.js';
import type { Settings } from '../plan.js';

export const format = setting({
  name: 'format',
  about:
    'Saves the result in another format. Without it the result has the format of the source. Transparency turns white ' +
    'in jpg and stays in every other format.',
  params: {
    value: choice(
      'The format. gif keeps a GIF a GIF and leaves every other source in its own format; src is the format of the ' +
        'source, and JPEG (first frame) for a GIF.',
      ['jpg', 'png', 'webp', 'bmp', 'gif', 'src', 'avif'],
      { also: { jpeg: 'jpg' }, required: true, cause: 206 },
    ),
    '1an': word('With src: a GIF stays a GIF and keeps its frames.'),
  },
  bare: 'value',
  single: true,
  emptyCause: 207,
  example: 'image/format,png',
  guide: 'Convert formats: Format conversion',
  set(settings, values): Settings {
    const { keepAnimation: _, ...others } = settings;
    const keep = values.value === 'src' && values['1an'] === 1;
    return { ...others, format: values.value, ...(keep && { keepAnimation: true as const }) };
  },
});
