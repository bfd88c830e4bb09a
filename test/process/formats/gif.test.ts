import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { gif, refusal } from './headers.js';

const TRANSPARENT = 1;
const RESTORE_TO_BACKGROUND = 2 << 2;

describe('a GIF', () => {
  it('has the size of its canvas', () => {
    expect(factsOfBytes(gif(30, 20, { width: 30, height: 20 }))).toEqual({
      format: 'gif',
      width: 30,
      height: 20,
      frames: 1,
      orientation: 1,
      alpha: false,
    });
  });

  it('may be transparent by a flag, by the way a frame is taken away, or where no image covers the canvas', () => {
    const full = { width: 30, height: 20 };
    expect(factsOfBytes(gif(30, 20, { ...full, control: 0 })).alpha).toBe(false);
    expect(factsOfBytes(gif(30, 20, { ...full, control: TRANSPARENT })).alpha).toBe(true);
    expect(factsOfBytes(gif(30, 20, full, { ...full, control: RESTORE_TO_BACKGROUND })).alpha).toBe(true);
    expect(factsOfBytes(gif(30, 20, { width: 29, height: 20 })).alpha).toBe(true);
    expect(factsOfBytes(gif(30, 20, { width: 30, height: 20, left: 1 })).alpha).toBe(true);
  });

  it.each([
    [gif(20, 20, { width: 10, height: 10 })],
    [gif(20, 20, { width: 40, height: 50 })],
    [gif(20, 20, { left: 15, top: 15, width: 10, height: 10 })],
    [gif(20, 20, { width: 20, height: 20 }, { width: 40, height: 50 })],
    [gif(0, 0, { width: 10, height: 10 })],
    [gif(640, 480, { width: 640, height: 480 })],
    [gif(640, 480, { left: 5, top: 5, width: 10, height: 10 }, { width: 300, height: 30 })],
    [gif(640, 512, { width: 10, height: 10 })],
    [gif(800, 600, { width: 10, height: 10 })],
    [gif(1024, 768, { width: 10, height: 10 })],
    [gif(1280, 1024, { width: 10, height: 10 })],
    [gif(1600, 1200, { width: 10, height: 10 })],
    [gif(1600, 1201, { width: 10, height: 10 })],
    [gif(2048, 100, { width: 10, height: 10 })],
    [gif(2049, 100, { width: 10, height: 10 })],
    [gif(100, 2049, { width: 10, height: 10 })],
  ])('has the canvas and the frames that the decoder will draw (%#)', async (bytes) => {
    const { width, height, pages, pageHeight } = await sharp(bytes, { animated: true }).metadata();
    expect(factsOfBytes(bytes)).toMatchObject({ width, height: pageHeight ?? height, frames: pages });
  });

  it('counts all frames of a file that is read whole', async () => {
    const frames = Buffer.concat(Array.from({ length: 12 }, (_, i) => Buffer.alloc(30 * 20 * 3, i * 20)));
    const bytes = await sharp(frames, { raw: { width: 30, height: 240, channels: 3, pageHeight: 20 } })
      .gif()
      .toBuffer();
    expect(factsOfBytes(bytes)).toMatchObject({ width: 30, height: 20, frames: 12 });
    expect(factsOfBytes(bytes)).not.toHaveProperty('moreFrames');
  });

  it('of a longer file counts those that are read, and at least two', () => {
    const images = Array.from({ length: 20 }, () => ({ width: 30, height: 20, bytes: 10_000 }));
    expect(factsOfBytes(gif(30, 20, ...images))).toMatchObject({ frames: 7, moreFrames: true });
    expect(factsOfBytes(gif(30, 20, { width: 30, height: 20, bytes: 100_000 }))).toMatchObject({
      frames: 2,
      moreFrames: true,
    });
  });

  it('ends where something unknown begins', () => {
    const bytes = Buffer.concat([gif(30, 20, { width: 30, height: 20 }).subarray(0, -1), Buffer.from('junk!!!!')]);
    expect(factsOfBytes(bytes).frames).toBe(1);
  });

  it('is refused with the reason when it has no image', () => {
    expect(refusal(() => factsOfBytes(gif(30, 20))).message).toBe('The picture is damaged: it has no image.');
    expect(refusal(() => factsOfBytes(gif(30, 20).subarray(0, 10))).message).toContain('it ends inside its header');
    const empty = gif(0, 0, { width: 0, height: 9 });
    expect(factsOfBytes(empty)).toMatchObject({ width: 1, height: 9 });
  });
});
