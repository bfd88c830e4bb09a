/** What is taken from ffprobe's report, however little it holds. */
import { describe, expect, test } from 'vitest';
import { factsOfReport, type ProbeReport } from '#src/process/video/facts.js';

const STREAM = {
  index: 1,
  width: 640,
  height: 360,
  sample_aspect_ratio: '1:1',
  start_time: '0.080000',
  duration: '10.0',
};
const facts = (report: ProbeReport) => factsOfReport(report, 'mov');
const ofStream = (stream: object) => facts({ streams: [{ ...STREAM, ...stream }], frames: [{ pts_time: '0.08' }] });

test('all of it', () => {
  expect(ofStream({})).toEqual({
    container: 'mov',
    stream: 1,
    width: 640,
    height: 360,
    aspect: 1,
    orientation: 1,
    start: 80_000,
    end: 10_080_000,
  });
});

describe('times', () => {
  test('of the first frame, as exactly as it is known', () => {
    const start = (frames: ProbeReport['frames']) => facts({ streams: [STREAM], ...(frames && { frames }) }).start;
    expect(start([{ pts_time: '1.48', best_effort_timestamp_time: '2' }])).toBe(1_480_000);
    expect(start([{ best_effort_timestamp_time: '2' }])).toBe(2_000_000);
    expect(start([{ pts_time: 'N/A' }])).toBe(80_000);
    expect(start([{ pts_time: '-0.5' }])).toBe(-500_000);
    expect(start([])).toBe(80_000);
    expect(start(undefined)).toBe(80_000);
    expect(start([{ pts_time: '1e300' }])).toBe(80_000);
  });

  test('of the end: of the stream, else of the file, else unknown', () => {
    const end = (stream: object, format?: ProbeReport['format']) =>
      facts({ streams: [{ index: 0, width: 1, height: 1, ...stream }], ...(format && { format }) }).end;
    expect(end({ start_time: '1.5', duration: '2' }, { duration: '9' })).toBe(3_500_000);
    expect(end({ duration: 'N/A' }, { start_time: '1', duration: '9' })).toBe(10_000_000);
    expect(end({})).toBeUndefined();
  });
});

test.each([
  ['64:45', 64 / 45],
  ['0:1', 1],
  ['1:0', 1],
  ['N/A', 1],
  ['-4:3', 1],
])('pixels of %s', (text, aspect) => {
  expect(ofStream({ sample_aspect_ratio: text }).aspect).toBe(aspect);
});

describe('the display matrix', () => {
  const turned = (a: number, b: number, c: number, d: number) => {
    const rows = [`${a} ${b} 0`, `${c} ${d} 0`, '0 0 1073741824'].map((row, n) => `0000000${n}: ${row}`);
    return ofStream({ side_data_list: [{}, { displaymatrix: `\n${rows.join('\n')}\n` }] }).orientation;
  };

  test.each([
    [1, 0, 0, 1, 1],
    [-1, 0, 0, 1, 2],
    [-1, 0, 0, -1, 3],
    [1, 0, 0, -1, 4],
    [0, 1, 1, 0, 5],
    [0, 1, -1, 0, 6],
    [0, -1, -1, 0, 7],
    [0, -1, 1, 0, 8],
  ])('%i %i %i %i', (a, b, c, d, orientation) => {
    expect(turned(a * 65_536, b * 65_536, c * 65_536, d * 65_536)).toBe(orientation);
    expect(turned(a * 32_768 + 3, b * 32_768 - 2, c * 32_768, d * 32_768)).toBe(orientation);
  });

  test('no quarter turn, or no matrix', () => {
    expect(turned(46_341, 46_341, -46_341, 46_341)).toBe(1);
    expect(turned(0, 0, 0, 0)).toBe(1);
    expect(ofStream({ side_data_list: [{ displaymatrix: 'nonsense' }] }).orientation).toBe(1);
  });
});

test.each([
  ['no video stream', {}, 'there is no video stream'],
  ['nothing in the stream', { streams: [{}] }, 'there is no video stream'],
  ['no size', { streams: [{ index: 0 }] }, 'no size'],
  ['no size', { streams: [{ index: 0, width: -1, height: 5 }] }, 'no size'],
] as [string, ProbeReport, string][])('refuses %s', (_, report, message) => {
  expect(() => facts(report)).toThrow(
    expect.objectContaining({ code: 'BadRequest', message: expect.stringContaining(message) }),
  );
});

test('frames that are stored in another order, in a file that knows only the times of storage', () => {
  const report = { streams: [{ ...STREAM, has_b_frames: 2 }] };
  expect(factsOfReport(report, 'avi').untimed).toBe(true);
  expect(factsOfReport(report, 'mov').untimed).toBeUndefined();
  expect(factsOfReport({ streams: [{ ...STREAM, has_b_frames: 0 }] }, 'avi').untimed).toBeUndefined();
});
