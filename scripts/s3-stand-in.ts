/**
 * A small S3 bucket on this machine, for docs/tours.md and for trying things: holds the files of a directory in memory
 * until Ctrl-C. It takes any key, so it is for nothing else.
 *
 *     npx tsx scripts/s3-stand-in.ts docs/pictures
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mime from 'mime';
import { S3Bucket } from '../test/cli/s3-bucket.js';

const PORT = 9200;

const [directory = 'docs/pictures'] = process.argv.slice(2);
const bucket = await S3Bucket.start(PORT);
const names = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
for (const { name } of names) {
  bucket.put(name, readFileSync(join(directory, name)), { 'content-type': mime.getType(name) ?? undefined });
}
console.log(`s3://any-name at ${bucket.url} holds ${names.length} objects. Ctrl-C stops it.`);
