/** The numbers of one part of an old suffix as today's actions, with the old defaults written out. */
import { OssError } from '../../errors.js';
import { causeOf } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { GRAVITIES, portion } from '../geometry.js';
import { resize as newResize } from '../operations/resize.js';
import type { RawAction } from '../syntax.js';
import { LOSSLESS } from './parameters.js';
import type { OldValues } from './values.js';

const action = (name: string, ...tokens: readonly string[]): RawAction => ({ name, tokens });

/** What is drawn, in the order of the manual, whatever the order of the URL. @throws OssError 400 ImageTooLarge */
export function drawingActions(values: OldValues, limits: Limits): readonly RawAction[] {
  const [orientation] = values.o ?? [0];
  return [
    ...(orientation === 2 ? [action('auto-orient', '1')] : []),
    ...resizing(values, limits),
    ...cropping(values),
    ...(orientation === 1 ? [action('auto-orient', '1')] : []),
    ...single('rotate', values.r),
    ...single('sharpen', values.sh),
    ...(values.bl ? [action('blur', `r_${values.bl[0]}`, `s_${values.bl[1]}`)] : []),
    ...single('bright', values.b),
    ...single('contrast', values.d),
  ];
}

/** How the result is saved, but for its format. */
export function savingActions(values: OldValues): readonly RawAction[] {
  const quality = qualities(values);
  return [...(quality.length > 0 ? [action('quality', ...quality)] : []), ...single('interlace', values.pr)];
}

/** Where both are written `Q` counts, and `losslessq` says nothing. */
function qualities({ q: [relative] = [], Q: [absolute] = [] }: OldValues): readonly string[] {
  if ((absolute ?? relative) === LOSSLESS) return ['lossless'];
  return [
    ...(relative === undefined || relative === LOSSLESS ? [] : [`q_${relative}`]),
    ...(absolute === undefined ? [] : [`Q_${absolute}`]),
  ];
}

function single(name: string, numbers: readonly number[] | undefined): readonly RawAction[] {
  return numbers === undefined ? [] : [action(name, String(numbers[0]))];
}

function resizing(values: OldValues, limits: Limits): readonly RawAction[] {
  const { w, h, l, p, x } = values;
  const percent = (p?.[0] ?? 100) * (x?.[0] ?? 1);
  const keepsSmall = l?.[0] === 1;
  const sides = [
    ...(w ? [`w_${multiplied(w[0] ?? 0, percent, limits)}`] : []),
    ...(h ? [`h_${multiplied(h[0] ?? 0, percent, limits)}`] : []),
  ];
  if (sides.length > 0) return [action('resize', ...modeOf(values), ...sides, `limit_${keepsSmall ? 1 : 0}`)];
  if (!p && !x) return [];
  // Today a percentage enlarges whatever `limit` says.
  return [action('resize', `p_${keepsSmall ? Math.min(percent, 100) : percent}`)];
}

function multiplied(side: number, percent: number, { profile }: Limits): number {
  const result = portion(side, percent, 100);
  const { max = 0, current = max } = newResize.params.w.limits ?? {};
  const most = profile === 'current' ? current : max;
  if (result <= most) return result;
  const message = `${side} times ${percent} % is ${result}; a side may be at most ${most} pixels.`;
  throw new OssError('ImageTooLarge', message, { ec: causeOf('oldTarget') });
}

function modeOf({ e, c, bgc }: OldValues): readonly string[] {
  switch (e?.[0]) {
    case 1:
      return [c?.[0] === 1 ? 'm_fill' : 'm_mfit'];
    case 2:
      return ['m_fixed'];
    case 4:
      return bgc ? ['m_pad', `color_${bgc.map((level) => level.toString(16).padStart(2, '0')).join('')}`] : ['m_pad'];
    default:
      return [];
  }
}

function cropping({ a, rc, ic, ci }: OldValues): readonly RawAction[] {
  return [
    ...(a ? [action('crop', `x_${a[0]}`, `y_${a[1]}`, `w_${a[2]}`, `h_${a[3]}`)] : []),
    ...(rc ? [action('crop', `w_${rc[0]}`, `h_${rc[1]}`, `g_${GRAVITIES[(rc[2] ?? 1) - 1]}`)] : []),
    ...(ic ? [action('indexcrop', `${ic[1] === 0 ? 'x' : 'y'}_${ic[0]}`, `i_${ic[2]}`)] : []),
    ...(ci ? [rounding(ci)] : []),
  ];
}

function rounding([radius, type]: readonly number[]): RawAction {
  if (type === 2) return action('rounded-corners', `r_${radius}`);
  return action('circle', `r_${radius}`, ...(type === 0 ? ['canvas_1'] : []));
}
