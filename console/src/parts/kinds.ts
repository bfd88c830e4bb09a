/** What a name promises. What the bytes are, the server finds out. */
const PICTURES = new Set(['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'tif', 'tiff', 'avif']);
const VIDEOS = new Set(['mp4', 'mov', 'webm', 'mkv', 'avi', 'flv', 'ts', 'm4v']);

export function kindOf(key: string): 'picture' | 'video' | 'other' {
  const extension = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  if (PICTURES.has(extension)) return 'picture';
  return VIDEOS.has(extension) ? 'video' : 'other';
}
