import { describe, expect, test } from 'vitest';
import { decoded, encoded } from '../../../console/src/image-processing/base64';
import { draftOf, editedAs, withChain, withForm } from '../../../console/src/image-processing/draft';
import { cleanSuffixes, isProtected, styleUrls } from '../../../console/src/image-processing/urls';
import { tables } from './tables';

const operations = await tables();
const place = { endpoint: 'http://127.0.0.1:9000', bucket: 'photos', key: 'a b/ü.jpg' };

test('all URLs of a style, as others will open them', () => {
  expect(styleUrls(place, 'small', ['-', '/', '@!'])).toEqual([
    'http://127.0.0.1:9000/photos/a%20b/%C3%BC.jpg?x-oss-process=style/small',
    'http://127.0.0.1:9000/photos/a%20b/%C3%BC.jpg@!small',
    'http://127.0.0.1:9000/photos/a%20b/%C3%BC.jpg-small',
    'http://127.0.0.1:9000/photos/a%20b/%C3%BC.jpg/small',
  ]);
});

test('suffixes are sent as the server keeps them, and compared as it compares', () => {
  expect(cleanSuffixes(['.JPG', 'png, gif', '*.jpg', ' '])).toEqual(['jpg', 'png', 'gif']);
  expect(isProtected('a/PHOTO.JPG', ['jpg'])).toBe(true);
  expect(isProtected('photo.jpg.txt', ['jpg'])).toBe(false);
  expect(isProtected('photojpg', ['jpg'])).toBe(false);
  expect(isProtected('anything', ['*'])).toBe(true);
  expect(isProtected('photo.jpg', [])).toBe(false);
});

test('base64 there and back, in both alphabets', () => {
  for (const text of ['', 'a', 'panda.png', '熊猫?>~', '\u{1f43c}']) expect(decoded(encoded(text))).toBe(text);
  expect(encoded('?>?>')).not.toMatch(/[+/=]/);
  expect(decoded('Pz4/Pg==')).toBe('?>?>');
  expect(decoded('Pz4_Pg')).toBe('?>?>');
  expect(decoded('%')).toBeUndefined();
  expect(decoded('gA')).toBeUndefined(); // a byte that is no UTF-8
});

describe('the two ways of editing', () => {
  test('a form that changes writes the chain, and the other way round', () => {
    const opened = draftOf('image/resize,w_100', operations);
    expect([opened.editing, opened.form.resize]).toEqual(['basic', { w: '100' }]);
    const changed = withForm(opened, { ...opened.form, sharpen: '90' }, operations);
    expect(changed.chain).toBe('image/resize,m_lfit,w_100/sharpen,90');
    const text = withChain(editedAs(changed, 'advanced', operations), 'image/format,png');
    expect(editedAs(text, 'basic', operations).form).toMatchObject({ mode: '', format: 'png', sharpen: '' });
  });

  test('a chain that was only looked at is stored as it was', () => {
    const content = 'image/quality,80/resize,w_0100';
    const there = editedAs(draftOf(content, operations), 'advanced', operations);
    expect(editedAs(there, 'basic', operations).chain).toBe(content);
  });

  test('what the form cannot show stays in Advanced Editing, with the reason, until it is changed', () => {
    const opened = draftOf('image/rotate,90', operations);
    expect([opened.editing, opened.reason]).toEqual(['advanced', { why: 'operation', what: 'rotate' }]);
    expect(withChain(opened, 'image/rotate,91').reason).toBeUndefined();
  });

  test('an emptied chain is an empty form', () => {
    const emptied = withChain(editedAs(draftOf(undefined, operations), 'advanced', operations), ' ');
    const { chain, form } = editedAs(emptied, 'basic', operations);
    expect([chain, form.quality.kind]).toEqual(['', '']);
  });
});
