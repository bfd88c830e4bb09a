import { expect, test } from 'vitest';
import { completionAt } from '../../../console/src/image-processing/completion';
import { meaning, tables } from './tables';

const operations = await tables();

/** What is proposed where the bar ‸ stands. */
function at(marked: string): readonly string[] {
  const caret = marked.indexOf('‸');
  return completionAt(marked.replace('‸', ''), caret, operations).proposals.map(({ text }) => text);
}

test('the beginning, the names of the operations', () => {
  expect(at('‸')).toEqual(['image/']);
  expect(at('im‸')).toEqual(['image/']);
  expect(at('image/‸')).toEqual(operations.map(({ name }) => expect.stringMatching(new RegExp(`^${name},?$`))));
  expect(at('image/ro‸')).toEqual(['rounded-corners,', 'rotate,']);
  expect(at('image/resize,w_1/inf‸')).toEqual(['info']);
  expect(at('image/resize,w_1|i‸')).toEqual(['image/']);
});

test('parameters that are not there yet, and their values', () => {
  expect(at('image/resize,‸')).toEqual(['m_', 'w_', 'h_', 'l_', 's_', 'p_', 'limit_', 'color_']);
  expect(at('image/resize,m_lfit,w_1,‸')).toEqual(['h_', 'l_', 's_', 'p_', 'limit_', 'color_']);
  expect(at('image/resize,m_f‸')).toEqual(['m_fill', 'm_fixed']);
  expect(at('image/resize,limit_‸')).toEqual(['limit_0', 'limit_1']);
  expect(at('image/auto-orient,‸')).toEqual(['0', '1']);
  expect(at('image/format,‸')).toContain('avif');
  expect(at('image/format,src,‸')).toEqual(['1an', 'black']);
  expect(at('image/nonsense,‸')).toEqual([]);
});

test('in the middle it replaces the whole word', () => {
  const text = 'image/resize,m_lfit,w_1/rotate,90';
  const { from, to, proposals } = completionAt(text, text.indexOf('lfit') + 1, operations);
  expect(text.slice(from, to)).toBe('m_lfit');
  expect(proposals).toEqual([]);
  const other = completionAt(text, text.indexOf('lfit'), operations);
  expect(other.proposals.map((each) => each.text)).toEqual(['m_mfit', 'm_fill', 'm_pad', 'm_fixed']);
});

test('a chain made of proposals alone is accepted', () => {
  let text = '';
  for (const pick of ['image/', 'resize,', 'm_', 'm_fill', ',h_', '200/', 'format,', 'png']) {
    const offered = completionAt(text, text.length, operations);
    const proposal = offered.proposals.find((each) => each.text === pick);
    text = proposal === undefined ? text + pick : text.slice(0, offered.from) + proposal.text + text.slice(offered.to);
  }
  expect(text).toBe('image/resize,m_fill,h_200/format,png');
  expect(meaning(text)).toContain('fill');
});
