/** What decides how a picture comes out besides its plan and its sources. Part of every result's key and ETag. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Raised with every change of ours that changes the pixels or the encoding of a result. */
const REVISION = 1;

/** 'r1 sharp-0.35.5 libvips-1.3.2': read from the installed package, so that the front process need not load libvips. */
export function rendererVersion(): string {
  const { version, optionalDependencies } = sharpPackage();
  const libvips = Object.entries(optionalDependencies).find(([name]) => name.includes('libvips'))?.[1] ?? 'unknown';
  return `r${REVISION} sharp-${version} libvips-${libvips}`;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** sharp does not export its package.json, so it is found by walking up from its entry. */
function sharpPackage(): Package {
  let directory = dirname(createRequire(import.meta.url).resolve('sharp'));
  for (;;) {
    try {
      const found = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Package;
      if (found.name === 'sharp') return found;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const above = dirname(directory);
    if (above === directory) throw new Error('the package of sharp was not found; run npm ci');
    directory = above;
  }
}
