/** Shapes of nature from a seed: the same seed always grows the same mountains. */

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** mulberry32: tiny, fast and the same on every machine, which Math.random is not. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Ridge {
  /** Mean height of the line, in pixels from the top. */
  readonly base: number;
  /** How far it swings from there. */
  readonly swing: number;
  /** 0.45 rolls like hills, 0.6 is jagged like rock. */
  readonly roughness: number;
}

/** A skyline over `width` pixels by midpoint displacement: 257 heights, evenly spaced. */
export function ridgeLine(random: Random, { base, swing, roughness }: Ridge): readonly number[] {
  const heights = new Array<number>(257).fill(0);
  heights[0] = (random() - 0.5) * swing;
  heights[256] = (random() - 0.5) * swing;
  let reach = swing;
  for (let step = 256; step > 1; step /= 2) {
    for (let left = 0; left < 256; left += step) {
      const middle = ((heights[left] ?? 0) + (heights[left + step] ?? 0)) / 2;
      heights[left + step / 2] = middle + (random() - 0.5) * reach;
    }
    reach *= roughness;
  }
  return heights.map((height) => base + height);
}

/** The heights as a closed SVG path that reaches down to `bottom`. */
export function landPath(heights: readonly number[], width: number, bottom: number): string {
  const points = heights.map((height, index) => `L${round((index / (heights.length - 1)) * width)} ${round(height)}`);
  return `M0 ${bottom}${points.join('')}L${width} ${bottom}Z`;
}

/** A conifer that stands at (x, foot). */
export function pinePath(random: Random, x: number, foot: number, height: number): string {
  const tiers = Math.round(9 + height / 55);
  const side = (direction: -1 | 1): string[] =>
    Array.from({ length: tiers }, (_, tier) => {
      const share = (tier + 1) / tiers;
      const reach = height * 0.17 * share ** 0.8 * (0.75 + random() * 0.5) * direction;
      const tip = foot - height * (1 - share * 0.94);
      return `L${round(x + reach)} ${round(tip)}L${round(x + reach * 0.5)} ${round(tip - height * 0.012)}`;
    });
  const right = side(1);
  const left = side(-1).map((tier) => tier.slice(1).split('L').reverse().join('L'));
  return `M${round(x)} ${round(foot - height)}${right.join('')}L${round(x)} ${round(foot)}L${left.reverse().join('L')}Z`;
}

/** Film grain in place: the same offset on all three channels, so it stays grey. */
export function addGrain(pixels: Buffer, random: Random, strength: number): void {
  for (let index = 0; index < pixels.length; index += 3) {
    const offset = (random() + random() - 1) * strength;
    for (let channel = index; channel < index + 3; channel += 1) {
      pixels[channel] = Math.min(255, Math.max(0, (pixels[channel] ?? 0) + offset));
    }
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
