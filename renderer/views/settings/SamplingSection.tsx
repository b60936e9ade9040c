import type { SamplingStatus } from '../../../shared/contract/sampling.ts';
import type { Settings, SettingsView } from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { Field, Group, SimpleTable } from './Field.tsx';
import { fixedBy } from './fixed-by.ts';
import { NumberField } from './NumberField.tsx';
import { Toggle } from './Toggle.tsx';
import { useSettings } from './use-settings.ts';

const ASK_AGAIN_MS = 2_000;
/** What the rate starts with when it is switched on. */
const FIRST_RATE = 1_000;

type Sampling = Settings['sampling'];
type SpanLimits = Settings['spanLimits'];

/** Which spans are stored, what they may hold, and what was left out since the start. */
export function SamplingSection() {
  const { data: status } = useCall('traces.sampling', {}, { refetchMs: ASK_AGAIN_MS });
  const { view, save, error } = useSettings();
  if (!status || !view) return <Skeleton rows={8} />;
  const { sampling, spanLimits } = view.settings;
  const edit = (part: Partial<Sampling>) => save({ sampling: { ...sampling, ...part } });
  const editTail = (part: Partial<Sampling['tail']>) => edit({ tail: { ...sampling.tail, ...part } });
  return (
    <>
      {error && <ErrorNote error={error} what="Not saved" />}
      <DoorGroup view={view} status={status} edit={edit} />
      <TailGroup view={view} status={status} edit={editTail} />
      <LimitsGroup
        view={view}
        status={status}
        edit={(part) => save({ spanLimits: { ...spanLimits, ...part } })}
      />
      <Group
        title="By receiver"
        note="Since the engine started. Sampled spans were acknowledged to their sender."
      >
        <SimpleTable
          label="Spans by receiver"
          rows={status.receivers}
          rowKey={({ receiver }) => receiver}
          columns={[
            { title: 'Receiver', cell: ({ receiver }) => receiver },
            { title: 'Spans received', right: true, cell: ({ received }) => count(received) },
            { title: 'Dropped', cell: ({ dropped }) => causesText(dropped) },
          ]}
        />
      </Group>
    </>
  );
}

const causesText = (dropped: SamplingStatus['receivers'][number]['dropped']) =>
  dropped.map(([cause, items]) => `${count(items)} ${cause}`).join(', ') || '0';

interface PartProps<T> {
  view: SettingsView;
  status: SamplingStatus;
  edit(part: Partial<T>): void;
}

function DoorGroup({ view, status, edit }: PartProps<Sampling>) {
  const { probability, spansPerSecond } = view.settings.sampling;
  const fixed = (name: string) => fixedBy(view, `sampling.${name}`);
  return (
    <Group
      title="At the door"
      note="Decided before a span is stored. Rate, errors and durations of services are counted before it."
    >
      <Field name="Traces kept, %" fixedBy={fixed('probability')}>
        <NumberField
          label="Percent of traces kept"
          value={probability * 100}
          least={0}
          most={100}
          disabled={fixed('probability') !== undefined}
          onCommit={(percent) => edit({ probability: percent / 100 })}
        />{' '}
        <span className="t2">
          by trace id, the same traces in every process; {leftOut(status.leftOut.probability)}
        </span>
      </Field>
      <Toggle
        name="At most so many spans a second"
        value={spansPerSecond !== null}
        fixedBy={fixed('spansPerSecond')}
        onChange={() => edit({ spansPerSecond: spansPerSecond === null ? FIRST_RATE : null })}
      />
      {spansPerSecond !== null && (
        <Field name="Spans a second">
          <NumberField
            label="Spans a second"
            value={spansPerSecond}
            least={1}
            most={10_000_000}
            disabled={fixed('spansPerSecond') !== undefined}
            onCommit={(rate) => edit({ spansPerSecond: Math.round(rate) })}
          />{' '}
          <span className="t2">whole traces as far as that goes; {leftOut(status.leftOut.rate)}</span>
        </Field>
      )}
    </Group>
  );
}

const leftOut = (spans: number) => `${count(spans)} spans left out`;

function TailGroup({ view, status, edit }: PartProps<Sampling['tail']>) {
  const { tail } = view.settings.sampling;
  const fixed = (name: string) => fixedBy(view, `sampling.tail.${name}`);
  const number = (
    name: 'slowerThanMs' | 'quietMs' | 'keepRest',
    label: string,
    scale: number,
    most: number,
  ) => (
    <Field name={label} fixedBy={fixed(name)}>
      <NumberField
        label={label}
        value={tail[name] * scale}
        least={name === 'quietMs' ? 1 : 0}
        most={most}
        disabled={fixed(name) !== undefined}
        onCommit={(value) =>
          edit({ [name]: name === 'keepRest' ? value / scale : Math.round(value / scale) })
        }
      />
    </Field>
  );
  return (
    <Group
      title="Once a trace is over"
      note="Everything is stored first; traces that no rule keeps are taken away again. Pinned traces and those of opened files stay."
    >
      <Toggle
        name="Keep only errors and slow traces"
        value={tail.enabled}
        fixedBy={fixed('enabled')}
        onChange={() => edit({ enabled: !tail.enabled })}
      />
      {tail.enabled && (
        <>
          {number('slowerThanMs', 'Slow from, ms', 1, 86_400_000)}
          {number('quietMs', 'Over when quiet for, s', 1 / 1_000, 3_600)}
          {number('keepRest', 'Of the others kept, %', 100, 100)}
          <Field name="So far">
            {count(status.tail.removed)} of {count(status.tail.judged)} traces taken away,{' '}
            {count(status.leftOut.tail)} spans
          </Field>
        </>
      )}
    </Group>
  );
}

const limitRows: [name: keyof SpanLimits, title: string, least: number, most: number][] = [
  ['attributes', 'Attributes', 1, 10_000],
  ['events', 'Events', 0, 100_000],
  ['links', 'Links', 0, 100_000],
  ['keyBytes', 'Attribute key, bytes', 16, 65_536],
  ['valueBytes', 'Attribute value, bytes', 64, 16 * 2 ** 20],
];

function LimitsGroup({ view, status, edit }: PartProps<SpanLimits>) {
  const { spanLimits } = view.settings;
  const cutOff = (name: keyof SpanLimits) =>
    name === 'keyBytes' || name === 'valueBytes' ? 'with the attributes' : count(status.cut[name]);
  return (
    <Group
      title="What a span may hold"
      note="What is over it is cut off; the span says how much it lost. For spans that come from now on."
    >
      <SimpleTable
        label="What a span may hold"
        rows={limitRows}
        rowKey={([name]) => name}
        columns={[
          { title: 'Of a span', cell: ([, title]) => title },
          {
            title: 'At most',
            cell: ([name, title, least, most]) => (
              <NumberField
                label={title}
                value={spanLimits[name]}
                least={least}
                most={most}
                disabled={fixedBy(view, `spanLimits.${name}`) !== undefined}
                onCommit={(value) => edit({ [name]: Math.round(value) })}
              />
            ),
          },
          { title: 'Cut off so far', right: true, cell: ([name]) => cutOff(name) },
        ]}
      />
    </Group>
  );
}
