import { IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { notStoredText } from '../../shared/contract/files.ts';
import { bytes, count, quantityText } from '../../shared/model/format.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { useViewHref } from '../time/url-state.ts';
import css from './files.module.css';
import { jobsSummary } from './jobs-summary.ts';
import { logsOfFile } from './logs-of-file.ts';
import { type FileJob, useOpenFiles } from './open-file-store.ts';
import { useOpener } from './use-opener.ts';

/** Rows that are drawn; those that need a person come first. */
const MOST_ROWS = 50;
const ORDER = { refused: 0, failed: 0, reading: 1, done: 2 } satisfies Record<
  FileJob['outcome']['kind'],
  number
>;

/** Files under way and how they ended, in a corner of the window. */
export function FileJobs() {
  const jobs = useOpenFiles((state) => state.jobs);
  if (jobs.length === 0) return null;
  const rows =
    jobs.length > 1 ? jobs.toSorted((a, b) => ORDER[a.outcome.kind] - ORDER[b.outcome.kind]) : jobs;
  return (
    <section className={css.jobs} aria-label="Opened files" aria-live="polite">
      {jobs.length > 1 && <JobsSummary jobs={jobs} />}
      {rows.slice(0, MOST_ROWS).map((job) => (
        <FileJobRow key={job.key} job={job} />
      ))}
      {rows.length > MOST_ROWS && (
        <p className={`${css.job} t3`}>and {count(rows.length - MOST_ROWS)} more</p>
      )}
    </section>
  );
}

/** What came of several files, and how to put them all away. */
function JobsSummary({ jobs }: { jobs: readonly FileJob[] }) {
  const dismiss = useOpenFiles((state) => state.dismiss);
  const href = useViewHref();
  const { text, spans, logRecords, reading } = jobsSummary(jobs);
  const end = () => {
    for (const job of jobs) {
      job.cancel();
      dismiss(job.key);
    }
  };
  return (
    <div className={`${css.job} ${css.summary}`}>
      <div className={css.jobHead}>
        <b className="grow">{text}</b>
        <button type="button" className="btn small quiet" onClick={end}>
          {reading > 0 ? 'Cancel all' : 'Dismiss all'}
        </button>
      </div>
      {spans > 0 && (
        <p className="t2">
          {spansText(spans)} stored · <Link href={href('/traces')}>Show traces</Link>
        </p>
      )}
      {logRecords > 0 && (
        <p className="t2">
          {recordsText(logRecords)} stored · <Link href={href('/logs')}>Show logs</Link>
        </p>
      )}
    </div>
  );
}

function FileJobRow({ job }: { job: FileJob }) {
  const dismiss = useOpenFiles((state) => state.dismiss);
  const reading = job.outcome.kind === 'reading';
  const close = () => {
    job.cancel();
    dismiss(job.key);
  };
  return (
    <div className={css.job}>
      <div className={css.jobHead}>
        <b className="cut grow" title={job.name}>
          {job.name}
        </b>
        <button
          type="button"
          className="btn small quiet"
          onClick={close}
          aria-label={reading ? `Cancel ${job.name}` : `Dismiss ${job.name}`}
        >
          {reading ? 'Cancel' : <IconX size={12} />}
        </button>
      </div>
      <Outcome job={job} />
    </div>
  );
}

function Outcome({ job }: { job: FileJob }) {
  const { outcome } = job;
  if (outcome.kind === 'reading') return <Progress {...outcome} />;
  if (outcome.kind === 'done') return <Done job={job} result={outcome.result} />;
  if (outcome.kind === 'failed') return <p className="err">{outcome.message}</p>;
  return <Refused job={job} error={outcome.error} />;
}

function Progress({
  bytesRead,
  bytesTotal,
  spans,
  logRecords,
}: {
  bytesRead: number;
  bytesTotal: number | null;
  spans: number;
  logRecords: number;
}) {
  return (
    <>
      <progress className={css.progress} {...(bytesTotal ? { max: bytesTotal, value: bytesRead } : {})} />
      <p className="t2">
        {quantityText(bytes(bytesRead))}
        {bytesTotal ? ` of ${quantityText(bytes(bytesTotal))}` : ''} ·{' '}
        {logRecords > 0 ? recordsText(logRecords) : `${count(spans)} spans`}
      </p>
    </>
  );
}

const recordsText = (records: number) => `${count(records)} ${records === 1 ? 'log record' : 'log records'}`;

const spansText = (spans: number) => `${count(spans)} ${spans === 1 ? 'span' : 'spans'}`;

type Result = Extract<FileJob['outcome'], { kind: 'done' }>['result'];

const tracesText = ({ traces, spans, duplicates }: Result) =>
  `${count(traces)} ${traces === 1 ? 'trace' : 'traces'}, ${spansText(spans)} stored${
    duplicates > 0 ? `, ${count(duplicates)} already known` : ''
  }`;

function Done({ job, result }: { job: FileJob; result: Result }) {
  const href = useViewHref();
  const dismiss = useOpenFiles((state) => state.dismiss);
  const warnings = result.warnings.length + result.moreWarnings;
  const others = notStoredText(result.notStored);
  const hasSpans = !result.logs || result.spans + result.duplicates > 0;
  return (
    <>
      <p className="t2">
        {result.format}: {hasSpans && tracesText(result)}
        {hasSpans && result.logs ? ', ' : ''}
        {result.logs && `${recordsText(result.logs.records)} stored`}
      </p>
      {others !== null && <p className="warn">{others}</p>}
      {warnings > 0 && (
        <details>
          <summary className="warn">
            {count(warnings)} {warnings === 1 ? 'warning' : 'warnings'}
          </summary>
          <ul className={css.warnings}>
            {result.warnings.map(({ where, what }) => (
              <li key={where + what}>
                <span className="mono">{where}</span> {what}
              </li>
            ))}
          </ul>
        </details>
      )}
      {result.logs && (
        <p>
          <Link href={href('/logs', logsOfFile(result.logs))} onClick={() => dismiss(job.key)}>
            Show its lines
          </Link>
        </p>
      )}
      {hasSpans && (
        <Link href={href('/traces', { file: String(result.fileId) })} onClick={() => dismiss(job.key)}>
          Show its traces
        </Link>
      )}
    </>
  );
}

type Refusal = Extract<FileJob['outcome'], { kind: 'refused' }>['error'];

function Refused({ job, error }: { job: FileJob; error: Refusal }) {
  const { open } = useOpener();
  const dismiss = useOpenFiles((state) => state.dismiss);
  const again = () => {
    dismiss(job.key);
    if (job.source) open(job.source, true);
  };
  return (
    <>
      <p className="err">
        Not opened, nothing stored. At <span className="mono">{error.where}</span>: expected {error.expected},
        found {error.found}
      </p>
      <div className={css.jobHead}>
        {error.partialPossible && (
          <button type="button" className="btn small" onClick={again}>
            Store what can be read
          </button>
        )}
        <CopyButton
          text={`${job.name}: at ${error.where}: expected ${error.expected}, found ${error.found}`}
          label="Copy the error"
        />
      </div>
    </>
  );
}
