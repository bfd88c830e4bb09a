/** Kinds of configuration value: what is accepted, in words, and how a text becomes a value. */
import { isIP, isIPv4 } from 'node:net';
import { BUCKET_NAME, isBucketName } from '../oss/names.js';
import { FONT_NAMES, type FontName } from '../process/text/fonts.js';

export interface Kind<T> {
  /** Stands for the value in the help: 'port'. Empty for a switch, which needs no value. */
  readonly placeholder: string;
  /** Completes 'must be …'. */
  readonly allowed: string;
  /** undefined: refused. */
  parse(text: string): T | undefined;
}

export const PORT: Kind<number> = {
  placeholder: 'port',
  allowed: 'a port number from 0 to 65535 (0 picks a free one)',
  parse: (text) => wholeNumber(text, 0, 65_535),
};

/** What a server can bind to. */
export const ADDRESS: Kind<string> = {
  placeholder: 'address',
  allowed: 'an IP address or a host name, without a port (127.0.0.1: this machine only, 0.0.0.0 or ::: every network)',
  parse: (text) => (isIP(text) !== 0 || isHostName(text) ? text : undefined),
};

export const DOMAIN: Kind<string> = {
  placeholder: 'domain',
  allowed: 'a domain or an IP address without a port, such as oss.example.com',
  parse(text) {
    const name = text.toLowerCase();
    return isIP(name) !== 0 || isHostName(name) ? name : undefined;
  },
};

/** An address or a block of them in CIDR form. */
export const NETWORK: Kind<string> = {
  placeholder: 'network',
  allowed: 'an IP address or a CIDR block, such as 10.0.0.0/8',
  parse(text) {
    const [address = '', bits, ...rest] = text.split('/');
    if (isIP(address) === 0 || rest.length > 0) return undefined;
    if (bits === undefined) return address;
    return wholeNumber(bits, 0, isIPv4(address) ? 32 : 128) === undefined ? undefined : text;
  },
};

export const PATH: Kind<string> = {
  placeholder: 'path',
  allowed: 'a path',
  parse: (text) => (text.includes('\0') ? undefined : text),
};

/** Its query may hold what the driver knows, such as sslmode. */
export const POSTGRES_URL: Kind<string> = {
  placeholder: 'url',
  allowed: 'a PostgreSQL URL with host and database, such as postgres://user:password@db.example:5432/tintype',
  parse(text) {
    if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
    const { hostname, pathname } = new URL(text);
    return hostname !== '' && pathname.length > 1 ? text : undefined;
  },
};

/** Of an S3 engine. */
export const HTTP_URL: Kind<string> = {
  placeholder: 'url',
  allowed: 'the URL of an S3 engine without a path, such as https://s3.example:9000',
  parse(text) {
    if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
    const { hostname, pathname, search, hash, username, password } = new URL(text);
    return hostname !== '' && pathname === '/' && `${search}${hash}${username}${password}` === '' ? text : undefined;
  },
};

export const S3_BUCKET: Kind<string> = {
  placeholder: 'bucket',
  allowed: '3 to 63 lower-case letters, digits, hyphens and dots, beginning and ending with a letter or a digit',
  parse: (text) => (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text) && !text.includes('..') ? text : undefined),
};

/** Of OSS and of this server, whose rule is narrower than that of S3. */
export const BUCKET: Kind<string> = {
  placeholder: 'bucket',
  allowed: BUCKET_NAME,
  parse: (text) => (isBucketName(text) ? text : undefined),
};

/** As the engine made them: nothing is known of their form. */
export const S3_KEY_ID = visible('id', 256);
export const S3_KEY_SECRET = visible('secret', 1024);

function visible(placeholder: string, most: number): Kind<string> {
  return {
    placeholder,
    allowed: `1 to ${most} printable ASCII characters without blanks`,
    parse: (text) => (text.length <= most && /^[!-~]+$/.test(text) ? text : undefined),
  };
}

/** rediss: with TLS. */
export const VALKEY_URL: Kind<string> = {
  placeholder: 'url',
  allowed: 'a Valkey or Redis URL, such as redis://cache.example:6379 or rediss://user:password@cache.example:6380/1',
  parse(text) {
    if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return undefined;
    const { hostname, pathname } = new URL(text);
    return hostname !== '' && /^\/?\d{0,4}$/.test(pathname) ? text : undefined;
  },
};

/** A font file and the name of the guide that it draws. */
export const FACE: Kind<{ readonly name: FontName; readonly file: string }> = {
  placeholder: 'name=file',
  allowed: `NAME=FILE, such as fangzhengkaiti=FZKTK.TTF; the names are ${FONT_NAMES.join(', ')}`,
  parse(text) {
    const [word, ...rest] = text.split('=');
    const [name, file] = [FONT_NAMES.find((each) => each === word), rest.join('=')];
    return name === undefined || file === '' || file.includes('\0') ? undefined : { name, file };
  },
};

export const REGION: Kind<string> = {
  placeholder: 'region',
  allowed: 'lower-case letters, digits and hyphens, such as cn-hangzhou',
  parse: (text) => (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text) ? text : undefined),
};

/** Neither ':' nor '/', which separate the parts of a signature's header. */
export const KEY_ID: Kind<string> = {
  placeholder: 'id',
  allowed: '3 to 128 letters, digits, dots, hyphens or underscores',
  parse: (text) => (/^[\w.-]{3,128}$/.test(text) ? text : undefined),
};

export const KEY_SECRET: Kind<string> = {
  placeholder: 'secret',
  allowed: '1 to 128 printable ASCII characters without blanks',
  parse: (text) => (/^[!-~]{1,128}$/.test(text) ? text : undefined),
};

export const SWITCH: Kind<boolean> = {
  placeholder: '',
  allowed: 'true or false (also 1, 0, yes, no, on, off)',
  parse(text) {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    return /^(false|0|no|off)$/i.test(text) ? false : undefined;
  },
};

/** A number of bytes; KB, MB and GB are powers of 1024, as in the guide's '20 MB'. */
export const BYTES = bytes(1);
/** 0: nothing at all. */
export const BYTES_OR_NONE = bytes(0);

function bytes(min: number): Kind<number> {
  return {
    placeholder: 'bytes',
    allowed: `a number of bytes from ${min} to 1 TB, such as 20971520, 512KB or 20MB`,
    parse(text) {
      const found = /^(\d{1,13})\s*(b|kb|mb|gb)?$/i.exec(text);
      const power = ['b', 'kb', 'mb', 'gb'].indexOf((found?.[2] ?? 'b').toLowerCase());
      const bytes = Number(found?.[1]) * 1024 ** power;
      return bytes >= min && bytes <= 1024 ** 4 ? bytes : undefined;
    },
  };
}

export function count(placeholder: string, min: number, max: number): Kind<number> {
  return { placeholder, allowed: `a whole number from ${min} to ${max}`, parse: (text) => wholeNumber(text, min, max) };
}

export function oneOf<const T extends string>(placeholder: string, words: readonly T[]): Kind<T> {
  return {
    placeholder,
    allowed: `one of ${words.join(', ')}`,
    parse: (text) => words.find((word) => word === text),
  };
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,12}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

function isHostName(text: string): boolean {
  if (text.length > 253 || /^[\d.]+$/.test(text)) return false;
  return text.split('.').every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}
