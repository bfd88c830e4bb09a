import { expect, test } from 'vitest';
import { drawText } from '#src/process/text/draw-text.js';
import { FONT_NAMES } from '#src/process/text/fonts.js';

test.each(FONT_NAMES)('%s draws', async (font) => {
  const { data, width, height } = await drawText({ text: '图片 agj', font, color: 'ff0000', size: 40, shadow: 0 });
  expect(height).toBeGreaterThanOrEqual(47);
  expect(width).toBeGreaterThan(100);
  const opaque = data.findIndex((value, index) => index % 4 === 3 && value === 255);
  expect([...data.subarray(opaque - 3, opaque + 1)]).toEqual([255, 0, 0, 255]);
});
