import { Menu } from '@mantine/core';
import { IconChevronDown, IconFlag, IconPlayerStop } from '@tabler/icons-react';
import { Link } from 'wouter';
import { count } from '../../../../shared/model/format.ts';
import { formatDuration } from '../../../../shared/promql/number.ts';
import { Segments } from '../../../components/Segments.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import type { Past, Picture, Resolution } from '../query/explore-state.ts';
import type { Explore } from '../use-explore.ts';
import type { Answers } from './use-answers.ts';

const PAST_NAMES: Record<Past, string> = {
  range: 'the period before',
  '1d': 'a day before',
  '1w': 'a week before',
};
const RESOLUTION_NAMES: Record<Resolution, string> = { coarse: 'coarse', usual: 'usual', fine: 'fine' };
const PICTURE_NAMES: Record<Picture, string> = {
  line: 'Lines',
  stacked: 'Stacked',
  bars: 'Bars',
  heatmap: 'Heatmap',
  table: 'Table',
};

interface ResultBarProps {
  explore: Explore;
  answers: Answers;
  /** Whether there are buckets to draw a heatmap of. */
  buckets: boolean;
  hasDots: boolean;
}

/** How the answer is shown, and what it cost. */
export function ResultBar({ explore, answers, buckets, hasDots }: ResultBarProps) {
  const { state, change } = explore;
  const shown: Picture[] = ['line', 'stacked', 'bars', ...(buckets ? (['heatmap'] as const) : []), 'table'];
  return (
    <div className="pane-head">
      <Segments
        label="Shown as"
        options={shown.map((picture): [Picture, string] => [picture, PICTURE_NAMES[picture]])}
        value={state.picture}
        onChange={(picture) => change({ picture })}
      />
      <PastMenu state={state} change={change} />
      <RuleLink expr={answers.runs[0]?.expr ?? ''} />
      {hasDots ? (
        <button
          type="button"
          className="btn"
          aria-pressed={state.exemplars}
          title="Single measurements that lead to their traces"
          onClick={() => change({ exemplars: !state.exemplars })}
        >
          Exemplars
        </button>
      ) : null}
      {state.picture === 'line' ? (
        <button
          type="button"
          className="btn"
          aria-pressed={state.usual}
          title="What is usual for each series: median and median absolute deviation of days before"
          onClick={() => change({ usual: !state.usual })}
        >
          Usual
        </button>
      ) : null}
      <span className="grow" />
      <CostText explore={explore} answers={answers} />
      {answers.busy ? (
        <button type="button" className="btn" title="Stop the query: Esc" onClick={answers.stopping.stop}>
          <IconPlayerStop size={12} /> Stop
        </button>
      ) : null}
    </div>
  );
}

/** Begins a rule of what is shown, which becomes one by a comparison behind it. */
function RuleLink({ expr }: { expr: string }) {
  const href = useViewHref();
  if (expr === '') return null;
  return (
    <Link
      className="btn icon"
      href={href('/alerts/new', { expr })}
      title="Make a rule of this"
      aria-label="Make a rule of this"
    >
      <IconFlag size={14} />
    </Link>
  );
}

function PastMenu({ state, change }: Pick<Explore, 'state' | 'change'>) {
  return (
    <Menu position="bottom-start" width={200}>
      <Menu.Target>
        <button type="button" className="btn" aria-pressed={state.past !== null}>
          {state.past === null ? 'Compare' : `With ${PAST_NAMES[state.past]}`} <IconChevronDown size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({ past: null })}>With nothing</Menu.Item>
        {(Object.keys(PAST_NAMES) as Past[]).map((past) => (
          <Menu.Item key={past} onClick={() => change({ past })}>
            With {PAST_NAMES[past]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Series, step and what was read; the step is a choice. */
function CostText({
  explore: { grid, state, change },
  answers: { runs, series },
}: Omit<ResultBarProps, 'buckets' | 'hasDots'>) {
  const read = runs.reduce((sum, { answer }) => sum + (answer?.stats.samplesRead ?? 0), 0);
  const elapsed = Math.max(0, ...runs.map(({ answer }) => answer?.stats.elapsedMs ?? 0));
  const truncated = runs.some(({ answer }) => answer?.truncated);
  return (
    <>
      {series ? (
        <span className="t3" role="status" title={`${count(read)} samples read in ${Math.round(elapsed)} ms`}>
          {truncated ? 'the first ' : ''}
          {count(series.length)} series
          <span className="wide-only">
            , {count(read)} samples, {elapsed < 1 ? '<1' : Math.round(elapsed)} ms
          </span>
        </span>
      ) : null}
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <button type="button" className="btn" title="The time between two values">
            step {formatDuration(grid.stepMs)} <IconChevronDown size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(RESOLUTION_NAMES) as Resolution[]).map((resolution) => (
            <Menu.Item
              key={resolution}
              onClick={() => change({ resolution })}
              {...(resolution === state.resolution ? { 'aria-current': true } : {})}
            >
              {RESOLUTION_NAMES[resolution]} resolution
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
