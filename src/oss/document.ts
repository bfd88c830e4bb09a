/** Bodies that are read whole: XML documents, and the process string of a POST. */
import { createHash } from 'node:crypto';
import { OssError } from '../errors.js';
import { readBody } from '../http/body.js';
import { readXmlInTurns, XML_LIMITS, type XmlElement } from '../http/xml-document.js';
import type { Call } from './call.js';

/** A Content-MD5 that was sent is compared. @throws OssError 400 EntityTooLarge, InvalidDigest */
export async function readWhole({ request }: Call, bytes: number): Promise<Buffer> {
  const body = await readBody(request.body, bytes);
  const announced = request.headers['content-md5'];
  if (announced === undefined || announced === createHash('md5').update(body).digest('base64')) return body;
  throw new OssError('InvalidDigest');
}

/**
 * The root element, whose name has to be `root`; undefined for an empty body.
 * @param bytes the longest body that is read
 * @throws OssError 400 EntityTooLarge, InvalidDigest, MalformedXML
 */
export async function readDocument(call: Call, root: string, bytes: number): Promise<XmlElement | undefined> {
  const body = await readWhole(call, bytes);
  if (body.length === 0) return undefined;
  const document = await readXmlInTurns(body, { ...XML_LIMITS, bytes });
  if (document.name === root) return document;
  throw new OssError('MalformedXML', `The XML is not a ${root}.`);
}

/** The same, for calls that are nothing without one. @throws OssError as above; 400 MalformedXML for an empty body */
export async function requiredDocument(call: Call, root: string, bytes: number): Promise<XmlElement> {
  const document = await readDocument(call, root, bytes);
  if (document !== undefined) return document;
  throw new OssError('MalformedXML', `The body is empty. Allowed: a ${root}.`);
}
