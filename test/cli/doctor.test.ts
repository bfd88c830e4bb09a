import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aptStanding, installPackages } from '#src/cli/install.js';
import { scripts } from '#src/process/text/bundled.js';
import { tintype } from './tintype.js';

/** Any font will do. */
const SAMPLE_FONT = scripts();

/** A directory of small programs that stands for the machine's PATH. */
let bin = '';
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-doctor-'));
  bin = join(directory, 'bin');
  mkdirSync(bin);
});
afterEach(() => rmSync(directory, { recursive: true }));

function program(name: string, script: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const doctor = (...args: string[]) =>
  tintype(['doctor', '--data', join(directory, 'data'), ...args], { env: environment() });

/** No fonts but those of the test. */
const environment = () => ({ PATH: bin, XDG_DATA_DIRS: directory, XDG_DATA_HOME: join(directory, 'home') });

function everythingHere(): void {
  program('ffmpeg', 'echo "ffmpeg version 7.1.2-0+deb13u1 Copyright (c) 2000-2025 the FFmpeg developers"');
  program('ffprobe', 'echo "ffprobe version 7.1.2"');
  program('prlimit', 'echo "prlimit from util-linux 2.41"');
  mkdirSync(join(directory, 'fonts', 'truetype'), { recursive: true });
  const fonts = ['wqy-zenhei.ttc', 'wqy-microhei.ttc', 'DroidSansFallbackFull.ttf'];
  for (const font of fonts) copyFileSync(SAMPLE_FONT, join(directory, 'fonts', 'truetype', font));
}

describe('what is here', () => {
  test('a complete machine is told part by part and ends with 0', async () => {
    everythingHere();
    const { code, stderr } = await doctor();
    expect(stderr).not.toContain('MISSING');
    expect(code).toBe(0);
    expect(stderr).toContain(`here     Node.js              ${process.versions.node}`);
    expect(stderr).toMatch(/sharp +\d+\.\d+\.\d+ with libvips \d+\.\d+\.\d+: jpeg png webp gif tiff avif/);
    expect(stderr).toMatch(/JPEG decoder +WebAssembly with SIMD/);
    expect(stderr).toMatch(/ffmpeg +7\.1\.2-0\+deb13u1 with ffprobe/);
    expect(stderr).toContain(`Droid Sans Fallback  ${directory}/fonts/truetype/DroidSansFallbackFull.ttf\n`);
    expect(stderr).toContain(
      `wqy-zenhei         DejaVu Sans (installed, ${directory}/fonts/truetype/wqy-zenhei.ttc)\n`,
    );
    expect(stderr).toContain('fangzhengkaiti     LXGW WenKai (stand-in)\n');
    expect(stderr).toMatch(/prlimit +util-linux 2\.41/);
    expect(stderr).toMatch(/data directory +.*data will be made, [\d,]+ GB free/);
  });

  test('--quiet has nothing to say of it', async () => {
    everythingHere();
    expect(await doctor('--quiet')).toMatchObject({ code: 0, stderr: '' });
  });

  test('each missing part is told with what it is for, and how to get all of them in one line', async () => {
    const { code, stderr } = await doctor();
    expect(code).toBe(1);
    expect(stderr).toMatch(/MISSING {2}ffmpeg +for frames out of videos/);
    expect(stderr).toMatch(/MISSING {2}WenQuanYi Zen Hei +for a Chinese face/);
    expect(stderr).toMatch(/MISSING {2}prlimit +for a hard memory ceiling/);
    const last = stderr.trim().split('\n').at(-1);
    expect(last).toMatch(/^Missing: ffmpeg, WenQuanYi Zen Hei, WenQuanYi Micro Hei, Droid Sans Fallback, prlimit\. /);
  });

  test("a font of one's own is told by its name", async () => {
    everythingHere();
    const file = join(directory, 'Kai.ttf');
    copyFileSync(SAMPLE_FONT, file);
    const { stderr } = await doctor('--face', `fangzhengkaiti=${file}`);
    expect(stderr).toContain(`fangzhengkaiti     DejaVu Sans (yours, ${file})\n`);
    writeFileSync(file, 'no font');
    expect(await doctor('--face', `fangzhengkaiti=${file}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no font file'),
    });
  });

  test('ffmpeg without ffprobe is not enough', async () => {
    everythingHere();
    rmSync(join(bin, 'ffprobe'));
    const { code, stderr } = await doctor('--quiet');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Missing: ffmpeg\. [^\n]+\n$/);
  });

  test('a data directory that cannot be one is told', async () => {
    everythingHere();
    writeFileSync(join(directory, 'file'), '');
    const args = ['doctor', '--data', join(directory, 'file', 'data')];
    const { code, stderr } = await tintype(args, { env: environment() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/MISSING {2}data directory[^\n]*\n +to get it: give this user write access to .*file\/data/);
  });

  test('who has read the advice is not sent to it once more', async () => {
    everythingHere();
    writeFileSync(join(directory, 'file'), '');
    const args = ['doctor', '--data', join(directory, 'file', 'data')];
    const loud = await tintype(args, { env: environment() });
    expect(loud.stderr).toMatch(/\nMissing: data directory\. What to do stands above\.\n$/);
    const quiet = await tintype([...args, '--quiet'], { env: environment() });
    expect(quiet.stderr).toBe('Missing: data directory. tintype doctor says what to do.\n');
  });
});

describe('where packages can be installed', () => {
  test.each([
    ['ID=debian', 0, 'ready'],
    ['ID=ubuntu\nID_LIKE=debian', 0, 'ready'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', 1000, 'not root'],
    ['ID=fedora', 0, 'no apt'],
  ])('%j as user %i: %s', async (release, uid, standing) => {
    program('apt-get', 'true');
    const releaseFile = join(directory, 'os-release');
    writeFileSync(releaseFile, `${release}\n`);
    expect(await aptStanding({ PATH: bin }, { releaseFile, uid })).toBe(standing);
  });

  test('a Debian without apt-get, or no Linux at all, has none', async () => {
    const releaseFile = join(directory, 'os-release');
    expect(await aptStanding({ PATH: bin }, { releaseFile, uid: 0 })).toBe('no apt');
    writeFileSync(releaseFile, 'ID=debian\n');
    expect(await aptStanding({ PATH: bin }, { releaseFile, uid: 0 })).toBe('no apt');
  });
});

describe('installing', () => {
  const calls = (): string[] => readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');

  function apt(script = ''): void {
    program('apt-get', `echo "$DEBIAN_FRONTEND $*" >> ${directory}/calls\n${script}`);
    program('apt-cache', 'echo "ffmpeg:\n  Candidate: 7:7.1"; echo "fonts-old:\n  Candidate: (none)"');
  }

  async function install(packages: readonly string[], limit?: AbortSignal): Promise<string> {
    const stderr = new PassThrough();
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    await installPackages(packages, { env, stdin: Readable.from([]), stdout: new PassThrough(), stderr }, limit);
    stderr.end();
    return text(stderr);
  }

  /** The limit is reached when the step has written the file `mark`. */
  async function installUntil(mark: string): Promise<string> {
    const limit = new AbortController();
    const said = install(['ffmpeg'], limit.signal);
    await expect.poll(() => existsSync(join(directory, mark))).toBe(true);
    limit.abort();
    return said;
  }

  test('looks, downloads and unpacks what the release has, without questions', async () => {
    apt();
    const said = await install(['ffmpeg', 'fonts-old', 'fonts-unheard-of']);
    expect(calls().map((call) => call.replace(/-q .*=\d+ (?=update|install)/, ''))).toEqual([
      'noninteractive update',
      'noninteractive install --yes --no-install-recommends ffmpeg --download-only',
      'noninteractive install --yes --no-install-recommends ffmpeg --no-download',
    ]);
    expect(said).toMatch(/^Installing ffmpeg fonts-old fonts-unheard-of with apt-get, in at most 120 s\.\n/);
    expect(said).toContain('have no fonts-old, fonts-unheard-of');
  });

  test('a failed update is not the end, a failed download is, in its own words', async () => {
    apt('case "$*" in *update*) exit 100;; *download-only*) echo "E: Unable to fetch"; exit 100;; esac');
    const said = await install(['ffmpeg']);
    expect(calls()).toHaveLength(2);
    expect(said).toMatch(/apt-get failed: exit code 100/);
    expect(said).toMatch(/apt-get failed: E: Unable to fetch\n/);
  });

  test('a download is ended when the time is up', async () => {
    apt(
      `case "$*" in *download-only*) echo $$ > ${directory}/its; mv ${directory}/its ${directory}/pid; exec sleep 60;; esac`,
    );
    expect(await installUntil('pid')).toContain('given up for now; tintype doctor --install tries again');
    const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'));
    await expect.poll(() => isThere(pid)).toBe(false);
  });

  test('unpacking is left to finish by itself', async () => {
    const wait = `touch ${directory}/begun; while [ -d ${directory} ] && [ ! -e ${directory}/go ]; do sleep 0.05; done; touch ${directory}/whole`;
    apt(`case "$*" in *no-download*) ${wait};; esac`);
    expect(await installUntil('begun')).toContain('that takes longer; it finishes by itself');
    writeFileSync(join(directory, 'go'), '');
    await expect.poll(() => existsSync(join(directory, 'whole'))).toBe(true);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
