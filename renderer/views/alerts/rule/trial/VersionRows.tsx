import { count, durationWords } from '../../../../../shared/model/format.ts';
import { formatFloat } from '../../../../../shared/promql/number.ts';
import { alertValueText } from '../../../../alerts/rule-unit.ts';
import { TimeAxis } from '../../../../charts/TimeAxis.tsx';
import type { TimeWindow } from '../../../../time/time-range.ts';
import css from '../rule.module.css';
import { SpanStrip } from './SpanStrip.tsx';
import type { Trial } from './use-trial.ts';
import type { Version } from './versions.ts';

interface VersionRowsProps {
  trials: Trial[];
  window: TimeWindow;
  chosen: Version['key'];
  unit: string;
  onChoose(key: Version['key']): void;
  /** Takes another threshold over into the rule. */
  onTake(version: Version): void;
}

const AXIS = { left: 128, right: 248, top: 0, bottom: 0 };

/** The versions below each other: how often and how long each would have fired. The chosen one is drawn above. */
export function VersionRows({ trials, window, chosen, unit, onChoose, onTake }: VersionRowsProps) {
  return (
    <section className={css.versions} aria-label="Versions">
      {trials.map((trial) => {
        const { version, answer } = trial;
        const title = titleOf(version, unit);
        return (
          <div key={version.key} className={css.version} data-chosen={version.key === chosen || undefined}>
            <button
              type="button"
              className={css.versionName}
              aria-pressed={version.key === chosen}
              onClick={() => onChoose(version.key)}
            >
              {title}
            </button>
            <SpanStrip
              label={title}
              window={window}
              courses={answer?.courses ?? []}
              firstDataMs={answer?.firstDataMs ?? null}
            />
            <Outcome trial={trial} />
            {version.key === 'edited' ? (
              <span />
            ) : (
              <button type="button" className="btn small quiet" onClick={() => onTake(version)}>
                Take
              </button>
            )}
          </div>
        );
      })}
      <div className={css.axis}>
        <TimeAxis window={window} margins={AXIS} />
      </div>
    </section>
  );
}

function titleOf({ threshold, title, rule }: Version, unit: string): string {
  if (!threshold) return title;
  const { word, value } = threshold;
  return `${word} ${unit === '' ? alertValueText(value, rule.expr) : `${formatFloat(value)} ${unit}`}`;
}

function Outcome({ trial: { answer, error, busy } }: { trial: Trial }) {
  if (error && !busy) {
    return (
      <span className={`err cut ${css.wide}`} title={error.message}>
        {error.message}
      </span>
    );
  }
  if (!answer) return <span className={`t3 right ${css.wide}`}>{busy ? 'trying…' : '—'}</span>;
  const { timesFired, timesPending, firingMs, firstDataMs } = answer;
  if (firstDataMs === null && timesFired === 0) {
    return <span className={`t3 right ${css.wide}`}>no data</span>;
  }
  return (
    <>
      <span
        className="right"
        title={`pending ${timesPending === 1 ? 'once' : `${count(timesPending)} times`}`}
      >
        {count(timesFired)} {timesFired === 1 ? 'time' : 'times'}
      </span>
      <span className="right t2">{timesFired === 0 ? '—' : durationWords(firingMs)}</span>
    </>
  );
}
