import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kai, sans, scripts } from '#src/process/text/bundled.js';
import { type FaceSettings, FontError, facesDigest, findFaces } from '#src/process/text/faces.js';
import { FONT_NAMES } from '#src/process/text/fonts.js';
import { BARE } from './ink.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-fonts-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(font: string, ...path: string[]): string {
  const to = join(directory, ...path);
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(font, to);
  return to;
}

const find = (settings: FaceSettings = {}, env: Record<string, string> = BARE) => findFaces(settings, env);
const pathsOf = ({ named }: ReturnType<typeof findFaces>) => FONT_NAMES.map((name) => named[name].path);

test('with nothing installed every name has a face of its own, of three kinds', () => {
  const { named } = find();
  expect(new Set(pathsOf(find())).size).toBe(7);
  expect(named.fangzhengshusong.title).toMatch(/^Noto Serif SC/);
  expect(named.fangzhengkaiti.title).toBe('LXGW WenKai');
  expect(named.fangzhengheiti.title).toMatch(/^Noto Sans/);
  expect(FONT_NAMES.every((name) => named[name].origin === 'bundled')).toBe(true);
});

describe('fonts of the system', () => {
  test('are found below the directories of XDG, by the names that Debian gives them', () => {
    const paths = [
      put(scripts(), 'share/fonts/truetype/wqy/wqy-zenhei.ttc'),
      put(scripts(), 'home/fonts/WQY-MicroHei.ttc'),
      put(scripts(), 'share/fonts/truetype/droid/DroidSansFallbackFull.ttf'),
    ];
    const env = { XDG_DATA_DIRS: `/nowhere:${directory}/share`, XDG_DATA_HOME: join(directory, 'home') };
    const { named } = find({}, env);
    expect([named['wqy-zenhei'], named['wqy-microhei'], named.droidsansfallback].map(({ path }) => path)).toEqual(
      paths,
    );
    expect(named['wqy-zenhei'].origin).toBe('system');
    expect(named.fangzhengkaiti.origin).toBe('bundled');
  });

  test('a damaged one is passed over', () => {
    truncateSync(put(scripts(), 'share/fonts/wqy-zenhei.ttc'), 40);
    const { named } = find({}, { ...BARE, XDG_DATA_DIRS: join(directory, 'share') });
    expect(named['wqy-zenhei'].origin).toBe('bundled');
  });
});

describe("the operator's fonts", () => {
  test('a file called like a name draws it', () => {
    const path = put(scripts(), 'fangzhengkaiti.ttf');
    expect(find({ directory }).named.fangzhengkaiti).toMatchObject({
      path,
      origin: 'configured',
      title: 'DejaVu Sans',
    });
  });

  test('a file that was named draws it, whatever it is called and before all else', () => {
    put(scripts(), 'fangzhengkaiti.ttf');
    const path = put(sans('Medium'), 'FZ', 'Kai 1.OTF');
    expect(find({ directory, files: { fangzhengkaiti: 'FZ/Kai 1.OTF' } }).named.fangzhengkaiti.path).toBe(path);
    expect(find({ files: { fangzhengkaiti: path } }).named.fangzhengkaiti.path).toBe(path);
  });

  test('the others help out, first of all', () => {
    const path = put(scripts(), 'Thai.ttf');
    writeFileSync(join(directory, 'README.txt'), 'no font');
    writeFileSync(join(directory, 'broken.ttf'), 'no font');
    expect(find({ directory }).fallbacks[0]?.path).toBe(path);
    expect(find({ directory }).fallbacks).toHaveLength(find().fallbacks.length + 1);
  });

  test.each([
    ['absent.ttf', /^wqy-zenhei=.*absent\.ttf: the file cannot be read \(ENOENT\)$/],
    ['text.ttf', /^wqy-zenhei=.*text\.ttf: the file is no font file of the kinds TTF, OTF, TTC, WOFF and WOFF2$/],
    ['short.ttf', /^wqy-zenhei=.*short\.ttf: the file is damaged: a table ends beyond the file$/],
  ])('a named file that cannot serve is told: %s', (file, message) => {
    writeFileSync(join(directory, 'text.ttf'), 'this is a text and no font');
    truncateSync(put(scripts(), 'short.ttf'), 100_000);
    const settings = { directory, files: { 'wqy-zenhei': file } } as const;
    expect(() => find(settings)).toThrow(FontError);
    expect(() => find(settings)).toThrow(message);
  });
});

test('the digest changes with every face', () => {
  const digest = facesDigest(find());
  expect(digest).toBe(facesDigest(find()));
  const others = FONT_NAMES.map((name) => facesDigest(find({ files: { [name]: scripts() } })));
  put(kai(), 'another.woff');
  others.push(facesDigest(find({ directory })));
  expect(new Set([digest, ...others]).size).toBe(FONT_NAMES.length + 2);
});
