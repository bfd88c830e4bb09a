/** `sharp-process.ts FILE WIDTH QUALITY COUNT IN-FLIGHT` makes thumbnails and prints what they took as JSON. */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export function thumbnail(path: string, width: number, quality: number): Promise<Buffer> {
  return sharp(path).autoOrient().resize({ width }).jpeg({ quality }).toBuffer();
}

async function run(path: string, [width = 0, quality = 0, count = 0, inFlight = 1]: readonly number[]): Promise<void> {
  sharp.concurrency(1);
  sharp.cache(false);
  const took: number[] = [];
  const lanes = (total: number) => {
    let left = total;
    return Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (left-- > 0) {
          const began = performance.now();
          await thumbnail(path, width, quality);
          took.push(performance.now() - began);
        }
      }),
    );
  };
  await lanes(2 * inFlight);
  took.length = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await lanes(count);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ cpu: (user + system) / 1e6 / count, perSecond: count / seconds, took, peak }));
}

const [program, path, ...numbers] = process.argv.slice(1);
if (program === fileURLToPath(import.meta.url) && path) await run(path, numbers.map(Number));
