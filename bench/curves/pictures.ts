/** Cost of a new picture: of its source's size and of its chain's length. CPU of all processes. */
import sharp from 'sharp';
import { jpeg, photo } from '../../test/pictures.js';
import type { Curve } from '../curves.js';
import { median } from '../measure.js';
import { measured } from '../peers/http-peer.js';
import { type Service, startService } from '../service.js';

const ROUNDS = 3;
const SIZES = [1, 4, 12, 25, 50, 100];
const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** None changes the size, so that each has as much to do as the one before. */
const STEPS = [
  'bright,10',
  'contrast,10',
  'sharpen,50',
  'blur,r_2,s_1',
  'rotate,180',
  'bright,-10',
  'contrast,-10',
  'sharpen,60',
  'blur,r_3,s_1',
];

async function started(): Promise<Service> {
  const service = await startService('--log-level', 'error', '--limit-source-bytes', '200MB');
  await service.put('/curves', undefined, { 'x-oss-acl': 'public-read' });
  return service;
}

/** Each URL is a new picture. */
function fresh(service: Service, key: string, chain: string): () => URL {
  let n = 0;
  return () => new URL(`${service.url}/curves/${key}?x-oss-process=${chain},h_${4000 - (n++ % 2000)}`);
}

/** Milliseconds of CPU for one. */
async function cpuOf(service: Service, next: () => URL, count: number): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(1000 * (await measured(service.pid, next, count, 2)).cpu);
  }
  return median(rounds);
}

export async function megapixels(): Promise<Curve> {
  const service = await started();
  const pattern = await jpeg(photo(1500, 1000));
  const rows: [number, number, number][] = [];
  for (const size of SIZES) {
    const width = Math.round(Math.sqrt(size * 1.5e6));
    const large = sharp(pattern).resize({ width, kernel: 'cubic' });
    await service.put(`/curves/${size}.jpg`, await large.clone().jpeg({ quality: 85 }).toBuffer());
    const small = fresh(service, `${size}.jpg`, 'image/resize,w_200');
    const whole = fresh(service, `${size}.jpg`, 'image/crop,w_900,h_600/resize,w_200');
    const count = Math.max(4, Math.round(60 / (size + 2)));
    rows.push([size, await cpuOf(service, small, count), await cpuOf(service, whole, count)]);
  }
  await service.stop();
  return {
    file: 'megapixels',
    title: 'Megapixels of the source',
    x: 'megapixels',
    y: 'ms of CPU',
    names: ['to 200 wide', 'its corner of 900 x 600, to 200 wide'],
    rows,
    about:
      'A new JPEG of a JPEG. The decoder hands a picture over already reduced, so that the pixels which are worked on hardly grow.',
  };
}

export async function chains(): Promise<Curve> {
  const service = await started();
  await service.put('/curves/photo.jpg', await jpeg(photo(3000, 2000)));
  const rows: [number, number][] = [];
  for (const length of LENGTHS) {
    const steps = STEPS.slice(0, length - 1).map((step) => `/${step}`);
    let n = 0;
    const next = () =>
      new URL(`${service.url}/curves/photo.jpg?x-oss-process=image/resize,w_720,h_${1000 + n++}${steps.join('')}`);
    rows.push([length, await cpuOf(service, next, 10)]);
  }
  await service.stop();
  return {
    file: 'chains',
    title: 'Length of the chain',
    x: 'actions',
    y: 'ms of CPU',
    names: ['CPU'],
    rows,
    about:
      'A JPEG of 3000 x 2000 to 720 wide, and up to nine more actions (bright, contrast, sharpen, blur, rotate, and again).',
  };
}
