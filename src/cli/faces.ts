/** The faces that draw the guide's font names, for people. */
import { type FaceSettings, type Faces, FontError, findFaces, type Origin } from '../process/text/faces.js';
import { FONT_NAMES } from '../process/text/fonts.js';
import { Failure, type Terminal } from './terminal.js';

const ORIGINS: Readonly<Record<Origin, string>> = { configured: 'yours', system: 'installed', bundled: 'stand-in' };

/** One line for each name. `paths`: also where the files are that do not come with Tintype. */
export function faceLines({ named }: Faces, { paths }: { readonly paths: boolean }): string[] {
  return FONT_NAMES.map((name) => {
    const { title, origin, path } = named[name];
    const where = paths && origin !== 'bundled' ? `, ${path}` : '';
    return `${name.padEnd(19)}${title} (${ORIGINS[origin]}${where})`;
  });
}

/** @throws Failure for a file that was named and cannot serve */
export function facesFor(settings: FaceSettings, env: Terminal['env']): Faces {
  try {
    return findFaces(settings, env);
  } catch (error) {
    throw fontFailure(error) ?? error;
  }
}

/** undefined: it is something else. */
export function fontFailure(error: unknown): Failure | undefined {
  return error instanceof FontError ? new Failure(`--face ${error.message}.`, 2) : undefined;
}
