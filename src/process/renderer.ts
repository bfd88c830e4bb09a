/** What decides how a picture comes out besides its plan and its sources. Part of every result's key and ETag. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Faces, facesDigest } from './text/faces.js';

/** Raised with every change of ours that changes the pixels or the encoding of a result. */
const REVISION = 4;

/**
 * 'r4 sharp-0.35.5 libvips-1.3.2 canvas-1.1.1 fonts-11abbbda22ce': read from the installed packages, so that the front
 * process need not load their engines.
 */
export function rendererVersion(faces: Faces): string {
  const { version, optionalDependencies } = packageOf('sharp');
  const libvips = Object.entries(optionalDependencies).find(([name]) => name.includes('libvips'))?.[1] ?? 'unknown';
  const canvas = packageOf('@napi-rs/canvas').version;
  return `r${REVISION} sharp-${version} libvips-${libvips} canvas-${canvas} fonts-${facesDigest(faces)}`;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** Not every package exports its package.json, so it is found by walking up from its entry. */
function packageOf(name: string): Package {
  let directory = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const found = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Package;
      if (found.name === name) return found;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const above = dirname(directory);
    if (above === directory) throw new Error(`the package ${name} was not found; run npm ci`);
    directory = above;
  }
}
