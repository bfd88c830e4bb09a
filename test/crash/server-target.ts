/** A server as a target: signed requests of the OSS API (header signature V1) over kept-alive connections. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { base64Of } from '#src/process/base64.js';
import { type Ask, type KeyPair, signed } from '../oss/request.js';
import { noisy, png } from '../pictures.js';
import { BUCKET, chunksOf, type Listed, PAGE, type Size, type Target, UnexpectedAnswer } from './target.js';

const LARGE = 64 << 10;
/** Of the picture that others are drawn from, so that it is in no listing that is compared. */
const PICTURES = 'crash-pictures';
const SOURCE = 'source.png';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

export class ServerTarget implements Target {
  readonly #endpoint: string;
  readonly #key: KeyPair;
  readonly #agent = new Agent({ keepAlive: true });
  #source: Promise<void> | undefined;
  /** x-oss-request-id of the last answer. */
  lastRequest = '';

  private constructor(endpoint: string, key: KeyPair) {
    this.#endpoint = endpoint;
    this.#key = key;
  }

  /** Makes the bucket, which may be there. */
  static async connect(endpoint: string, key: KeyPair): Promise<ServerTarget> {
    const target = new ServerTarget(endpoint, key);
    await target.#ask('PUT', '', [200]);
    return target;
  }

  async put(key: string, bytes: Buffer): Promise<void> {
    const { headers } = await this.#ask('PUT', key, [200], { body: bytes });
    if (!headers.etag) throw new UnexpectedAnswer(`PUT ${key} was acknowledged without an ETag`);
  }

  async abort(key: string, bytes: Buffer): Promise<void> {
    const sent = this.#open('PUT', key, { headers: { 'content-length': String(bytes.length) } });
    await new Promise<void>((resolve) => {
      sent.once('error', () => resolve());
      sent.write(bytes.subarray(0, bytes.length / 2), () => sent.destroy(new Error('broken off')));
    });
  }

  async delete(key: string): Promise<void> {
    await this.#ask('DELETE', key, [204]);
  }

  async append(key: string, position: number, bytes: Buffer): Promise<void> {
    await this.#ask('POST', key, [200], { query: `append&position=${position}`, body: bytes });
  }

