/** The table of video/snapshot, and the sizes and turns that come of it. Numbers only: no video is opened. */
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planKey, planOf } from '#src/process/plan.js';
import type { VideoFacts } from '#src/process/video/facts.js';
import { factsOfFrame, frameOf, type SnapshotValues } from '#src/process/video/snapshot.js';

const VIDEO: VideoFacts = {
  container: 'mov',
  stream: 0,
  width: 1920,
  height: 1080,
  aspect: 1,
  orientation: 1,
  start: 40_000,
  end: 10_040_000,
};

function planned(tokens: string): SnapshotValues {
  const { snapshot } = planOf(`video/snapshot,${tokens}`, GUIDE_LIMITS);
  if (snapshot === undefined) throw new Error('no snapshot');
  return snapshot;
}

const frame = (tokens: string, video: Partial<VideoFacts> = {}) =>
  frameOf(planned(`t_0,f_jpg,${tokens}`), { ...VIDEO, ...video });

const size = (tokens: string, video: Partial<VideoFacts> = {}) => {
  const { width, height } = frame(tokens, video);
  return [width, height];
};

function refusal(work: () => unknown): OssError {
  try {
    work();
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('the table', () => {
  test.each([
    ['t_7000,f_jpg,w_800,h_600,m_fast', { t: 7000, w: 800, h: 600, m: 'fast', f: 'jpg', ar: 'auto' }],
    ['f_png,t_0', { t: 0, w: 0, h: 0, f: 'png', ar: 'auto' }],
    ['t_2147483647,f_jpeg,w_0,h_0,ar_w', { t: 2_147_483_647, w: 0, h: 0, f: 'jpg', ar: 'w' }],
    ['t_1,t_2,f_png,f_jpg,zz_1,', { t: 2, w: 0, h: 0, f: 'jpg', ar: 'auto' }],
  ])('%s', (tokens, values) => {
    expect(planned(tokens)).toEqual(values);
  });

  test.each([
    ['t_-1,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_x,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_1.5,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_1e3,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_2147483648,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_,f_jpg', 'InvalidArgument', 't', 'an integer from 0 to 2147483647'],
    ['f_jpg', 'MissingArgument', 't', 'an integer from 0 to 2147483647'],
    ['t_0,f_jpg,w_-800', 'InvalidArgument', 'w', 'an integer from 0 to 2147483647'],
    ['t_0,f_jpg,h_1x', 'InvalidArgument', 'h', 'an integer from 0 to 2147483647'],
    ['t_0,f_jpg,m_slow', 'InvalidArgument', 'm', 'one of fast'],
    ['t_0,f_jpg,ar_180', 'InvalidArgument', 'ar', 'one of auto, h, w'],
    ['t_0,f_gif', 'InvalidArgument', 'f', 'one of jpg, png'],
    ['t_0,f_JPG', 'InvalidArgument', 'f', 'one of jpg, png'],
    ['t_0', 'MissingArgument', 'f', 'one of jpg, png'],
  ])('refuses %s', (tokens, code, name, allowed) => {
    const error = refusal(() => planned(tokens));
    expect(error).toMatchObject({ code, status: 400, fields: { ArgumentName: name } });
    expect(error.message).toContain(allowed);
    expect(error.ec).toBe(name === 't' ? '0053-00000101' : undefined);
  });

  test('two spellings are one plan, another frame is another', () => {
    const key = (tokens: string) => planKey(planOf(`video/snapshot,${tokens}`, GUIDE_LIMITS));
    expect(key('t_1,f_jpg')).toBe(key('f_jpeg,t_01,w_0,ar_auto,zz_9'));
    const keys = ['t_1,f_jpg', 't_2,f_jpg', 't_1,f_png', 't_1,f_jpg,m_fast', 't_1,f_jpg,w_1', 't_1,f_jpg,ar_h'].map(
      key,
    );
    expect(new Set([...keys, planKey(planOf('image/resize,w_1', GUIDE_LIMITS))]).size).toBe(7);
  });

  test('what follows behind a bar works on the frame', () => {
    const plan = planOf('video/snapshot,t_0,f_png|image/resize,w_100|image/format,webp', GUIDE_LIMITS);
    expect(plan.steps.map(({ operation }) => operation)).toEqual(['auto-orient', 'resize']);
    expect(plan.settings).toEqual({ format: 'webp' });
    expect(factsOfFrame(planned('t_0,f_png'), VIDEO)).toMatchObject({ format: 'png', width: 1920, frames: 1 });
  });
});

describe('the size', () => {
  test.each([
    ['', [1920, 1080]],
    ['w_0,h_0', [1920, 1080]],
    ['w_800', [800, 450]],
    ['w_800,h_0', [800, 450]],
    ['h_450', [800, 450]],
    ['w_800,h_600', [800, 600]],
    ['w_1920,h_1080', [1920, 1080]],
    ['w_1', [1, 1]],
    ['ar_w', [1920, 1080]],
    ['ar_h', [1080, 1920]],
    ['ar_h,w_540', [540, 960]],
  ])('%s', (tokens, expected) => {
    expect(size(tokens)).toEqual(expected);
  });

  test.each([
    ['w_1921', {}, 'w', '1920'],
    ['h_1081', {}, 'h', '1080'],
    ['w_1081', { orientation: 6 }, 'w', '1080'],
    ['h_1081,ar_w', { orientation: 6 }, 'h', '1080'],
    ['w_1025', { width: 720, height: 576, aspect: 64 / 45 }, 'w', '1024'],
  ] as const)('%s is larger than the video %j', (tokens, video, name, side) => {
    const error = refusal(() => frame(tokens, video));
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400, fields: { ArgumentName: name } });
    expect(error.message).toContain(`Allowed: an integer from 0 to ${side},`);
  });

  test('pixels are made square, the height stays', () => {
    expect(size('', { width: 720, height: 576, aspect: 64 / 45 })).toEqual([1024, 576]);
    expect(size('', { width: 720, height: 480, aspect: 8 / 9 })).toEqual([640, 480]);
    expect(size('', { width: 720, height: 576, aspect: 64 / 45, orientation: 8 })).toEqual([576, 1024]);
    expect(size('', { width: 2, height: 576, aspect: 1 / 65_535 })).toEqual([1, 576]);
  });
});

