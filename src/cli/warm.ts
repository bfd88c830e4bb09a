/** `tintype warm`: pictures are rendered before anybody asks for them. */
import type { Command } from 'commander';
import type { SettingSources } from '../config/settings.js';
import { loadLimits } from '../config.js';
import { isStyleName, STYLE_NAME_RULE, styleNameIn } from '../oss/picture/styles.js';
import { endpoint, SERVER_SETTINGS, serverOf } from './endpoint.js';
import { MOST_PARALLEL, ownPlace, parallel } from './moving/options.js';
import { addSettings, flagsOf } from './options.js';
import { planFrom } from './process.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
Asks the running server, found like that of 'tintype url', for every object whose key begins with PREFIX in every form
that is named, and throws the answers away: the server keeps what it rendered. What it has kept already costs next to
nothing, so the same command goes on after Ctrl-C, and --after skips even that. What is no picture is counted and passed
over. --cache-disk of the server decides how much is kept.
Exit codes: 0 all rendered, 1 some failed (each is named), 2 asked wrongly, 130 stopped by Ctrl-C.

Examples:
  tintype warm photos/2024/ style/small style/large
  tintype warm photos image/resize,w_200 image/resize,w_800/format,webp --parallel 8
  tintype warm photos style/small --after 2024/cat.jpg`;

interface WarmFlags {
  readonly parallel: number;
  readonly after: string;
  readonly endpoint?: string;
}

export function addWarm(program: Command, session: Session): void {
  const command = program
    .command('warm')
    .description('render pictures of a bucket ahead of time')
    .argument('<bucket>', 'BUCKET or BUCKET/PREFIX of the running server')
    .argument('<chains...>', "what to render of each: 'image/resize,w_200', or style/NAME")
    .option('--parallel <n>', `pictures at once, 1 to ${MOST_PARALLEL}`, parallel, 4)
    .option('--after <key>', 'only objects behind this key', '')
    .option('--endpoint <url>', 'scheme, host and port of this server', endpoint);
  addSettings(command, SERVER_SETTINGS).addHelpText('after', HELP);
  command.action(async (place: string, processes: string[], flags: WarmFlags) => {
    const sources = { flags: flagsOf(command), env: session.terminal.env };
    const { bucket, prefix } = ownPlace(place);
    for (const process of processes) checkProcess(process, sources);
    const server = await serverOf(sources, flags.endpoint);
    // Loaded late: the other commands ask for no pictures.
    const { ownBucket } = await import('./moving/bucket.js');
    const { runWarm } = await import('./moving/warm-run.js');
    const { client } = await ownBucket(server, bucket, 'need');
    const asked = { prefix, after: flags.after, processes, parallel: flags.parallel };
    session.exitCode = await runWarm({ ...asked, client, server, terminal: session.terminal });
    client.close();
  });
}

function checkProcess(process: string, sources: SettingSources): void {
  const style = styleNameIn(process);
  if (style === undefined) planFrom(process, loadLimits(sources));
  else if (!isStyleName(style)) throw new Failure(`${process}: the name of a style must be ${STYLE_NAME_RULE}.`, 2);
}
