import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import css from '../metrics.module.css';
import type { Answers } from './use-answers.ts';

interface Notes {
  warnings: string[];
  infos: string[];
}

/** What the engine says of the answers: failures with their place, warnings, remarks; each once. */
export function ResultNotes({ answers: { runs, stopping } }: { answers: Answers }) {
  const failed = runs.filter(
    ({ error }) => error && !(error instanceof TrivetError && error.code === 'cancelled'),
  );
  const { warnings, infos } = notesOf(runs.map(({ answer }) => answer ?? { warnings: [], infos: [] }));
  return (
    <>
      {stopping.stopped ? (
        <div className={css.note} role="status">
          <span>The query was stopped.</span>
          <button type="button" className="btn small" onClick={stopping.goOn}>
            Run it again
          </button>
        </div>
      ) : null}
      {failed.map(({ letter, error }) => (
        <ErrorNote key={letter} error={error as Error} what={runs.length > 1 ? `Query ${letter}` : 'Query'} />
      ))}
      {warnings.map((text) => (
        <div key={text} className={css.note} data-kind="warning" role="status">
          <IconAlertTriangle size={14} />
          <span>{text}</span>
        </div>
      ))}
      {infos.map((text) => (
        <div key={text} className={css.note} role="status">
          <IconInfoCircle size={14} />
          <span>{text}</span>
        </div>
      ))}
    </>
  );
}

const notesOf = (all: Notes[]): Notes => ({
  warnings: [...new Set(all.flatMap(({ warnings }) => warnings))],
  infos: [...new Set(all.flatMap(({ infos }) => infos))],
});