describe('the turn', () => {
  test.each([
    ['', 1, []],
    ['', 6, [6]],
    ['ar_auto', 3, [3]],
    ['ar_h', 6, [6]],
    ['ar_w', 6, [6, 6]],
    ['ar_h', 1, [6]],
    ['ar_h', 3, [3, 6]],
  ])('%s of orientation %i', (tokens, orientation, turns) => {
    expect(frame(tokens, { orientation }).turns).toEqual(turns);
  });

  test('a square is neither wider nor higher', () => {
    expect(frame('ar_h', { width: 9, height: 9 }).turns).toEqual([]);
    expect(frame('ar_w', { width: 9, height: 9 }).turns).toEqual([]);
  });
});

test('times count from the first frame; beyond the end it is looked for at the end', () => {
  const at = (t: number, video: Partial<VideoFacts> = {}) => frameOf(planned(`t_${t},f_jpg`), { ...VIDEO, ...video });
  expect(at(0)).toMatchObject({ at: 40_000, near: 40_000, fast: false });
  expect(at(7000)).toMatchObject({ at: 7_040_000, near: 7_040_000 });
  expect(at(60_000)).toMatchObject({ at: 60_040_000, near: 10_040_000 });
  expect(at(60_000, { end: 0 })).toMatchObject({ near: 40_000 });
  const { end: _, ...endless } = VIDEO;
  expect(frameOf(planned('t_9000,f_jpg'), endless).near).toBe(9_040_000);
});
