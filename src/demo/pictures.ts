/**
 * What the demo bucket holds and knows. The guide's examples name example.jpg, f.jpg, panda.png and example.gif in a bucket
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

/** The styles that the guide's examples name, and what is in them. */
export const DEMO_STYLES = {
  'style-example': 'image/resize,w_200',
  panda_style:
    'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se,y_10,x_10',
} as const;

export type DemoKey = keyof typeof DEMO_PICTURES;
