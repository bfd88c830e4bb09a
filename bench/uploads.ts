/** Large bodies, one after the other: a gigabyte by PUT and GET, five by multipart upload. Needs 3 GB of disk. */
import { multipart } from './multipart.js';
import { streams } from './streams.js';

await streams();
await multipart();
