/**
 * A process of its own: draws the demo pictures into the directory that is its argument. The server starts it once,
 * so that the front process neither decodes a picture nor keeps libvips in its memory.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boatAnimation } from './boat.js';
import { hillsPhoto } from './hills.js';
import { lakePhoto } from './lake.js';
import { letterPhoto } from './letter.js';
import { pandaDrawing } from './panda.js';
import type { DemoKey } from './pictures.js';

const drawings: Readonly<Record<DemoKey, () => Promise<Buffer>>> = {
  'photo.jpg': lakePhoto,
  'example.jpg': hillsPhoto,
  'f.jpg': letterPhoto,
  'panda.png': pandaDrawing,
  'example.gif': boatAnimation,
};

const directory = process.argv[2];
if (directory === undefined) throw new Error('draw: the first argument must be the directory to draw into');
await Promise.all(Object.entries(drawings).map(async ([key, draw]) => writeFile(join(directory, key), await draw())));
