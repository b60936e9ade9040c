import type { AppInfo } from '../../../shared/contract/app.ts';
import { bytes, count, durationWords, percent, quantityText } from '../../../shared/model/format.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useLive } from '../../connection/use-stream.ts';
import { Field, Group, SimpleTable } from './Field.tsx';

export function AboutSection() {
  const info = useCall('app.info', {}, { staleMs: 60_000 });
  const status = useLive('app.status', {});
  if (!info.data || !status) return <Skeleton rows={6} />;
  const { version, node, sqlite, platform, pid, startedMs, limits } = info.data;
  const diagnostics = () => JSON.stringify({ info: info.data, status }, null, 2);
  return (
    <>
      <Group title="Trivet" note="MIT licence. Nothing leaves this machine: no telemetry, no account.">
        <Field name="Version">{version}</Field>
        <Field name="Node, SQLite">
          {node}, {sqlite}
        </Field>
        <Field name="Platform">{platform}</Field>
        <Field name="Engine">
          process {pid}, up {durationWords(Date.now() - startedMs)},{' '}
          {quantityText(percent(status.engine.cpuPercent))} of a core,{' '}
          {quantityText(bytes(status.engine.rssBytes))}
        </Field>
        <Field name="Diagnostics">
          <CopyButton
            text={diagnostics}
            label="Copy diagnostics: versions, states and counts, no telemetry"
          />
        </Field>
      </Group>
      {limits.length > 0 && <Limits limits={limits} />}
    </>
  );
}

function Limits({ limits }: { limits: AppInfo['limits'] }) {
  return (
    <Group title="Limits in force" note="What is beyond them is refused or cut, counted and shown.">
      <SimpleTable
        label="Limits in force"
        rows={limits}
        rowKey={([name]) => name}
        columns={[
          { title: 'Limit', cell: ([name]) => name },
          { title: 'Value', right: true, cell: ([, value]) => count(value) },
        ]}
      />
    </Group>
  );
}
