/** BucketChannelConfig, a part of a bucket's process configuration that is kept and given back (docs/decisions/0021). */
import { invalidValue } from '../../errors.js';
import { formatHttpDate } from '../../http/dates.js';
import type { XmlTree } from '../../http/xml.js';
import { childOf, childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import type { ChannelRule, ChannelRules } from '../../store/style-records.js';
import { textIn } from './xml-values.js';

const ROOT = 'BucketChannelConfig';
const MOST_RULES = 50;
const LARGEST_VERSION = 2 ** 31 - 1;
/** What XML carries there and back; of the controls only white space. */
const PRINTABLE = /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}\ufffe\uffff])*$/u;

/** Characters of each text; those with a `least` of 1 are required. */
const TEXTS = {
  RuleName: { least: 1, most: 64 },
  RuleRegex: { least: 1, most: 1024 },
  FrontContent: { least: 0, most: 4096 },
  CreateTime: { least: 0, most: 64 },
  LastModifiedTime: { least: 0, most: 64 },
  DebugInfo: { least: 0, most: 1024 },
} as const;

/** Undefined: there is none, or nothing is in it. @throws OssError 400 InvalidArgument */
export function channelRulesIn(document: XmlElement): ChannelRules | undefined {
  const config = childOf(document, ROOT);
  if (config === undefined) return undefined;
  const found = childrenOf(childOf(config, 'RuleList') ?? config, 'Rule');
  if (found.length > MOST_RULES)
    throw invalidValue('RuleList', `${found.length} rules`, `at most ${MOST_RULES} of them`);
  const debugInfo = checkedText(config, 'DebugInfo');
  const version = versionIn(config);
  if (found.length === 0 && debugInfo === undefined && version === undefined) return undefined;
  return {
    rules: found.map(ruleIn),
    ...(debugInfo !== undefined && { debugInfo }),
    ...(version !== undefined && { version }),
  };
}

/** @param at when the configuration was stored: the time of a rule that came without times */
export function channelRulesXml({ rules, debugInfo, version }: ChannelRules, at: number): XmlTree {
  const stored = formatHttpDate(at);
  const Rule = rules.map(({ name, regex, frontContent, createTime, lastModifiedTime }) => ({
    RuleName: name,
    RuleRegex: regex,
    FrontContent: frontContent,
    CreateTime: createTime ?? stored,
    LastModifiedTime: lastModifiedTime ?? stored,
  }));
  // `version` is small where today's SDKs read it.
  return { DebugInfo: debugInfo, RuleList: { Rule }, version };
}

function ruleIn(element: XmlElement): ChannelRule {
  const frontContent = checkedText(element, 'FrontContent');
  const createTime = checkedText(element, 'CreateTime');
  const lastModifiedTime = checkedText(element, 'LastModifiedTime');
  return {
    name: checkedText(element, 'RuleName') ?? '',
    regex: checkedText(element, 'RuleRegex') ?? '',
    ...(frontContent !== undefined && { frontContent }),
    ...(createTime !== undefined && { createTime }),
    ...(lastModifiedTime !== undefined && { lastModifiedTime }),
  };
}

/** As it was sent. Undefined: absent or empty, where that is allowed. */
function checkedText(parent: XmlElement, name: keyof typeof TEXTS): string | undefined {
  const { least, most } = TEXTS[name];
  const text = textOf(parent, name) ?? '';
  if (text.length > most || text.trim().length < least || !PRINTABLE.test(text)) {
    throw invalidValue(name, text, `${least} to ${most} characters without control characters but white space`);
  }
  return text === '' ? undefined : text;
}

function versionIn(config: XmlElement): number | undefined {
  const text = textIn(config, 'version') || textIn(config, 'Version');
  if (text === '') return undefined;
  const version = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (version <= LARGEST_VERSION) return version;
  throw invalidValue('Version', text, `an integer from 0 to ${LARGEST_VERSION}`);
}
