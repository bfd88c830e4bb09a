/** The pages of the console that tests walk through and that `console-views.ts` draws; the demo's bucket stands for all. */
export const CONSOLE_PAGES = [
  '/overview',
  '/buckets',
  '/buckets?new',
  '/buckets/image-demo',
  '/buckets/image-demo/files',
  '/buckets/image-demo/preview?key=example.jpg',
  '/buckets/image-demo/settings',
  '/buckets/image-demo/image',
  '/buckets/image-demo/image/create-style',
  '/buckets/image-demo/image/access-settings',
  '/buckets/image-demo/image/channel',
  '/keys',
  '/nothing',
] as const;
