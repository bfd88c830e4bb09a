/** Frames of clips that are unlike others: in their container, their clock, their turn, their pixels. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { clip, clipDirectory, encode, ffmpeg, GOP, HEIGHT, h264, hasFfmpeg, numberOf, WIDTH } from '../clips.js';
import { numbersAt, snapped, videoOf } from '../process/video/snapshots.js';

const TIMES = [0, 1999, 2000, 2001, 7000, 9960, 50_000];
const EXACT = [0, 49, 50, 50, 175, 249, 249];
const FAST = [0, 0, 50, 50, 150, 200, 200];

const inDirectory = (name: string) => join(clipDirectory(), name);

describe.skipIf(!hasFfmpeg)('containers', () => {
  test.each([
    ['the index at the end', () => clip('h264', 'mp4')],
    ['the index in front', () => h264('front.mp4', '-movflags', '+faststart')],
    ['fragments', () => h264('fragments.mp4', '-movflags', '+frag_keyframe+empty_moov')],
    ['fragments of one frame', () => h264('frames.mp4', '-movflags', '+frag_every_frame+empty_moov+default_base_moof')],
    ['Matroska without an index', () => h264('live.mkv', '-live', '1')],
    ['a transport stream with a clock of its own', () => h264('clock.ts', '-output_ts_offset', '5000')],
  ])('%s', async (_, made) => {
    const path = made();
    expect(await numbersAt(path, TIMES)).toEqual(EXACT);
    expect(await numbersAt(path, TIMES, ',m_fast')).toEqual(FAST);
  });
});

describe.skipIf(!hasFfmpeg)('clocks', () => {
  test('frames at uneven times', async () => {
    // Frame n at 40 n + 320 floor(n / 10) milliseconds: after every tenth comes a pause.
    const path = h264('uneven.mkv', '-vf', "setpts='(N*40+floor(N/10)*320)/1000/TB'", '-fps_mode', 'passthrough');
    expect(await numbersAt(path, [359, 360, 361, 719, 720, 759, 760, 3599, 3600])).toEqual([
      8, 9, 9, 9, 10, 10, 11, 49, 50,
    ]);
    expect(await numbersAt(path, [3599, 3600, 3601, 60_000], ',m_fast')).toEqual([0, 50, 50, 200]);
  });

  test('frames between two milliseconds', async () => {
    const path = inDirectory('ntsc.mp4');
    encode(path, ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50'], { rate: '30000/1001', frames: 100 });
    // Frame n at n * 33.3666… milliseconds.
    expect(await numbersAt(path, [33, 34, 66, 67, 1000, 1001, 1668, 1669])).toEqual([0, 1, 1, 2, 29, 30, 49, 50]);
  });

  test('the picture begins later than the sound: time counts from the first frame', async () => {
    const path = inDirectory('later.mkv');
    const sound = ['-f', 'lavfi', '-i', 'sine=d=12'];
    ffmpeg(
      ...sound,
      '-itsoffset',
      '0.7',
      '-i',
      clip('h264', 'mp4'),
      '-map',
      '1:v',
      '-map',
      '0:a',
      '-c:v',
      'copy',
      path,
    );
    expect((await videoOf(path)).start).toBeGreaterThan(600_000);
    expect(await numbersAt(path, TIMES)).toEqual(EXACT);
    expect(await numbersAt(path, TIMES, ',m_fast')).toEqual(FAST);
  });

  test('three hours, a frame every eleven seconds', async () => {
    const path = inDirectory('hours.mp4');
    encode(path, ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-sc_threshold', '0'], {
      frames: 1000,
      rate: '1/11',
    });
    expect(await numbersAt(path, [0, 10_999, 11_000, 9_900_500, 10_989_000, 20_000_000])).toEqual([
      0, 0, 1, 900, 999, 999,
    ]);
    expect(await numbersAt(path, [9_900_500, 20_000_000], ',m_fast')).toEqual([900, 960]);
  });

  test('one frame', async () => {
    const path = inDirectory('one.mp4');
    encode(path, ['-c:v', 'libx264'], { frames: 1 });
    expect(await numbersAt(path, [0, 1, 5000])).toEqual([0, 0, 0]);
  });

  test('cut between two key frames, by an edit list: what it hides is needed, and is not shown', async () => {
    const path = inDirectory('cut.mp4');
    ffmpeg('-ss', '3.32', '-i', clip('h264', 'mp4'), '-c', 'copy', path);
    expect(await numbersAt(path, [0, 300, 679, 680, 5000, 50_000])).toEqual([83, 90, 99, 100, 208, 249]);
    // The key frame before these is hidden: the first that is seen stands in for it.
    expect(await numbersAt(path, [0, 679, 700, 50_000], ',m_fast')).toEqual([100, 100, 100, 200]);
  });

  test('joined between two key frames: until the first of them it stands in for what nobody can show', async () => {
    const path = inDirectory('joined.mkv');
    ffmpeg('-i', clip('h264', 'mkv'), '-c', 'copy', '-bsf:v', String.raw`noise=drop=lt(n\,60)`, path);
    expect((await videoOf(path)).start).toBe(2_480_000);
    expect(await numbersAt(path, [0, 1519, 1520, 1560, 50_000])).toEqual([100, 100, 100, 101, 249]);
    expect(await numbersAt(path, [0, 5000, 50_000], ',m_fast')).toEqual([100, 150, 200]);
  });

  test('one key frame, far away', async () => {
    const path = inDirectory('far.mkv');
    encode(path, ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '1000', '-sc_threshold', '0']);
    expect(await numbersAt(path, [9000])).toEqual([225]);
    expect(await numbersAt(path, [9000], ',m_fast')).toEqual([0]);
  });
});

describe.skipIf(!hasFfmpeg)('pictures', () => {
  const MATRICES = [
    [1, 0, 0, 1],
    [-1, 0, 0, 1],
    [-1, 0, 0, -1],
    [1, 0, 0, -1],
    [0, 1, 1, 0],
    [0, 1, -1, 0],
    [0, -1, -1, 0],
    [0, -1, 1, 0],
  ];

  /** A frame with a mark in one corner, so that no two turns look alike. */
  function corner(): string {
    const path = inDirectory('corner.mp4');
    const draw = 'color=s=160x96:c=blue:r=25:d=1,drawbox=w=40:h=20:c=red:t=fill';
    ffmpeg('-f', 'lavfi', '-i', draw, '-c:v', 'libx264', '-pix_fmt', 'yuv444p', '-qp', '1', path);
    return path;
  }

  test.each(MATRICES.map((matrix, n) => ({ matrix, orientation: n + 1 })))(
    'turned as orientation $orientation',
    async ({ matrix, orientation }) => {
      const plain = await snapped(corner(), 'snapshot,t_0,f_png');
      const bytes = readFileSync(corner());
      const at = bytes.indexOf('tkhd') + 44;
      for (const [n, offset] of [0, 4, 12, 16].entries()) bytes.writeInt32BE(Number(matrix[n]) * 65_536, at + offset);
      const path = inDirectory(`turned${orientation}.mp4`);
      writeFileSync(path, bytes);
      const turned = await sharp((await snapped(path, 'snapshot,t_0,f_png')).bytes)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const tagged = await sharp(plain.bytes).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
      const expected = await sharp(tagged).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([turned.info.width, turned.info.height]).toEqual([expected.info.width, expected.info.height]);
      const differences = turned.data.map((value, i) => Math.abs(value - Number(expected.data[i])));
      expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(6);
    },
  );

  test('forced to stand and to lie, in a size of its own', async () => {
    const sizeOf = async (chain: string) => {
      const { width, height } = await sharp((await snapped(clip('h264', 'mp4'), chain)).bytes).metadata();
      return [width, height];
    };
    expect(await sizeOf('snapshot,t_0,f_jpg,ar_h')).toEqual([HEIGHT, WIDTH]);
    expect(await sizeOf('snapshot,t_0,f_jpg,ar_h,w_48')).toEqual([48, 80]);
    expect(await sizeOf('snapshot,t_0,f_jpg,ar_w')).toEqual([WIDTH, HEIGHT]);
    expect(await sizeOf('snapshot,t_0,f_jpg,w_7,h_5')).toEqual([7, 5]);
  });

  test('pixels that are not square', async () => {
    const path = h264('wide.mp4', '-vf', 'setsar=2');
    const frame = await snapped(path, 'snapshot,t_4000,f_png');
    expect(await sharp(frame.bytes).metadata()).toMatchObject({ width: 2 * WIDTH, height: HEIGHT });
    expect(await numberOf(frame.bytes)).toBe(2 * GOP);
  });

  test('a stream whose pictures change their size', async () => {
    const [first, second] = [
      h264('first.ts', '-t', '4'),
      h264('second.ts', '-vf', 'scale=320:192', '-output_ts_offset', '4.08'),
    ];
    const path = inDirectory('both.ts');
    writeFileSync(path, Buffer.concat([readFileSync(first), readFileSync(second)]));
    expect(await numbersAt(path, [1000, 3960, 4000, 6000])).toEqual([25, 99, 0, 50]);
  });
});
