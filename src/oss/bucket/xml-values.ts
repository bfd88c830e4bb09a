/** Values in the documents of a bucket's settings. */
import { invalidValue } from '../../errors.js';
import { textOf, type XmlElement } from '../../http/xml-document.js';

/** 'true' or 'false', as the vendor writes switches; `fallback` where it is absent. @throws OssError 400 InvalidArgument */
export function flagIn(parent: XmlElement, name: string, fallback: boolean): boolean {
  const text = textIn(parent, name).toLowerCase();
  if (text === '') return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidValue(name, text, 'true or false');
}

/** The text of the first element of that name, without the white space around it; '' where there is none. */
export function textIn(parent: XmlElement, name: string): string {
  return textOf(parent, name)?.trim() ?? '';
}

/** What stands between the commas of that text; empty parts are left out. */
export function listIn(parent: XmlElement, name: string): readonly string[] {
  const parts = textIn(parent, name).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
