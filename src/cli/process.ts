/** `tintype process`: pictures of the file system through the same engine, with no server. */
import type { Command } from 'commander';
import { FONT_SETTINGS, LIMIT_NAMES, loadFonts, loadLimits } from '../config.js';
import { OssError } from '../errors.js';
import type { Limits } from '../process/formats/limits.js';
import { operations } from '../process/operations/index.js';
import { type Plan, planOf } from '../process/plan.js';
import type { Where } from './deliver.js';
import { facesFor } from './faces.js';
import { addSettings, flagsOf } from './options.js';
import { Failure, type Session } from './terminal.js';

const EXAMPLE = 'tintype process photo.jpg image/resize,w_200 -o small.jpg';

const HELP = `
The chain is what stands behind x-oss-process= in a URL; docs/operations.md has the language. It is the last
argument. '-' is standard input or output. A file in --out DIR keeps its name and gets the extension of its format.
A video needs ffmpeg and must be a file. The image of a watermark is a file in the directory of its picture, of
standard input in the current one.
Reports such as image/info print their JSON. Exit codes: 0 all done, 1 some failed, 2 nothing was tried,
130 stopped by Ctrl-C, which finishes the pictures in hand.

One example of each action:
${operations.map(({ example }) => `  ${example}`).join('\n')}

Examples:
  ${EXAMPLE}
  tintype process *.jpg image/resize,m_fill,w_300,h_300/format,webp --out thumbnails
  tintype process photo.jpg image/info
  tintype process film.mp4 'video/snapshot,t_7000,f_jpg|image/resize,w_200' -o frame.jpg
  curl -s https://img.example/a.jpg | tintype process - image/rotate,90 -o - > turned.jpg`;

export function addProcess(program: Command, session: Session): void {
  const command = program
    .command('process')
    .description('run a chain on picture files, without a server')
    .usage('[options] PICTURE... CHAIN')
    .argument('[words...]', "picture files, then the chain, such as 'image/resize,w_200'")
    .option('-o, --output <file>', 'where the one result goes; - for standard output')
    .option('--out <directory>', 'where the results go, under the names of the inputs');
  addSettings(command, [...FONT_SETTINGS, ...LIMIT_NAMES]).addHelpText('after', HELP);
  command.action(async (words: string[], where: Where) => {
    const given = { flags: flagsOf(command), env: session.terminal.env };
    const limits = loadLimits(given);
    const faces = facesFor(loadFonts(given), given.env);
    if (words.length === 0) throw new Failure(`no picture and no chain; an example: ${EXAMPLE}`, 2);
    const inputs = words.slice(0, -1);
    const plan = planFrom(words.at(-1) ?? '', limits);
    checkPlaces(inputs, where, plan);
    if (where.output === '-' && session.terminal.stdout.isTTY) {
      throw new Failure(
        '-o -: standard output is a terminal, and pictures are no text; redirect it or name a file.',
        2,
      );
    }
    const { processBatch } = await import('./batch.js');
    session.exitCode = await processBatch({ inputs, where, plan, limits, faces, terminal: session.terminal });
  });
}

/** A chain that is wrong is said before any file is touched. */
export function planFrom(chain: string, limits: Limits): Plan {
  if (chain.startsWith('style/')) {
    throw new Failure(`${chain}: a style is kept by a server; write what it says, such as 'image/resize,w_200'.`, 2);
  }
  if (!/^(image|video)\//.test(chain)) {
    throw new Failure(`the last argument must be a chain such as 'image/resize,w_200', not '${chain}'.`, 2);
  }
  try {
    return planOf(chain, limits);
  } catch (error) {
    if (error instanceof OssError) throw new Failure(`${chain}: ${error.message}`, 2);
    throw error;
  }
}

function checkPlaces(inputs: readonly string[], { output, out }: Where, plan: Plan): void {
  if (inputs.length === 0) throw new Failure("no picture: name files before the chain, or '-' for standard input.", 2);
  if (inputs.filter((input) => input === '-').length > 1) throw new Failure("'-' can be read only once.", 2);
  if (output !== undefined && out !== undefined)
    throw new Failure('-o names one file and --out a directory: give one of them.', 2);
  if (output !== undefined && inputs.length > 1) {
    throw new Failure(`-o ${output}: one file for ${inputs.length} pictures; use --out DIRECTORY.`, 2);
  }
  if (output === undefined && out === undefined && plan.report === undefined) {
    throw new Failure('where to? -o FILE, -o - for standard output, or --out DIRECTORY.', 2);
  }
}
