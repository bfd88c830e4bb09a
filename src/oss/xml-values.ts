/** Values in the documents of a bucket's settings. */
import { invalidValue } from '../errors.js';
import { textOf, type XmlElement } from '../http/xml.js';

/** 'true' or 'false', as the vendor writes switches; `fallback` where it is absent. @throws OssError 400 InvalidArgument */
export function flagIn(parent: XmlElement, name: string, fallback: boolean): boolean {
  const text = textOf(parent, name)?.trim().toLowerCase();
  if (text === undefined || text === '') return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidValue(name, text, 'true or false');
}
