/**
 * The size of a result, worked out from the guide a second time and in another way than in src/: scales as exact
 * fractions, slices and crops as intervals, turned corners as points. Only the tests use it.
 */

/** A whole picture, wherever it lies: as far as sizes go, only its sides count. */
export interface Sides {
  readonly w: number;
  readonly h: number;
}

export type ModelAction =
  | ({ readonly name: 'resize'; readonly m: string; readonly limit: 0 | 1 } & Partial<
      Record<'w' | 'h' | 'l' | 's' | 'p', number>
    >)
  | {
      readonly name: 'crop';
      readonly w: number;
      readonly h: number;
      readonly x: number;
      readonly y: number;
      readonly g: string;
    }
  | { readonly name: 'indexcrop'; readonly x?: number; readonly y?: number; readonly i: number }
  | { readonly name: 'circle'; readonly r: number; readonly canvas?: 0 | 1 }
  | { readonly name: 'rotate'; readonly value: number }
  | { readonly name: 'auto-orient'; readonly value: 0 | 1 }
  | { readonly name: 'other'; readonly text: string };

/** undefined: the chain asks for a place outside the picture. `orientation`: the stored picture's, 1–8. */
export function modelSize(stored: Sides, orientation: number, chain: readonly ModelAction[]): Sides | undefined {
  const asked = chain.findLast((action) => action.name === 'auto-orient');
  const lies = orientation > 4 && (asked === undefined || asked.value === 1);
  let size: Sides | undefined = lies ? { w: stored.h, h: stored.w } : stored;
  for (const action of chain) if (size !== undefined) size = after(size, action);
  return size;
}

function after(size: Sides, action: ModelAction): Sides | undefined {
  switch (action.name) {
    case 'resize':
      return resized(size, action);
    case 'crop':
      return cropped(size, action);
    case 'indexcrop':
      return sliced(size, action);
    case 'circle': {
      if (action.canvas === 1) return size;
      // The largest odd side that neither the radius nor the picture forbids.
      let side = 1;
      while (side + 2 <= Math.min(size.w, size.h) && (side + 1) / 2 <= action.r) side += 2;
      return { w: side, h: side };
    }
    case 'rotate':
      return turned(size, action.value);
    default:
      return size;
  }
}

/** A scale as a fraction of two whole numbers. */
type Scale = readonly [over: number, under: number];

const less = ([a, b]: Scale, [c, d]: Scale) => a * d < c * b;
const grows = ([over, under]: Scale) => over > under;

function scaled({ w, h }: Sides, [over, under]: Scale): Sides {
  const side = (length: number) => {
    const [whole, rest] = [Math.floor((length * over) / under), (length * over) % under];
    return Math.max(1, rest * 2 >= under ? whole + 1 : whole);
  };
  return { w: side(w), h: side(h) };
}

function resized(size: Sides, action: Extract<ModelAction, { name: 'resize' }>): Sides {
  const { l, s, p } = action;
  if (action.w !== undefined || action.h !== undefined) return boxed(size, action, action.w, action.h);
  if (l !== undefined || s !== undefined) {
    const m = l === undefined || s === undefined ? 'lfit' : action.m;
    return size.w >= size.h ? boxed(size, { ...action, m }, l, s) : boxed(size, { ...action, m }, s, l);
  }
  return scaled(size, [p ?? 100, 100]);
}

function boxed(size: Sides, { m, limit }: { m: string; limit: 0 | 1 }, w?: number, h?: number): Sides {
  const alone = m === 'fill' || m === 'pad' || m === 'fixed' ? { w: w ?? h, h: h ?? w } : { w, h };
  const scales: Scale[] = [];
  if (alone.w !== undefined) scales.push([alone.w, size.w]);
  if (alone.h !== undefined) scales.push([alone.h, size.h]);
  const [first = [1, 1], last = first] = scales;
  const [smaller, larger] = less(last, first) ? [last, first] : [first, last];
  const scale = m === 'lfit' || m === 'pad' ? smaller : larger;
  if (limit === 1 && grows(scale)) return size;
  return m === 'lfit' || m === 'mfit' ? scaled(size, scale) : { w: alone.w ?? 0, h: alone.h ?? 0 };
}

function cropped(size: Sides, { w, h, x, y, g }: Extract<ModelAction, { name: 'crop' }>): Sides | undefined {
  const across = overlap(size.w, w, x, /ne|^east|se/.test(g) ? 'end' : /nw|west|sw/.test(g) ? 'start' : 'middle');
  const down = overlap(size.h, h, y, /^s/.test(g) ? 'end' : /^n/.test(g) ? 'start' : 'middle');
  return across > 0 && down > 0 ? { w: across, h: down } : undefined;
}

/** How much of [0, length) an interval covers which is moved to the right from its place. */
function overlap(length: number, wanted: number, moved: number, place: 'start' | 'middle' | 'end'): number {
  const kept = wanted === 0 || wanted > length ? length : wanted;
  const room = length - kept;
  const start = moved + (place === 'start' ? 0 : place === 'end' ? room : (room - (room % 2)) / 2);
  return Math.min(length, start + kept) - start;
}

function sliced(size: Sides, { x, y, i }: Extract<ModelAction, { name: 'indexcrop' }>): Sides {
  const cuts = (length: number, step: number) => {
    const slices: number[] = [];
    for (let left = length; left > 0; left -= step) slices.push(Math.min(step, left));
    return slices[i] ?? length;
  };
  return y !== undefined ? { w: size.w, h: cuts(size.h, y) } : { w: cuts(size.w, x ?? size.w), h: size.h };
}

/** The box around the four corners after the turn. Right angles are exact. */
function turned({ w, h }: Sides, degrees: number): Sides {
  if (degrees % 180 === 0) return { w, h };
  if (degrees % 90 === 0) return { w: h, h: w };
  const radians = (degrees * Math.PI) / 180;
  const corners = [
    [0, 0],
    [w, 0],
    [0, h],
    [w, h],
  ].map(([x = 0, y = 0]) => [
    x * Math.cos(radians) - y * Math.sin(radians),
    x * Math.sin(radians) + y * Math.cos(radians),
  ]);
  const extent = (axis: 0 | 1) => {
    const places = corners.map((corner) => corner[axis] ?? 0);
    return Math.max(1, Math.round(Math.max(...places) - Math.min(...places)));
  };
  return { w: extent(0), h: extent(1) };
}
