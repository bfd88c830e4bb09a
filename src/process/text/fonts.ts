/** The guide's seven font names (chapter 'Add watermarks', literal type encoding table), and which file draws each. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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

const require = createRequire(import.meta.url);
const SANS = join(dirname(require.resolve('@embedpdf/fonts-sc')), '../fonts');
const SERIF = dirname(require.resolve('@expo-google-fonts/noto-serif-sc'));
const SYSTEM = '/usr/share/fonts/truetype';

/** In this order; the first that exists serves. The last one of each comes with the packages of npm (behaviour D43). */
const FILES: Readonly<Record<FontName, readonly string[]>> = {
  'wqy-zenhei': [`${SYSTEM}/wqy/wqy-zenhei.ttc`, `${SANS}/NotoSansHans-Regular.otf`],
  'wqy-microhei': [`${SYSTEM}/wqy/wqy-microhei.ttc`, `${SANS}/NotoSansHans-DemiLight.otf`],
  fangzhengshusong: [`${SERIF}/400Regular/NotoSerifSC_400Regular.ttf`],
  fangzhengkaiti: [`${SERIF}/500Medium/NotoSerifSC_500Medium.ttf`],
  fangzhengheiti: [`${SANS}/NotoSansHans-Medium.otf`],
  fangzhengfangsong: [`${SERIF}/300Light/NotoSerifSC_300Light.ttf`],
  droidsansfallback: [`${SYSTEM}/droid/DroidSansFallbackFull.ttf`, `${SANS}/NotoSansHans-Light.otf`],
};

/** The file that draws `name` on this machine. */
export function fontFile(name: FontName): string {
  const found = FILES[name].find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no font file draws ${name}; run npm ci`);
  return found;
}