  async initiate(key: string): Promise<string> {
    return textOf((await this.#ask('POST', key, [200], { query: 'uploads' })).bytes.toString(), 'UploadId');
  }

  async putPart(key: string, upload: string, number: number, body: Buffer): Promise<void> {
    await this.#ask('PUT', key, [200], { query: `partNumber=${number}&uploadId=${upload}`, body });
  }

  async complete(key: string, upload: string): Promise<void> {
    const headers = { 'x-oss-complete-all': 'yes' };
    await this.#ask('POST', key, [200], { query: `uploadId=${upload}`, headers });
  }

  async abortUpload(key: string, upload: string): Promise<void> {
    await this.#ask('DELETE', key, [204], { query: `uploadId=${upload}` });
  }

  async copy(from: string, to: string): Promise<void> {
    await this.#ask('PUT', to, [200], { headers: { 'x-oss-copy-source': `/${BUCKET}/${from}` } });
  }

  async putStyle(name: string, content: string): Promise<void> {
    const body = Buffer.from(`<Style><Content>${content}</Content></Style>`);
    await this.#ask('PUT', '', [200], { query: `style&styleName=${name}`, body });
  }

  async deleteStyle(name: string): Promise<void> {
    await this.#ask('DELETE', '', [204], { query: `style&styleName=${name}` });
  }

  async style(name: string): Promise<string | undefined> {
    const { status, bytes } = await this.#ask('GET', '', [200, 404], { query: `style&styleName=${name}` });
    return status === 200 ? textOf(bytes.toString(), 'Content') : undefined;
  }

  async save(key: string, { width, height }: Size): Promise<void> {
    this.#source ??= this.#makeSource();
    await this.#source;
    const chain = `image/resize,m_fixed,w_${width},h_${height},limit_0/format,png`;
    const where = `o_${base64Of(key)},b_${base64Of(BUCKET)}`;
    const body = Buffer.from(`x-oss-process=${chain}|sys/saveas,${where}`);
    const headers = { 'content-type': 'text/plain' };
    await this.#ask('POST', SOURCE, [200], { query: 'x-oss-process', body, headers }, PICTURES);
  }

  async uploads() {
    const xml = (await this.#ask('GET', '', [200], { query: 'uploads&max-uploads=1000' })).bytes.toString();
    const entries = [...xml.matchAll(/<Upload>.*?<\/Upload>/gs)];
    return entries.map(([entry]) => ({ key: textOf(entry, 'Key'), upload: textOf(entry, 'UploadId') }));
  }

  async parts(key: string, upload: string) {
    const xml = (await this.#ask('GET', key, [200], { query: `uploadId=${upload}&max-parts=1000` })).bytes.toString();
    const entries = [...xml.matchAll(/<Part>.*?<\/Part>/gs)];
    return entries.map(([entry]) => ({
      number: Number(textOf(entry, 'PartNumber')),
      size: Number(textOf(entry, 'Size')),
    }));
  }

  async get(key: string) {
    const { status, headers, bytes } = await this.#ask('GET', key, [200, 404]);
    if (status === 404) return undefined;
    return {
      bytes,
      size: Number(headers['content-length']),
      type: String(headers['x-oss-object-type']),
      etag: String(headers.etag).replaceAll('"', ''),
      crc64: String(headers['x-oss-hash-crc64ecma']),
    };
  }

  async list(): Promise<readonly Listed[]> {
    const listed: Listed[] = [];
    let marker: string | undefined = '';
    while (marker !== undefined) {
      const query = `max-keys=${PAGE}&marker=${encodeURIComponent(marker)}`;
      const xml: string = (await this.#ask('GET', '', [200], { query })).bytes.toString();
      listed.push(...[...xml.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([entry]) => listedOf(entry)));
      marker = /<IsTruncated>true</.test(xml) ? textOf(xml, 'NextMarker') : undefined;
    }
    return listed;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #makeSource(): Promise<void> {
    await this.#ask('PUT', '', [200], {}, PICTURES);
    await this.#ask('PUT', SOURCE, [200], { body: await png(noisy(40, 30)) }, PICTURES);
  }

  async #ask(
    method: string,
    key: string,
    expected: readonly number[],
    ask: Ask = {},
    bucket = BUCKET,
  ): Promise<Answer> {
    const body = Buffer.isBuffer(ask.body) ? ask.body : Buffer.alloc(0);
    const headers: Record<string, string> = { ...ask.headers, 'content-length': String(body.length) };
    // As many clients do: a large body is sent when the server asks for it, and a refusal is heard before.
    const expects = body.length > LARGE;
    if (expects) headers.expect = '100-continue';
    const sent = this.#open(method, key, { ...ask, headers }, bucket);
    const answer = answerOf(sent);
    sent.flushHeaders();
    if (!expects || (await Promise.race([answer, continued(sent)])) === undefined) {
      for (const chunk of chunksOf(body)) sent.write(chunk);
      sent.end();
    }
    const { status, bytes, ...rest } = await answer;
    this.lastRequest = String(rest.headers['x-oss-request-id']);
    if (!expected.includes(status)) {
      // The request has given it back already.
      sent.socket?.destroy();
      throw new UnexpectedAnswer(`${method} ${key}: ${status} ${bytes}`);
    }
    return { status, bytes, ...rest };
  }

  #open(method: string, key: string, ask: Ask, bucket = BUCKET): ClientRequest {
    const { headers = {}, query } = signed({ ...ask, method }, `/${bucket}/${key}`, this.#key);
    const path = `/${bucket}/${key}${query ? `?${query}` : ''}`;
    return request(this.#endpoint + path, { method, headers, agent: this.#agent });
  }
}

async function continued(sent: ClientRequest): Promise<void> {
  await new Promise((resolve) => {
    sent.once('continue', resolve);
  });
}

async function answerOf(sent: ClientRequest): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('error', reject).once('response', resolve);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: await buffer(response) };
}

function listedOf(entry: string): Listed {
  const etag = textOf(entry, 'ETag').replaceAll(/"|&quot;/g, '');
  return { key: textOf(entry, 'Key'), size: Number(textOf(entry, 'Size')), etag };
}

function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  if (text === undefined) throw new UnexpectedAnswer(`a listing without ${element}: ${xml}`);
  return text;
}
