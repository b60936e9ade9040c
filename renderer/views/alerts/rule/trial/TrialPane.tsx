import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Backtest, DraftRule } from '../../../../../shared/contract/alerts.ts';
import { count, durationWords } from '../../../../../shared/model/format.ts';
import { ErrorNote } from '../../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../../components/LoadingBar.tsx';
import { Segments } from '../../../../components/Segments.tsx';
import { exactText } from '../../../../time/clock-text.ts';
import { useZone } from '../../../../time/preferences.ts';
import { useNow } from '../../../../time/ticker.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import { useUrlParam } from '../../../../time/url-state.ts';
import css from '../rule.module.css';
import { CourseRows } from './CourseRows.tsx';
import { TrialChart } from './TrialChart.tsx';
import { type TrialLength, trialLengths, useTrials, useTrialWindow } from './use-trial.ts';
import { VersionRows } from './VersionRows.tsx';
import { type Version, versionsOf } from './versions.ts';

const TYPING_MS = 400;
/** Units of simple rules as charts know them. */
const CHART_UNITS: Record<string, string> = { '%': 'percent', s: 's' };

interface TrialPaneProps {
  rule: DraftRule;
  /** As it is in its file; null for a new one. */
  saved: DraftRule | null;
  /** Of what is compared, where that is known. */
  unit: string;
  onTake(rule: DraftRule): void;
}

/** What the rule would have done over the last hours or days, beside what others would have. */
export function TrialPane({ rule, saved, unit, onTake }: TrialPaneProps) {
  const [back, setBack] = useUrlParam('back', { replace: true });
  const length = trialLengths.find(([key]) => key === back)?.[0] ?? '24h';
  const window = useTrialWindow(length, useNow(30_000));
  const [settled] = useDebouncedValue(rule, TYPING_MS);
  const versions = useMemo(() => versionsOf(settled, saved, unit === '%'), [settled, saved, unit]);
  const trials = useTrials(versions, window);
  const [key, setKey] = useState<Version['key']>('edited');
  const chosen = trials.find(({ version }) => version.key === key) ?? trials[0];
  return (
    <div className={css.trial}>
      <div className="pane-head">
        <h2>Backtest</h2>
        <span className="sub cut">
          <Scope answer={chosen?.answer ?? null} window={window} />
        </span>
        <span className="grow" />
        <Segments
          label="How far back"
          options={trialLengths}
          value={length}
          onChange={(next: TrialLength) => setBack(next === '24h' ? '' : next)}
        />
      </div>
      <LoadingBar active={trials.some(({ busy }) => busy)} />
      {settled.expr.trim() === '' ? (
        <p className={css.note}>Write an expression: what it would have done is shown here.</p>
      ) : chosen?.answer ? (
        <TrialChart
          rule={chosen.version.rule}
          answer={chosen.answer}
          window={window}
          unit={CHART_UNITS[unit] ?? null}
        />
      ) : chosen?.error ? (
        <ErrorNote error={chosen.error} what="The backtest" />
      ) : chosen?.busy ? (
        <Skeleton rows={5} />
      ) : null}
      <VersionRows
        trials={trials}
        window={window}
        chosen={key}
        unit={unit}
        onChoose={setKey}
        onTake={(version) => {
          setKey('edited');
          onTake({ ...version.rule, annotations: rule.annotations });
        }}
      />
      {(chosen?.answer?.warnings ?? []).map((warning) => (
        <p key={warning} className={`warn ${css.note}`}>
          {warning}
        </p>
      ))}
      {chosen?.answer ? <CourseRows answer={chosen.answer} window={window} /> : null}
      <Preview answer={trials.find(({ version }) => version.key === 'edited')?.answer ?? null} />
    </div>
  );
}

function Scope({ answer, window }: { answer: Backtest | null; window: TimeWindow }) {
  const zone = useZone();
  if (!answer) return null;
  const { evaluations, stepMs, firstDataMs } = answer;
  const late = firstDataMs !== null && firstDataMs > window.startMs + stepMs;
  return (
    <>
      {count(evaluations)} evaluations, every {durationWords(stepMs)}
      {late ? `; data from ${exactText(firstDataMs, zone)}` : ''}
    </>
  );
}

/** How the newest alert would have been worded. */
function Preview({ answer }: { answer: Backtest | null }) {
  const zone = useZone();
  const example = answer?.example;
  if (!example) return null;
  return (
    <section aria-label="As it would be told">
      <div className="pane-head">
        <h2>As it would be told</h2>
        <span className="sub cut">
          {example.holds
            ? `of ${exactText(example.timeMs, zone)}`
            : 'of the newest series, which it does not hold for'}
        </span>
      </div>
      <dl className={css.preview}>
        {example.annotations
          .filter(([, text]) => text !== '')
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        <div>
          <dt>labels</dt>
          <dd className="mono">{example.labels.map(([name, value]) => `${name}=${value}`).join('  ')}</dd>
        </div>
      </dl>
    </section>
  );
}
