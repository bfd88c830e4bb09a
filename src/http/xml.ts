/** XML out and in. No attribute and no namespace is ever written: oss2 finds its elements by their bare names. */
import { isUtf8 } from 'node:buffer';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { OssError } from '../errors.js';

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

/** An element of a document that a client sent: prefixes, attributes, comments and instructions are dropped. */
export interface XmlElement {
  readonly name: string;
  /** The text directly inside, as sent, with references replaced. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
}

/** The longest document that the API knows lists 10,000 parts: 30,001 elements. */
export const XML_LIMITS: XmlLimits = { bytes: 1_048_576, depth: 16, elements: 40_000 };

/** The root element. Everything but one well-formed, UTF-8 document without DOCTYPE within the limits is MalformedXML. */
export function readXml(body: Buffer, limits: XmlLimits = XML_LIMITS): XmlElement {
  if (body.length > limits.bytes) throw malformed(`The XML is longer than ${limits.bytes} bytes.`);
  if (!isUtf8(body)) throw malformed('The XML is not UTF-8.');
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  if (/<!DOCTYPE/i.test(text)) throw malformed('A document type declaration is not allowed.');
  if (countOf(text, '<') > 2 * limits.elements) throw malformed(`The XML has more than ${limits.elements} elements.`);
  const [root, ...others] = parse(text, limits.depth);
  if (root === undefined || others.length > 0) throw malformed('The XML has no single root element.');
  return root;
}

/** The first child of that name. */
export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((child) => child.name === name);
}

export function childrenOf(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** The text of the first child of that name. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  return childOf(parent, name)?.text;
}

/** What fast-xml-parser makes of an element when order is kept: { name: [nodes] }, { '#text': '…' }, { '#cdata': [ { '#text' } ] }. */
type Node = Readonly<Record<string, unknown>>;

function parse(text: string, depth: number): XmlElement[] {
  try {
    // The parser alone mends what is broken (a wrong closing tag, for one), so the validator has to agree first.
    if (XMLValidator.validate(text) !== true) throw malformed();
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: true,
      ignoreDeclaration: true,
      ignorePiTags: true,
      removeNSPrefix: true,
      parseTagValue: false,
      trimValues: false,
      processEntities: false,
      cdataPropName: '#cdata',
      maxNestedTags: depth,
      jPath: false,
    });
    const nodes = parser.parse(text) as readonly Node[];
    // Both parts of the library overlook what stands behind the root.
    if (directText(nodes).trim() !== '' || !text.trimEnd().endsWith('>')) throw malformed();
    return elementsOf(nodes);
  } catch (error) {
    throw error instanceof OssError ? error : malformed(undefined, error);
  }
}

function elementsOf(nodes: readonly Node[]): XmlElement[] {
  const elements: XmlElement[] = [];
  for (const node of nodes) {
    const [name = '#text', inner] = Object.entries(node)[0] ?? [];
    if (name.startsWith('#')) continue;
    const children = inner as readonly Node[];
    elements.push({ name, text: directText(children), children: elementsOf(children) });
  }
  return elements;
}

function directText(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) {
    if (typeof node['#text'] === 'string') text += resolveReferences(node['#text']);
    else if (Array.isArray(node['#cdata']))
      for (const part of node['#cdata']) text += String((part as Node)['#text'] ?? '');
  }
  return text;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five names of XML and characters by number; there is no DOCTYPE, so there can be no other. */
function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|([a-z]+));|&/gi, (_all, hex, decimal, name) => {
    const character = name === undefined ? characterOf(hex, decimal) : NAMED[name];
    if (character === undefined) throw malformed('The XML refers to an unknown entity.');
    return character;
  });
}

function characterOf(hex: string | undefined, decimal: string | undefined): string | undefined {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function malformed(message?: string, cause?: unknown): OssError {
  return new OssError('MalformedXML', message, { cause });
}
