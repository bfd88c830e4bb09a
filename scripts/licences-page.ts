/** docs/licences.md: under which licence everything comes that is installed with Tintype, or built into its console. */
import { readFileSync } from 'node:fs';
import { NOTE, table } from './markdown.js';

/** As package-lock.json has it. */
interface Locked {
  readonly version: string;
  readonly license?: string | readonly string[];
  readonly dev?: boolean;
}

export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly licence: string;
  /** Installed with Tintype; the others build, test and measure it, or are built into the console's pages. */
  readonly runs: boolean;
}

/** What package.json says in words. Looked up in the package by hand. */
const IN_WORDS: Readonly<Record<string, string>> = {
  'dejavu-fonts-ttf': 'Bitstream-Vera AND LicenseRef-public-domain',
};

/** Every licence that may come with Tintype, or build it. A new one is a decision. */
export const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Bitstream-Vera',
  'BlueOak-1.0.0',
  'ISC',
  'LicenseRef-public-domain',
  'MIT',
  'OFL-1.1',
  'Unlicense',
];

/** Copyleft of libraries: fine for what is linked and left as it is, and named so that a packager sees it. */
export const ALLOWED_AS_LIBRARY: readonly string[] = ['LGPL-3.0-or-later', 'MPL-2.0'];

export function packages(): readonly Licensed[] {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const found = Object.entries(lock.packages).filter(([path]) => path !== '');
  return found.map(([path, { version, license, dev = false }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version, licence: IN_WORDS[name] ?? spdx(license), runs: !dev };
  });
}

function spdx(license: Locked['license'] = ''): string {
  // Old packages give a list of licences to choose from.
  const text = typeof license === 'string' ? license : license.join(' OR ');
  return text.replaceAll('Apache2', 'Apache-2.0');
}

/** The licences of an expression. */
export function licencesIn(expression: string): readonly string[] {
  return expression.split(/\s+(?:AND|OR)\s+|[()]/).filter((each) => each !== '');
}

export function licencesPage(): string {
  const all = packages();
  const rows = all.filter(({ runs }) => runs).map(({ name, version, licence }) => [name, version, licence]);
  const counts = new Map<string, number>();
  for (const { licence } of all.filter(({ runs }) => !runs)) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [
    NOTE,
    '# Licences',
    'Tintype is under Apache-2.0. What `npm ci --omit=dev` installs beside it, for any system; libvips and the libraries ' +
      'in it (LGPL) are linked and unchanged, fonts are under the Open Font License or as free:',
    table(['package', 'version', 'licence'], rows),
    'What builds, tests and measures it; React, antd and what belongs to them (MIT) are built into the pages of the console:',
    table(
      ['licence', 'packages'],
      [...counts].sort().map(([licence, count]) => [licence, String(count)]),
    ),
    'A licence that is not in the list of `scripts/licences-page.ts` fails a test.',
  ].join('\n\n');
}
