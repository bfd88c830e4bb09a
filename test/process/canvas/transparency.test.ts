/**
 * What is transparent has a colour, too, which nobody may see: not in the soft edges that resizing, turning and blurring
 * make, and not in a format without alpha, where white lies below.
 */
import { describe, expect, it } from 'vitest';
import { Canvas, type Raster } from '#src/process/canvas.js';
import type { Output } from '#src/process/output.js';
import {
  animatedWebp,
  decoded,
  drawn,
  type Pixel,
  png,
  probe,
  sourceOf,
  tiff,
  translucent,
  webp,
} from '../../pictures.js';

const ORANGE = [240, 150, 40] as const;
const GROUNDS: Readonly<Record<string, Pixel>> = {
  black: [0, 0, 0, 0],
  white: [255, 255, 255, 0],
  blue: [0, 40, 255, 0],
};

/** An orange disc, opaque or half so; around it there is nothing, in a colour of its own. */
function disc(ground: Pixel, alpha = 255): Raster {
  return drawn(90, 70, (x, y) => (Math.hypot(x - 44, y - 34) < 25 ? [...ORANGE, alpha] : ground));
}

const DRAWINGS: Readonly<Record<string, (canvas: Canvas) => void>> = {
  'a smaller size': (canvas) => canvas.resize(31, 25),
  'a larger size': (canvas) => canvas.resize(150, 130),
  'a turn': (canvas) => canvas.rotate(17),
  'a blur': (canvas) => canvas.blur(3, 8),
  'a turn, smaller': (canvas) => {
    canvas.rotate(17);
    canvas.resize(50, 50);
  },
  'smaller, turned': (canvas) => {
    canvas.resize(50, 50);
    canvas.rotate(17);
  },
  'turned twice': (canvas) => {
    canvas.rotate(17);
    canvas.rotate(50);
  },
  'a turn, blurred': (canvas) => {
    canvas.rotate(17);
    canvas.blur(2, 5);
  },
  'blurred, turned and cropped': (canvas) => {
    canvas.blur(2, 5);
    canvas.rotate(200);
    canvas.crop({ left: 10, top: 5, width: 60, height: 50 });
  },
  'a quarter turn, larger': (canvas) => {
    canvas.rotate(90);
    canvas.resize(200, 190);
  },
};

const PNG: Output = { format: 'png', interlace: false, animated: false };
const JPG: Output = { format: 'jpg', quality: 100, interlace: false, animated: false };

describe.each(Object.keys(GROUNDS))('on a transparent %s', (name) => {
  const ground = GROUNDS[name] ?? [0, 0, 0, 0];

  it.each(Object.keys(DRAWINGS))('%s keeps the colour up to its edges', async (drawing) => {
    for (const alpha of [255, 120]) {
      for (const file of [await png(disc(ground, alpha)), await tiff(disc(ground, alpha))]) {
        const canvas = Canvas.open(sourceOf(file), { animated: false });
        DRAWINGS[drawing]?.(canvas);
        const result = await decoded(await canvas.encode(PNG));
        expect(result.channels).toBe(4);
        expect(fringes(result)).toEqual([]);
      }
    }
  });

  it.each(Object.keys(DRAWINGS))('%s lies on white in a JPEG', async (drawing) => {
    const canvas = Canvas.open(sourceOf(await png(disc(ground))), { animated: false });
    DRAWINGS[drawing]?.(canvas);
    const [seen, flattened] = [await canvas.pixels(), await decoded(await canvas.encode(JPG))];
    expect(flattened.channels).toBe(3);
    expect(differencesFrom(seen, flattened, 16)).toEqual([]);
  });
});

/**
 * Pixels that are darker than the disc or of another hue, as far as they are seen; multiplying by alpha rounds by up to
 * three levels. Brighter they may be: Lanczos overshoots, and alpha is cut off at 255 where colours are not.
 */
function fringes(raster: Raster): unknown[] {
  const found: unknown[] = [];
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = probe(raster, x, y);
      const darker = Math.max(ORANGE[0] - red, ORANGE[1] - green, ORANGE[2] - blue);
      const bluer = Math.abs(blue - (green * ORANGE[2]) / ORANGE[1]);
      const brighter = green - 1.2 * ORANGE[1];
      if ((Math.max(darker, bluer, brighter) * alpha) / 255 > 3.5) found.push([x, y, red, green, blue, alpha]);
    }
  }
  return found.slice(0, 5);
}

