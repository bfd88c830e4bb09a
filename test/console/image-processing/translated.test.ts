import { expect, test } from 'vitest';
import { partsOf } from '#src/cli/parts.js';
import { translated } from '../../../console/src/image-processing/translated';
import { operationsZh } from '../../../console/src/texts/operations.zh';
import { zh } from '../../../console/src/texts/zh';
import { tables } from './tables';

const operations = await tables();

test('every operation and every parameter is said in Chinese, and nothing that is not there', () => {
  const keys = operations.map(({ name, params }) => [name, params.map(({ key }) => key).sort()]);
  expect(
    Object.entries(operationsZh.operations).map(([name, { params }]) => [name, Object.keys(params).sort()]),
  ).toEqual(keys);
});

test('no English sentence is left in what is shown', () => {
  const shown = translated(operations, operationsZh).flatMap(({ name, about, params }) => [
    [name, about],
    ...params.flatMap(({ key, about, allowed }) => [
      [`${name},${key}`, about],
      [`${name},${key}`, allowed],
    ]),
  ]);
  expect(shown.filter(([, text]) => !/\p{Script=Han}/u.test(text ?? ''))).toEqual([]);
  // Names, formats and formulas are words of their own; three in a row are a sentence.
  expect(shown.filter(([, text]) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text ?? ''))).toEqual([]);
});

test('ranges and choices are those of the table', () => {
  const resize = translated(operations, operationsZh).find(({ name }) => name === 'resize');
  const allowed = (key: string) => resize?.params.find((row) => row.key === key)?.allowed;
  expect(allowed('w')).toBe('1 至 4096 的整数');
  expect(allowed('limit')).toBe('0 或 1');
  expect(allowed('m')).toBe('以下之一：lfit, mfit, fill, pad, fixed');
});

test('in English they are as the server says them', () => {
  expect(translated(operations, undefined)).toBe(operations);
});

test('what each part of the machine is for is said in Chinese', () => {
  expect(Object.keys(zh.overview.purposes)).toEqual(partsOf('/data').map(({ name }) => name));
});
