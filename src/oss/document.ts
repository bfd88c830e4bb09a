/** Bodies that are an XML document. */
import { createHash } from 'node:crypto';
import { OssError } from '../errors.js';
import { readBody } from '../http/body.js';
import { readXml, XML_LIMITS, type XmlElement } from '../http/xml.js';
import type { Call } from './call.js';

/**
 * The root element, whose name has to be `root`; undefined for an empty body. A Content-MD5 that was sent is compared.
 * @param bytes the longest body that is read
 * @throws OssError 400 EntityTooLarge, InvalidDigest, MalformedXML
 */
export async function readDocument({ request }: Call, root: string, bytes: number): Promise<XmlElement | undefined> {
  const body = await readBody(request.body, bytes);
  const announced = request.headers['content-md5'];
  if (announced !== undefined && announced !== createHash('md5').update(body).digest('base64')) {
    throw new OssError('InvalidDigest');
  }
  if (body.length === 0) return undefined;
  const document = readXml(body, { ...XML_LIMITS, bytes });
  if (document.name === root) return document;
  throw new OssError('MalformedXML', `The XML is not a ${root}.`);
}
