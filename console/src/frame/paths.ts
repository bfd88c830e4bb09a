/** The address of every page, below /ui. Keys stand in the query: in a path, a browser would take `..` out of them. */

export const paths = {
  overview: '/overview',
  buckets: '/buckets',
  newBucket: '/buckets?new',
  keys: '/keys',
  bucket: (name: string) => `/buckets/${name}`,
  files: (name: string, prefix = '') =>
    `/buckets/${name}/files${prefix === '' ? '' : `?prefix=${encodeURIComponent(prefix)}`}`,
  bucketSettings: (name: string) => `/buckets/${name}/settings`,
  preview: (name: string, key: string) => `/buckets/${name}/preview?key=${encodeURIComponent(key)}`,
  image: (name: string) => `/buckets/${name}/image`,
  createStyle: (name: string) => `/buckets/${name}/image/create-style`,
  editStyle: (name: string, style: string) => `/buckets/${name}/image/create-style?edit=${encodeURIComponent(style)}`,
  duplicateStyle: (name: string, style: string) =>
    `/buckets/${name}/image/create-style?from=${encodeURIComponent(style)}`,
  accessSettings: (name: string) => `/buckets/${name}/image/access-settings`,
  channel: (name: string) => `/buckets/${name}/image/channel`,
} as const;
