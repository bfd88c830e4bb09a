/** Access key pairs: how they look, and making one. */
import { randomInt } from 'node:crypto';

export interface KeyPair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** Shaped like the vendor's: an id of 24 characters and a secret of 30, 178 bits of chance. */
export function newKeyPair(): KeyPair {
  return { accessKeyId: `TINT${randomLetters(20)}`, accessKeySecret: randomLetters(30) };
}

/** An id that begins as the vendor's temporary ones do, and a token: 380 bits of chance beside the secret's. */
export function newTemporaryPair(): KeyPair & { readonly token: string } {
  const { accessKeySecret } = newKeyPair();
  return { accessKeyId: `STS.${randomLetters(24)}`, accessKeySecret, token: randomLetters(64) };
}

function randomLetters(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
