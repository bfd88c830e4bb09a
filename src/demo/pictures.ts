/**
 * What the demo bucket holds. The guide's examples name example.jpg, f.jpg, panda.png and example.gif in a bucket
 * image-demo: with these here its URLs work unchanged but for the host.
 */
export const DEMO_BUCKET = 'image-demo';

/** Key -> content type, in the order in which they are stored. */
export const DEMO_PICTURES = {
  'photo.jpg': 'image/jpeg',
  'example.jpg': 'image/jpeg',
  'f.jpg': 'image/jpeg',
  'panda.png': 'image/png',
  'example.gif': 'image/gif',
} as const;

export type DemoKey = keyof typeof DEMO_PICTURES;
