/** The guide's seven font names (chapter 'Add watermarks', literal type encoding table). */
export const FONT_NAMES = [
  'wqy-zenhei',
  'wqy-microhei',
  'fangzhengshusong',
  'fangzhengkaiti',
  'fangzhengheiti',
  'fangzhengfangsong',
  'droidsansfallback',
] as const;
export type FontName = (typeof FONT_NAMES)[number];
export const DEFAULT_FONT: FontName = 'wqy-zenhei';
