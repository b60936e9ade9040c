import {
  type RedactionDetector,
  redactionDetectors,
  type Settings,
} from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';
import { useCall } from '../../connection/use-call.ts';
import { Group, SimpleTable } from './Field.tsx';
import { RedactionRules } from './RedactionRules.tsx';
import { RedactionTrial } from './RedactionTrial.tsx';
import { Toggle } from './Toggle.tsx';

type Redaction = Settings['logs']['redaction'];

const ASK_AGAIN_MS = 2_000;

const detectorTexts: Record<RedactionDetector, string> = {
  email: 'E-mail addresses',
  card: 'Numbers of payment cards, by network and check digit',
  jwt: 'JSON Web Tokens',
  bearer: 'Bearer tokens',
  'basic-auth': 'Basic authentication',
  'aws-key': 'Access keys of AWS, and secret keys by their name',
  'private-key': 'Private keys in PEM and OpenPGP blocks',
  'url-password': 'Passwords in URLs',
  iban: 'IBANs, by country and checksum',
  phone: 'Phone numbers with a + or an area in brackets',
};

interface RedactionProps {
  redaction: Redaction;
  fixed(name: string): string | undefined;
  edit(part: Partial<Redaction>): void;
}

/** What is replaced by marks, where, and how often it was. */
export function RedactionGroups({ redaction, fixed, edit }: RedactionProps) {
  return (
    <>
      <Group
        title="Redaction"
        note="What is found is replaced by a mark of its kind, such as [redacted:email]. What was stored before stays as it is."
      >
        <Toggle
          name="Before anything is stored"
          value={redaction.storage}
          fixedBy={fixed('storage')}
          onChange={() => edit({ storage: !redaction.storage })}
        />
        <Toggle
          name="In exports"
          value={redaction.exports}
          fixedBy={fixed('exports')}
          onChange={() => edit({ exports: !redaction.exports })}
        />
        <Detectors redaction={redaction} fixed={fixed} edit={edit} />
      </Group>
      <RedactionRules rules={redaction.rules} fixed={fixed('rules')} onChange={(rules) => edit({ rules })} />
      <RedactionTrial redaction={redaction} />
    </>
  );
}

function Detectors({ redaction: { detectors }, fixed, edit }: RedactionProps) {
  const replaced = useReplaced();
  const held = fixed('detectors');
  const toggle = (name: RedactionDetector) =>
    edit({
      detectors: redactionDetectors.filter((other) => detectors.includes(other) !== (other === name)),
    });
  return (
    <SimpleTable
      label="Detectors"
      rows={[...redactionDetectors]}
      rowKey={(name) => name}
      columns={[
        {
          title: 'On',
          cell: (name) => (
            <input
              type="checkbox"
              aria-label={detectorTexts[name]}
              checked={detectors.includes(name)}
              disabled={held !== undefined}
              title={held ? `held by ${held}` : ''}
              onChange={() => toggle(name)}
            />
          ),
        },
        { title: 'What is found', cell: (name) => detectorTexts[name] },
        { title: 'Mark', cell: (name) => <span className="mono">[redacted:{name}]</span> },
        { title: 'Replaced in logs', right: true, cell: (name) => count(replaced('logs', name)) },
        { title: 'In spans', right: true, cell: (name) => count(replaced('traces', name)) },
      ]}
    />
  );
}

/** Since the engine started, by what is stored. */
function useReplaced(): (signal: 'logs' | 'traces', name: string) => number {
  const { data } = useCall('app.status', {}, { refetchMs: ASK_AGAIN_MS });
  return (signal, name) =>
    data?.redacted.find((entry) => entry.signal === signal && entry.name === name)?.items ?? 0;
}
