/** A bucket with a rule that mirrors. */
import type { Reply, Service } from '../service.js';

export interface Rule {
  readonly url: string;
  readonly prefix?: string;
  /** More elements of the Redirect. */
  readonly more?: string;
}

export const ruleXml = ({ url, prefix = '', more = '' }: Rule, number = 1): string =>
  `<RoutingRule><RuleNumber>${number}</RuleNumber>` +
  `<Condition><KeyPrefixEquals>${prefix}</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition>` +
  `<Redirect><RedirectType>Mirror</RedirectType><MirrorURL>${url.replaceAll('&', '&amp;')}</MirrorURL>${more}</Redirect></RoutingRule>`;

export const websiteXml = (...rules: string[]): string =>
  `<WebsiteConfiguration><RoutingRules>${rules.join('')}</RoutingRules></WebsiteConfiguration>`;

export function putWebsite(service: Service, bucket: string, rule: Rule): Promise<Reply> {
  return service.owner('PUT', bucket, { query: 'website', body: websiteXml(ruleXml(rule)) });
}
