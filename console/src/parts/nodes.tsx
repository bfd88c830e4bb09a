/** This node among those on its PostgreSQL (docs/decisions/0038): what it asks, and for whom its changes wait. */
import { Statistic } from 'antd';
import { type Overview, total } from '../api/overview';
import { useTexts } from '../texts/texts';
import { useFormat } from './format';
import { type History, rates } from './history';

const QUESTIONS = 'tintype_metadata_questions_total';
const LAST = 'tintype_metadata_last_answers';
/** Of the nodes, the slowest. */
const SHOWN = 8;

export function Nodes({ samples }: Pick<History, 'samples'>) {
  const { nodes: text } = useTexts().overview;
  const format = useFormat();
  const latest = samples.at(-1);
  // Where rows are in the data directory nobody else is asked.
  if (latest === undefined || total(latest, QUESTIONS) === 0) return null;
  const milliseconds = (seconds: number) => `${format.number(seconds * 1000, seconds < 0.1 ? 1 : 0)} ms`;
  const asked = rates(samples, (sample) => total(sample, QUESTIONS)).values.at(-1) ?? undefined;
  const told = total(latest, 'tintype_metadata_told_total');
  const waited = total(latest, 'tintype_metadata_told_seconds_total');
  return (
    <section className="panel">
      <h2>{text.title}</h2>
      <p className="muted">{text.about}</p>
      <div className="numbers">
        <Statistic
          title={text.lease}
          value={total(latest, 'tintype_metadata_lease') === 1 ? text.held : text.notHeld}
        />
        <Statistic
          title={text.questions}
          value={asked === undefined ? '…' : format.number(asked, asked < 10 ? 1 : 0)}
        />
        <Statistic title={text.told} value={format.number(told)} />
        <Statistic title={text.wait} value={told === 0 ? '–' : milliseconds(waited / told)} />
      </div>
      <ul className="nodes">
        {waitedFor(latest).map(({ name, changes, seconds }) => (
          <li key={name}>
            <strong className="wrap">{name}</strong>
            <span className="muted">{text.last(format.number(changes), milliseconds(seconds / changes))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The nodes that answered last, those first for which changes waited longest. */
function waitedFor(latest: Overview) {
  return (latest.metrics[`${LAST}_total`] ?? [])
    .map(({ labels: { node: name = '' }, value: changes }) => {
      return { name, changes, seconds: total(latest, `${LAST}_seconds_total`, { node: name }) };
    })
    .sort((a, b) => b.seconds / b.changes - a.seconds / a.changes)
    .slice(0, SHOWN);
}
