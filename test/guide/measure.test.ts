/** Each URL of the guide, without a pixel: the size, the format and the way of encoding that it will have. */
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { infoJson } from '#src/process/operations/info.js';
import { outputOf } from '#src/process/output.js';
import { planOf } from '#src/process/plan.js';
import { GUIDE_REPORTS, GUIDE_URLS, PICTURES } from './urls.js';

describe('a picture', () => {
  test.each(GUIDE_URLS)('$chapter: $picture?x-oss-process=$chain', (url) => {
    const facts = PICTURES[url.picture];
    const plan = planOf(url.chain, GUIDE_LIMITS);
    expect(measurePlan(plan, facts, 20_000, GUIDE_LIMITS)).toEqual({
      width: url.width,
      height: url.height,
      orientation: 1,
    });
    const output = outputOf(plan, facts);
    expect(output).toMatchObject({
      format: url.format,
      interlace: url.interlace ?? false,
      animated: url.animated ?? false,
    });
    if (url.quality !== undefined) expect(output.quality).toBe(url.quality);
  });
});

describe('a report', () => {
  test.each(GUIDE_REPORTS)('$picture?x-oss-process=$chain', ({ picture, chain, fileSize, tags, members }) => {
    const facts = PICTURES[picture];
    const plan = planOf(chain, GUIDE_LIMITS);
    expect(chain).toBe(`image/${plan.report?.operation}`);
    expect(measurePlan(plan, facts, fileSize, GUIDE_LIMITS)).toMatchObject({ width: facts.width });
    if (plan.report?.operation === 'info') {
      expect(Object.keys(JSON.parse(infoJson(facts, fileSize, tags)))).toEqual(members);
    }
  });

  test('is, letter for letter, what the guide shows for example.jpg', () => {
    expect(infoJson(PICTURES['example.jpg'], 21839, {})).toBe(
      [
        '{',
        '  "FileSize": {"value": "21839"},',
        '  "Format": {"value": "jpg"},',
        '  "ImageHeight": {"value": "267"},',
        '  "ImageWidth": {"value": "400"}',
        '}',
      ].join('\n'),
    );
  });
});
