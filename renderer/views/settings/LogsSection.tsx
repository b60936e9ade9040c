import type { PipelineFileView } from '../../../shared/contract/logs.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { Group, SimpleTable } from './Field.tsx';
import { fixedBy } from './fixed-by.ts';
import { PathList } from './PathList.tsx';
import { RedactionGroups } from './RedactionGroups.tsx';
import { Toggle } from './Toggle.tsx';
import { useSettings } from './use-settings.ts';

const MOST_PIPELINE_FILES = 50;
const ASK_AGAIN_MS = 2_000;

/** What is done to lines before they are stored, and to everything that leaves. */
export function LogsSection() {
  const { view, save, error } = useSettings();
  if (!view) return <Skeleton rows={8} />;
  const { logs } = view.settings;
  const edit = (part: Partial<Settings['logs']>) => save({ logs: { ...logs, ...part } });
  const fixed = (name: string) => fixedBy(view, `logs.${name}`);
  return (
    <>
      {error && <ErrorNote error={error} what="Not saved" />}
      <RedactionGroups
        redaction={logs.redaction}
        fixed={(name) => fixed(`redaction.${name}`)}
        edit={(part) => edit({ redaction: { ...logs.redaction, ...part } })}
      />
      <Group title="Records of several lines">
        <Toggle
          name="Stack traces are one record"
          value={logs.joinLines}
          fixedBy={fixed('joinLines')}
          onChange={() => edit({ joinLines: !logs.joinLines })}
        />
      </Group>
      <Group
        title="Pipeline files"
        note="Stages in the shape that Promtail has: a whole promtail.yml, or pipeline_stages with a selector. Lines go through them before anything else; the files are watched."
      >
        <PipelineTable />
        <PathList
          what="File"
          another="Another pipeline file"
          placeholder="/home/me/project/promtail.yml"
          most={MOST_PIPELINE_FILES}
          paths={logs.pipelines}
          fixed={fixed('pipelines')}
          onChange={(pipelines) => edit({ pipelines })}
        />
      </Group>
    </>
  );
}

function PipelineTable() {
  const { data: files = [] } = useCall('logs.pipelines', {}, { refetchMs: ASK_AGAIN_MS });
  if (files.length === 0) return null;
  return (
    <SimpleTable
      label="Pipeline files"
      rows={files}
      rowKey={({ path }) => path}
      columns={[
        { title: 'File', cell: ({ path, name }) => <span title={path}>{name}</span> },
        { title: 'State', cell: (file) => <PipelineState file={file} /> },
        { title: 'Records', right: true, cell: ({ records }) => count(records) },
        { title: 'Left out', right: true, cell: ({ dropped }) => count(dropped) },
      ]}
    />
  );
}

function PipelineState({ file }: { file: PipelineFileView }) {
  const { state, fault, line, keptBefore, pipelines, warnings } = file;
  const at = line === null ? '' : `line ${line}: `;
  if (state === 'refused') {
    return (
      <span className="err">
        refused: {at}
        {fault}
        {keptBefore && <span className="t2">; what it said before goes on</span>}
      </span>
    );
  }
  return (
    <>
      {pipelines === 1 ? '1 pipeline' : `${count(pipelines)} pipelines`}
      {warnings.map((warning) => (
        <div key={`${warning.line}${warning.message}`} className="t2">
          line {warning.line}: {warning.message}
        </div>
      ))}
    </>
  );
}
