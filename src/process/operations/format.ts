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
    black: word('In jpg, what is transparent in the source turns black, as in the old syntax.'),
  },
  bare: 'value',
  single: true,
  emptyCause: 207,
  example: 'image/format,png',
  guide: 'Convert formats: Format conversion',
  set(settings, values): Settings {
    const { keepAnimation: _, onBlack: _black, ...others } = settings;
    const { value } = values;
    return {
      ...others,
      format: value,
      ...(value === 'src' && values['1an'] === 1 && { keepAnimation: true as const }),
      // No other format loses the transparency.
      ...((value === 'jpg' || value === 'src') && values.black === 1 && { onBlack: true as const }),
    };
  },
});
