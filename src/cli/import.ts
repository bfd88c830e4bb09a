/** `tintype import`: objects from elsewhere into a bucket of a running server. */
import type { Command } from 'commander';
import { serverOf } from './endpoint.js';
import { addMovingOptions, type MovingOptions, otherPlace, ownPlace, REMOTE_HELP } from './moving/options.js';
import { flagsOf } from './options.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
SOURCE is a directory, oss://BUCKET (OSS or another Tintype, at --remote) or s3://BUCKET (Amazon's, or the engine at
--remote). BUCKET is made when it is
missing; with /PREFIX that is put in front of every key.

What is there already with the same bytes is passed over, so the same command goes on after Ctrl-C, a crash or a failure,
and brings a copy up to date. Nothing is ever deleted. Every object is compared with the digests of its source before it
is stored, and with the server's afterwards. Content-Type and its kind, user metadata, tags and the objects' own ACLs
come along where the source has them; the bucket's ACL, styles, separators, source protection, CORS and Referer rules,
where a whole OSS bucket goes into a whole bucket.
${REMOTE_HELP}
Exit codes: 0 all there, 1 some failed (each is named), 2 asked wrongly, 130 stopped by Ctrl-C. docs/moving.md says more.

Examples:
  tintype import ./pictures photos                          the files of a directory
  tintype import oss://photos photos --remote https://oss-cn-hangzhou.aliyuncs.com --dry-run
  tintype import s3://photos photos --remote-region eu-central-1
  tintype import oss://photos photos/old --remote http://10.0.0.7:9000 --prefix 2024/ --parallel 16`;

export function addImport(program: Command, session: Session): void {
  const command = program
    .command('import')
    .description('copy objects from a directory, OSS, S3 or another Tintype into a bucket')
    .argument('<source>', 'a directory, oss://BUCKET or s3://BUCKET')
    .argument('<bucket>', 'BUCKET or BUCKET/PREFIX of the running server');
  addMovingOptions(command).addHelpText('after', HELP);
  command.action(async (from: string, to: string, options: MovingOptions) => {
    const { bucket, prefix } = ownPlace(to);
    const source = otherPlace(from);
    if (source.scheme !== 'directory' && source.prefix !== '') {
      throw new Failure(`${from}: name the bucket alone; --prefix ${source.prefix} chooses among its objects.`, 2);
    }
    // Loaded late: the other commands move nothing.
    const { openSource, refuseSame, settingsOf } = await import('./moving/places.js');
    const { ownBucket } = await import('./moving/bucket.js');
    const { OssTarget } = await import('../moving/oss/target.js');
    const { runMove } = await import('./moving/run.js');
    const server = await serverOf({ flags: flagsOf(command), env: session.terminal.env }, options.endpoint);
    refuseSame(source, options, { base: server.base, bucket });
    const opened = await openSource(source, options, session);
    const target = await ownBucket(server, bucket, options.dryRun ? 'look' : 'make');
    session.exitCode = await runMove({
      source: opened.source,
      target: new OssTarget(target.client, prefix, { searched: options.prefix, empty: !target.isThere }),
      options,
      terminal: session.terminal,
      ...(prefix === '' && options.prefix === '' && settingsOf(opened.bucket, target, options)),
    });
    opened.close();
    target.client.close();
  });
}
