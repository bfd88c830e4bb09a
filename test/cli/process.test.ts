import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ran, type RunOptions, tintype } from './tintype.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-process-'));
});
afterEach(() => rm(directory, { recursive: true }));

const inside = (...names: string[]): string => join(directory, ...names);

function photo(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#4a7' } });
}

async function saved(name: string, width = 400, height = 267): Promise<string> {
  const path = inside(name);
  await photo(width, height).toFile(path);
  return path;
}

async function run(args: readonly string[], options?: RunOptions): Promise<Ran> {
  return tintype(['process', ...args], options);
}

describe('one picture', () => {
  test('goes through the chain into the file of -o, and is told', async () => {
    const [input, output] = [await saved('a.jpg'), inside('small.jpg')];
    const { code, stdout, stderr } = await run([input, 'image/resize,w_200', '-o', output]);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${input} -> ${output} \\(\\d+(\\.\\d)? K?B\\)\\n$`));
    expect(await sharp(output).metadata()).toMatchObject({ format: 'jpeg', width: 200, height: 134 });
    expect(await readdir(directory)).toEqual(['a.jpg', 'small.jpg']);
  });

  test('is turned upright like everywhere else', async () => {
    const input = inside('phone.jpg');
    await photo(400, 200).withMetadata({ orientation: 6 }).toFile(input);
    await run([input, 'image/resize,w_100', '-o', inside('up.png')]);
    await run([input, 'image/resize,w_100/format,png', '-o', inside('up.png')]);
    expect(await sharp(inside('up.png')).metadata()).toMatchObject({ format: 'png', width: 100, height: 200 });
  });

  test('comes from standard input and goes to standard output', async () => {
    const stdin = await photo(400, 267).jpeg().toBuffer();
    const { code, stdout, stderr } = await run(['-', 'image/resize,w_50/format,png', '-o', '-'], { stdin });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await sharp(stdout).metadata()).toMatchObject({ format: 'png', width: 50, height: 33 });
  });

  test('is not printed on a terminal', async () => {
    const { code, stdout, stderr } = await run([await saved('a.jpg'), 'image/rotate,90', '-o', '-'], {
      terminal: true,
    });
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^tintype: -o -: standard output is a terminal, .*\n$/);
  });

  test('a report is printed as the server sends it', async () => {
    const input = await saved('a.png');
    const { code, stdout, stderr } = await run([input, 'image/info']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout.toString())).toEqual({
      FileSize: { value: String((await stat(input)).size) },
      Format: { value: 'png' },
      ImageHeight: { value: '267' },
      ImageWidth: { value: '400' },
    });
  });

  test('a name that promises another format gets a word', async () => {
    const input = await saved('a.jpg');
    const { code, stderr } = await run([input, 'image/resize,w_50', '-o', inside('b.png')]);
    expect(code).toBe(0);
    expect(stderr).toContain('its content is jpg: the chain decides, not the name. Add /format,png?');
    expect((await sharp(inside('b.png')).metadata()).format).toBe('jpeg');
  });

  test('may not be written over itself, whatever the path is called', async () => {
    const input = await saved('a.jpg');
    const before = await readFile(input);
    await symlink(input, inside('link.jpg'));
    await link(input, inside('twin.jpg'));
    for (const output of [input, join(directory, '.', 'a.jpg'), inside('link.jpg'), inside('twin.jpg')]) {
      const { code, stderr } = await run([input, 'image/resize,w_50', '-o', output]);
      expect(code).toBe(1);
      expect(stderr).toContain('would overwrite an input');
    }
    expect((await readFile(input)).equals(before)).toBe(true);
  });

  test('another file is replaced whole', async () => {
    await writeFile(inside('old.jpg'), 'something else, longer than nothing');
    await run([await saved('a.jpg'), 'image/resize,w_50', '-o', inside('old.jpg')]);
    expect(await sharp(inside('old.jpg')).metadata()).toMatchObject({ width: 50 });
  });
});

describe('many pictures', () => {
  test('one bad file does not stop the others; each is told, the sum too, and the end is 1', async () => {
    const good = [await saved('a.jpg'), await saved('b.png'), await saved('c.webp')];
    await writeFile(inside('notes.jpg'), 'this is a text file');
    const half = (await photo(400, 267).jpeg().toBuffer()).subarray(0, 200);
    await writeFile(inside('empty.png'), '');
    await writeFile(inside('half.jpg'), half);
    const bad = [inside('notes.jpg'), inside('empty.png'), inside('half.jpg'), inside('none.jpg'), directory];
    const { code, stderr } = await run([...bad, ...good, 'image/resize,w_40', '--out', inside('out')]);
    expect(code).toBe(1);
    expect((await readdir(inside('out'))).sort()).toEqual(['a.jpg', 'b.png', 'c.webp']);
    for (const path of bad) expect(stderr).toMatch(new RegExp(`^${path}: \\S.*$`, 'm'));
    expect(stderr).toContain(`${inside('none.jpg')}: no such file.`);
    expect(stderr).toContain(`${inside('notes.jpg')}: This image format is not supported.`);
    expect(stderr).toMatch(/\n3 of 8 done in .*out, [\d.]+ K?B in [\d.]+ s, 5 failed\n$/);
    expect(stderr.trim().split('\n')).toHaveLength(9);
  });

  test('files get the extension of what they are', async () => {
    const inputs = [await saved('a.jpg'), await saved('b.png')];
    expect((await run([...inputs, 'image/format,webp', '--out', inside('out')])).code).toBe(0);
    expect((await readdir(inside('out'))).sort()).toEqual(['a.webp', 'b.webp']);
  });

  test('two results of one name do not overwrite each other', async () => {
    const inputs = [await saved('a.jpg'), await saved('a.png')];
    const { code, stderr } = await run([...inputs, 'image/format,webp', '--out', inside('out')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/its result would overwrite that of .*a\.(jpg|png), .*a\.webp/);
    expect(await readdir(inside('out'))).toEqual(['a.webp']);
  });

  test('the directory of the inputs is no place for results of the same names', async () => {
    const inputs = [await saved('a.jpg'), await saved('b.jpg')];
    const before = await Promise.all(inputs.map((path) => readFile(path)));
    const { code } = await run([...inputs, 'image/resize,w_10', '--out', directory]);
    expect(code).toBe(1);
    expect(await Promise.all(inputs.map((path) => readFile(path)))).toEqual(before);
  });

  test('reports come as one JSON object a line', async () => {
    const inputs = [await saved('a.jpg', 30, 20), await saved('b.png', 50, 40)];
    const { code, stdout } = await run([...inputs, 'image/info']);
    expect(code).toBe(0);
    const lines = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, { value: string }>);
    const widths = lines.map((line) => [line.file, line.ImageWidth?.value]);
    expect(widths.sort()).toEqual([
      [inputs[0], '30'],
      [inputs[1], '50'],
    ]);
  });

  test('reports go to files where a directory is given', async () => {
    await run([await saved('a.jpg'), await saved('b.jpg'), 'image/info', '--out', inside('out')]);
    const text = await readFile(inside('out', 'a.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ ImageWidth: { value: '400' } });
  });

  test('on a terminal a bar shows how far it is, and failures stand above it', async () => {
    await writeFile(inside('notes.jpg'), 'this is a text file');
    const inputs = [await saved('a.jpg'), inside('notes.jpg'), await saved('b.jpg')];
    const { code, stderr } = await run([...inputs, 'image/resize,w_9', '--out', inside('out')], { terminal: true });
    expect(code).toBe(1);
    expect(stderr).toContain('3/3');
    expect(stderr).toContain(`${inside('notes.jpg')}: This image format is not supported.`);
    expect(stderr).not.toContain(' -> ');
    expect(stderr).toMatch(/2 of 3 done in .*, 1 failed\n$/);
  });
});

describe('a watermark', () => {
  const mark = (key: string) => `image/watermark,image_${Buffer.from(key).toString('base64url')},g_nw,x_0,y_0`;
  const red = sharp({ create: { width: 20, height: 10, channels: 3, background: '#f00' } });
  const corner = async (file: string) => [
    ...(await sharp(file).extract({ left: 3, top: 3, width: 1, height: 1 }).raw().toBuffer()),
  ];

  test('is a picture in the directory of the one it marks, or below', async () => {
    await mkdir(inside('logos'));
    for (const key of ['red.png', 'logos/red.png']) {
      await red.clone().toFile(inside(key));
      const output = inside(`${key.replace('/', '-')}-out.png`);
      const { code, stderr } = await run([await saved('a.png'), mark(key), '-o', output]);
      expect([code, stderr.includes('WatermarkError')]).toEqual([0, false]);
      expect(await corner(output)).toEqual([255, 0, 0]);
    }
  });

  test('of many pictures is found beside each of them', async () => {
    await mkdir(inside('deeper'));
    await red.clone().toFile(inside('m.png'));
    await red.clone().negate().toFile(inside('deeper', 'm.png'));
    const inputs = [await saved('a.png'), await saved(join('deeper', 'b.png')), await saved('c.png')];
    expect((await run([...inputs, mark('m.png'), '--out', inside('out')])).code).toBe(0);
    const seen = await Promise.all(['a', 'b', 'c'].map((name) => corner(inside('out', `${name}.png`))));
    expect(seen).toEqual([
      [255, 0, 0],
      [0, 255, 255],
      [255, 0, 0],
    ]);
  });

  test.each([
    ['missing.png', /missing\.png, which the chain names, cannot be read: no such file\./],
    ['../red.png', /\.\.\/red\.png, which the chain names, is not in the directory/],
    ['logos/../../red.png', /logos\/\.\.\/\.\.\/red\.png, which the chain names, is not in the directory/],
    ['.', /\., which the chain names, is not in the directory/],
    ['/etc/hostname', /cannot be read: no such file\./],
    ['text.txt', /text\.txt, which the chain names, cannot be read: This image format is not supported\./],
  ])('%s is refused', async (key, expected) => {
    await mkdir(inside('deep'));
    await red.clone().toFile(inside('red.png'));
    const input = await saved(join('deep', 'a.png'));
    await writeFile(inside('deep', 'text.txt'), 'no picture');
    const { code, stderr } = await run([input, mark(key), '-o', inside('out.png')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(await readdir(inside('deep'))).toEqual(['a.png', 'text.txt']);
  });
});

describe('what was asked wrongly is said before anything is touched, with code 2', () => {
  test.each([
    [[], /no picture and no chain; an example: tintype process photo\.jpg image\/resize,w_200 -o small\.jpg/],
    [['image/resize,w_9', '-o', 'OUT'], /no picture: name files before the chain/],
    [['IN', 'resize,w_9', '-o', 'OUT'], /must be a chain such as 'image\/resize,w_200', not 'resize,w_9'/],
    [['IN', '-o', 'OUT'], /must be a chain such as/],
    [
      ['IN', 'image/resize,w_0', '-o', 'OUT'],
      /image\/resize,w_0: The value: 0 of parameter: w is invalid\. Allowed: an integer from 1 to 4096/,
    ],
    [['IN', 'image/resize,w_9'], /where to\? -o FILE, -o - for standard output, or --out DIRECTORY/],
    [['IN', 'IN', 'image/resize,w_9', '-o', 'OUT'], /one file for 2 pictures; use --out DIRECTORY/],
    [['IN', 'image/resize,w_9', '-o', 'OUT', '--out', 'OUT'], /give one of them/],
    [['-', '-', 'image/resize,w_9', '--out', 'OUT'], /'-' can be read only once/],
    [['IN', 'image/resize,w_9', '--out', 'IN/deeper'], /--out .*deeper: cannot be made/],
    [
      ['IN', 'image/resize,w_9', '-o', 'OUT', '--limit-target-side', 'wide'],
      /--limit-target-side wide: must be a whole number/,
    ],
  ])('%j', async (args, expected) => {
    const input = await saved('a.jpg');
    const given = args.map((arg) => arg.replace('IN', input).replace('OUT', inside('out.jpg')));
    const { code, stdout, stderr } = await run(given);
    expect(stderr).toMatch(/^tintype: [^\n]+\n$/);
    expect(stderr).toMatch(expected);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' });
    expect(await readdir(directory)).toEqual(['a.jpg']);
  });
});

test('a file that cannot be written is told by name and leaves nothing behind', async () => {
  const { code, stderr } = await run([await saved('a.jpg'), 'image/resize,w_9', '-o', inside('none', 'b.jpg')]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${inside('none', 'b.jpg')} cannot be written: there is no directory ${inside('none')}.`);
  expect(await readdir(directory)).toEqual(['a.jpg']);
});

test('a directory is no file to write to', async () => {
  const { code, stderr } = await run([await saved('a.jpg'), 'image/resize,w_9', '-o', directory]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${directory} cannot be written: it is a directory; --out writes into one.`);
});

describe('Ctrl-C', () => {
  /** Of the three pictures the second comes from standard input, which stays silent. */
  function waiting(first: string, last: string) {
    const args = ['process', first, '-', last, 'image/resize,w_9', '--out', inside('out')];
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
    const said = text(child.stderr);
    return { child, said, ended: once(child, 'close') };
  }

  test('finishes the pictures in hand, says how far it came, and ends with 130', async () => {
    const { child, said, ended } = waiting(await saved('a.jpg'), await saved('b.jpg'));
    await expect.poll(() => existsSync(inside('out', 'a.jpg'))).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    const lines = (await said).trim().split('\n');
    expect(lines).toContain('SIGINT: finishing the pictures in hand. Once more stops at once.');
    expect(lines.at(-1)).toMatch(/^[12] of 3 done in .*out, \d.* in [\d.]+ s, [12] not done$/);
    expect((await readdir(inside('out'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

test('the limits hold here too, and can be moved', async () => {
  const input = await saved('a.png', 300, 300);
  const args = [input, 'image/resize,w_9', '-o', inside('b.png')];
  const refused = await run([...args, '--limit-source-pixels', '1000']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('at most 1000 are allowed');
  expect((await run(args)).code).toBe(0);
  const wide = ['image/resize,w_5000,limit_0', '-o', inside('wide.png')];
  expect((await run([input, ...wide])).code).toBe(2);
  expect((await run([await saved('c.png', 300, 3), ...wide, '--limit-profile', 'current'])).code).toBe(0);
});
