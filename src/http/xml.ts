/** XML out. No attribute and no namespace is ever written: oss2 finds its elements by their bare names. */

/** Members in the order they are to appear; an array repeats its element, undefined leaves it out. */
export interface XmlTree {
  readonly [name: string]: XmlContent | readonly XmlContent[];
}
export type XmlContent = string | number | boolean | undefined | XmlTree;

/** `root` and the member names are ours, never a client's. */
export function writeXml(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content)}`;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  const inner = typeof content === 'object' ? members(content) : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

function members(tree: XmlTree): string {
  let text = '';
  for (const [name, content] of Object.entries(tree)) {
    if (isList(content)) for (const item of content) text += element(name, item);
    else text += element(name, content);
  }
  return text;
}

function isList(content: XmlContent | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content);
}

/** Under `u` a category Cs matches only a surrogate without its partner. */
const SPECIAL = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const WRITTEN_AS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '\t',
  '\n': '\n',
  '\r': '&#13;',
};

/**
 * A carriage return is written as a reference, because parsers turn a bare one into a line feed. The characters that
 * XML 1.0 cannot carry in any form become U+FFFD: one odd key must not make a whole listing unreadable to every
 * parser. (Clients that keep such keys ask for encoding-type=url.)
 */
function escapeXml(text: string): string {
  return text.replace(SPECIAL, (found) => writtenAs(found) ?? '\ufffd');
}

/** Whether a document that is written with the text and read again still says the same. */
export function isXmlText(text: string): boolean {
  return (text.match(SPECIAL) ?? []).every((found) => writtenAs(found) !== undefined);
}

function writtenAs(special: string): string | undefined {
  return WRITTEN_AS[special] ?? (isC1Control(special) ? special : undefined);
}

/** U+007F to U+009F are controls to Unicode but characters to XML 1.0. */
function isC1Control(character: string): boolean {
  return character >= '\u007f' && character <= '\u009f';
}
