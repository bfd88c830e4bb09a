/** XML in: what clients send, and what other servers answer. */
import { isUtf8 } from 'node:buffer';
import { setImmediate as others } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { OssError } from '../errors.js';

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

/**
 * Characters that are read in one turn of the event loop: 4 ms of the worst that has been thought of (references,
 * attributes). In one go a megabyte of those keeps everybody else waiting for a tenth of a second.
 */
const TURN = 32_768;

/** The root element. Everything but one well-formed, UTF-8 document without DOCTYPE within the limits is MalformedXML. */
export function readXml(body: Buffer, limits: XmlLimits = XML_LIMITS): XmlElement {
  const reading = new Reading(limits);
  reading.read(textOfBody(body, limits));
  return reading.end();
}

/** The same, with others served in between: for what strangers send. */
export async function readXmlInTurns(body: Buffer, limits: XmlLimits = XML_LIMITS): Promise<XmlElement> {
  const text = textOfBody(body, limits);
  const reading = new Reading(limits);
  for (let at = 0; at < text.length; at += TURN) {
    if (at > 0) await others();
    reading.read(text.slice(at, at + TURN));
  }
  return reading.end();
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

function textOfBody(body: Buffer, limits: XmlLimits): string {
  if (body.length > limits.bytes) throw malformed(`The XML is longer than ${limits.bytes} bytes.`);
  if (!isUtf8(body)) throw malformed('The XML is not UTF-8.');
  return body.toString('utf8').replace(/^\ufeff/, '');
}

interface Growing extends XmlElement {
  text: string;
  readonly children: Growing[];
}

/** Each is an Error with a stack to the parser, and no key is so long. */
const MOST_CONTROLS = 10_000;

/** One document, in as many pieces as one likes. */
class Reading {
  readonly #limits: XmlLimits;
  readonly #parser: SaxesParser;
  readonly #open: Growing[] = [];
  #root: Growing | undefined;
  #elements = 0;
  #controls = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
    this.#parser = strictParser();
    this.#parser.on('error', (error) => this.#refuseMost(error));
    this.#parser.on('doctype', () => {
      throw malformed('A document type declaration is not allowed.');
    });
    this.#parser.on('opentag', ({ name }) => this.#opened(name));
    this.#parser.on('closetag', () => void this.#open.pop());
    this.#parser.on('text', (text) => this.#said(text));
    this.#parser.on('cdata', (text) => this.#said(text));
  }

  read(piece: string): void {
    this.#guarded(() => this.#parser.write(piece));
  }

  end(): XmlElement {
    this.#guarded(() => this.#parser.close());
    if (this.#root === undefined) throw malformed('The XML has no root element.');
    return this.#root;
  }

  #opened(name: string): void {
    const element: Growing = { name: withoutPrefix(name), text: '', children: [] };
    if (++this.#elements > this.#limits.elements)
      throw malformed(`The XML has more than ${this.#limits.elements} elements.`);
    if (this.#open.length >= this.#limits.depth)
      throw malformed(`The XML is more than ${this.#limits.depth} levels deep.`);
    if (name in Object.prototype) throw malformed();
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }

  #said(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  /** Keys may have control characters, which XML 1.0 cannot carry, and which clients send as they are. */
  #refuseMost(error: Error): void {
    if (error.message !== 'disallowed character.' || ++this.#controls > MOST_CONTROLS) throw error;
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      throw error instanceof OssError ? error : malformed(undefined, error);
    }
  }
}

/** Without positions messages have no line numbers in front. Of 1.1, line ends that nobody means would be mended, too. */
function strictParser(): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  // A private part of it: references to control characters are text, as the characters themselves are.
  return Object.assign(parser, { isChar: isCharacter });
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function malformed(message?: string, cause?: unknown): OssError {
  return new OssError('MalformedXML', message, { cause });
}
