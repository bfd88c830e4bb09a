/** What the service uses of the machine, as `tintype doctor` shows it. */
import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { getMachine, type MachinePart } from '../api/overview';
import { useTexts } from '../texts/texts';
import { useLoad } from './load';
import { WhenLoaded } from './loaded';

export function Machine() {
  const { overview: text } = useTexts();
  const loaded = useLoad('machine', getMachine);
  return (
    <section className="panel">
      <h2>{text.machine}</h2>
      <p className="muted">{text.machineAbout}</p>
      <WhenLoaded of={loaded}>
        {(value) => (
          <ul className="machine">
            {value.map((part) => (
              <PartLine key={part.name} part={part} />
            ))}
          </ul>
        )}
      </WhenLoaded>
    </section>
  );
}

function PartLine({ part: { name, purpose, found, advice } }: { readonly part: MachinePart }) {
  const { overview: text } = useTexts();
  return (
    <li>
      {found === undefined ? (
        <CloseCircleOutlined className="machine-missing" aria-label={text.missing} />
      ) : (
        <CheckCircleOutlined aria-label={text.here} />
      )}
      <strong>{name}</strong>
      <span className="wrap">
        {found === undefined ? (
          <>
            {text.usedFor(text.purposes[name] ?? purpose)} {text.toGet(advice)}
          </>
        ) : (
          <span className="muted">{found}</span>
        )}
      </span>
    </li>
  );
}
