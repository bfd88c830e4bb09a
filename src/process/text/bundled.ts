/** The font files that come with the packages of npm, so that text is drawn right where no font is installed (D43). */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
/** Its files are not exported, so they are found from its entry. */
const SANS = join(dirname(require.resolve('@embedpdf/fonts-sc')), '../fonts');

export const sans = (weight: 'Light' | 'DemiLight' | 'Regular' | 'Medium'): string =>
  join(SANS, `NotoSansHans-${weight}.otf`);

export const serif = (weight: '300Light' | '400Regular'): string =>
  require.resolve(`@expo-google-fonts/noto-serif-sc/${weight}/NotoSerifSC_${weight}.ttf`);

/** 'latin' is what the package calls its only subset, which is the whole face; 500 is what the face calls Regular. */
export const kai = (): string => require.resolve('@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff');

/** Other scripts: Hebrew, Arabic, Armenian, Georgian, combining marks. */
export const scripts = (): string => require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** One colour font, cut into eleven files by what is used together. */
export const emoji = (): readonly string[] =>
  Array.from({ length: 11 }, (_, part) => require.resolve(`@infolektuell/noto-color-emoji/files/${part}.woff2`));