/** Where the JPEG is not what its picture is on white. It stores colours at half the size, so brightness is compared. */
function differencesFrom(seen: Raster, flattened: Raster, tolerance: number): unknown[] {
  const found: unknown[] = [];
  for (let y = 0; y < seen.height; y++) {
    for (let x = 0; x < seen.width; x++) {
      const pixel = probe(seen, x, y);
      const alpha = pixel[3] ?? 255;
      const expected = (brightness(pixel) * alpha) / 255 + 255 - alpha;
      const actual = brightness(probe(flattened, x, y));
      if (Math.abs(actual - expected) > tolerance) found.push([x, y, actual, expected]);
    }
  }
  return found.slice(0, 5);
}

function brightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

describe('an opaque picture', () => {
  const soft = drawn(90, 70, (x, y) => {
    const light = 60 + 100 * Math.sin(x / 23) ** 2 + 60 * Math.sin(y / 17) ** 2;
    return [light, light, light];
  });
  const more: Readonly<Record<string, (canvas: Canvas) => void>> = {
    'turned, darker': (canvas) => {
      canvas.rotate(30);
      canvas.linear(0.5, 0);
    },
    'darker, turned': (canvas) => {
      canvas.linear(0.5, 0);
      canvas.rotate(30);
    },
    'turned, masked, turned': (canvas) => {
      canvas.rotate(30);
      canvas.mask(new Uint8Array(canvas.width * canvas.height).fill(128));
      canvas.rotate(70);
    },
    'turned under a mark': (canvas) => {
      canvas.rotate(30);
      canvas.overlay(Canvas.of(translucent(40, 30, 90)), { left: 3, top: 2, opacity: 60 });
    },
    'turned, sharper': (canvas) => {
      canvas.rotate(30);
      canvas.sharpen(2);
    },
    'turned, on a canvas': (canvas) => {
      canvas.rotate(30);
      canvas.pad({ width: canvas.width + 10, height: canvas.height + 6, left: 4, top: 4, color: '303030' });
    },
  };

  it.each(Object.entries({ ...DRAWINGS, ...more }))('%s has white corners in a JPEG', async (name, draw) => {
    // Lanczos rings at the corners' edges: where they are white already, it is the white that rings.
    const tolerance = name === 'a turn, smaller' ? 24 : 10;
    for (const file of [await png(soft), await webp(soft, 100)]) {
      const canvas = Canvas.open(sourceOf(file), { animated: false });
      draw(canvas);
      const [seen, flattened] = [await canvas.pixels(), await decoded(await canvas.encode(JPG))];
      expect(differencesFrom(seen, flattened, tolerance)).toEqual([]);
    }
  });
});

it('alpha is kept by PNG, WebP and TIFF', async () => {
  for (const file of [await png(disc([0, 0, 0, 0], 120)), await webp(disc([0, 0, 0, 0], 120), 100)]) {
    for (const format of ['png', 'webp', 'tiff'] as const) {
      const canvas = Canvas.open(sourceOf(file), { animated: false });
      canvas.crop({ left: 4, top: 4, width: 80, height: 60 });
      const result = await decoded(await canvas.encode({ ...PNG, format, quality: 100 }));
      expect([probe(result, 40, 30)[3], probe(result, 1, 1)[3]]).toEqual([120, 0]);
    }
  }
});

it('an opaque picture gets no alpha that it does not need', async () => {
  const opaque = drawn(40, 30, (x) => [x, 100, 200]);
  const canvas = Canvas.open(sourceOf(await png(opaque)), { animated: false });
  canvas.resize(20, 20);
  expect((await decoded(await canvas.encode(PNG))).channels).toBe(3);
});

it('every frame of an animation keeps its soft edges', async () => {
  const frames = [disc([0, 0, 0, 0]), disc([255, 255, 255, 0], 120)];
  const canvas = Canvas.open(sourceOf(await animatedWebp(frames)), { animated: true });
  canvas.resize(45, 35);
  const file = await canvas.encode({ format: 'webp', quality: 100, interlace: false, animated: true });
  for (const [index, alpha] of [255, 120].entries()) {
    const frame = await decoded(file, index);
    expect(probe(frame, 22, 17)[3]).toBe(alpha);
    expect(probe(frame, 2, 2)[3]).toBe(0);
    const edge = Array.from({ length: 45 }, (_, x) => probe(frame, x, 17)).filter(([, , , a = 0]) => a > 30 && a < 110);
    for (const [red = 0] of edge) expect(red).toBeGreaterThan(180);
  }
});
