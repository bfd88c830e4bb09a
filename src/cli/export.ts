/** `tintype export`: objects of a bucket of a running server to elsewhere. */
import type { Command } from 'commander';
import { serverOf } from './endpoint.js';
import { addMovingOptions, type MovingOptions, otherPlace, ownPlace, REMOTE_HELP } from './moving/options.js';
import { flagsOf } from './options.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
TARGET is a directory, oss://BUCKET (OSS or another Tintype, at --remote) or s3://BUCKET (Amazon's, or the engine at
--remote); a bucket may have /PREFIX behind it, which is put in front of every key. An oss:// bucket is made when it is
missing.

What is there already with the same bytes is passed over, so the same command goes on after Ctrl-C, a crash or a failure.
Nothing is ever deleted. A directory keeps bytes and names alone. A key that cannot be a file (a part '..', nothing
between two slashes, more than 255 bytes, what Windows refuses there) is named and counts as failed.
${REMOTE_HELP}
Exit codes: 0 all there, 1 some failed (each is named), 2 asked wrongly, 130 stopped by Ctrl-C. docs/moving.md says more.

Examples:
  tintype export photos ./pictures
  tintype export photos ./pictures --prefix 2024/ --dry-run
  tintype export photos oss://photos --remote https://oss-cn-hangzhou.aliyuncs.com
  tintype export photos s3://archive/tintype/ --remote-region eu-central-1`;

export function addExport(program: Command, session: Session): void {
  const command = program
    .command('export')
    .description('copy objects of a bucket to a directory, OSS, S3 or another Tintype')
    .argument('<bucket>', 'a bucket of the running server')
    .argument('<target>', 'a directory, oss://BUCKET or s3://BUCKET');
  addMovingOptions(command).addHelpText('after', HELP);
  command.action(async (from: string, to: string, options: MovingOptions) => {
    const own = ownPlace(from);
    if (own.prefix !== '') {
      throw new Failure(`${from}: name the bucket alone; --prefix ${own.prefix} chooses among its objects.`, 2);
    }
    const place = otherPlace(to);
    // Loaded late: the other commands move nothing.
    const { openTarget, refuseSame, settingsOf } = await import('./moving/places.js');
    const { ownBucket } = await import('./moving/bucket.js');
    const { OssSource } = await import('../moving/oss/source.js');
    const { runMove } = await import('./moving/run.js');
    const server = await serverOf({ flags: flagsOf(command), env: session.terminal.env }, options.endpoint);
    refuseSame(place, options, { base: server.base, bucket: own.bucket });
    const source = await ownBucket(server, own.bucket, 'need');
    const opened = await openTarget(place, options, session);
    const keepsFacts = place.scheme !== 'directory';
    const whole = options.prefix === '' && keepsFacts && place.prefix === '';
    session.exitCode = await runMove({
      source: new OssSource(source.client, { prefix: options.prefix, acls: options.acls && keepsFacts }),
      target: opened.target,
      options,
      terminal: session.terminal,
      ...(whole && settingsOf(source, opened.bucket, options)),
    });
    opened.close();
    source.client.close();
  });
}
