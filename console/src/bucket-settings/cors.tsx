/** The CORS rules of a bucket. */
import { type CorsRule, corsRules, setCorsRules } from '../api/cors';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { CorsRuleCard } from './cors-rule-card';
import { CorsRuleForm } from './cors-rule-form';
import { RuleList } from './rule-list';

/** Of a new rule: any page may show and fetch what it may read anyway. */
const READING: CorsRule = { origins: ['*'], methods: ['GET', 'HEAD'], headers: ['*'], exposed: [], maxAgeSeconds: 600 };

export function Cors({ bucket }: { readonly bucket: string }) {
  const { settings: text } = useTexts();
  const loaded = useLoad(bucket, (signal) => corsRules(bucket, signal));
  const { rules, responseVary = false } = loaded.value ?? {};
  return (
    <RuleList
      texts={{ ...text, title: text.cors, about: text.corsAbout }}
      of={{ ...loaded, value: rules }}
      put={(next) => setCorsRules(bucket, { rules: next, responseVary })}
      nameOf={(_, index) => text.rule(index + 1)}
      newRule={() => READING}
      inOrder
      Card={CorsRuleCard}
      Form={CorsRuleForm}
    />
  );
}
