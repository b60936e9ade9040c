import type { Ref } from 'react';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { Tabs } from '../../../components/Tabs.tsx';
import { FindBox } from './find/FindBox.tsx';
import type { Found } from './find/use-find.ts';
import type { TraceLogs } from './logs/use-trace-logs.ts';
import type { TraceModel } from './model/trace-model.ts';
import type { TracePageAction, TracePageState } from './page-state.ts';
import css from './trace.module.css';
import { keyAction } from './use-trace-keys.ts';

interface PageTabsProps {
  tab: string;
  onTab(tab: string): void;
  model: TraceModel;
  state: TracePageState;
  dispatch(action: TracePageAction): void;
  logs: TraceLogs;
  text: string;
  found: Found | null;
  input: Ref<HTMLInputElement>;
  onText(text: string): void;
  onStep(step: 1 | -1): void;
}

const TABS = ['timeline', 'flame', 'table', 'map', 'logs'];

/** The tab that the address names, the timeline where it names none. */
export const tabOf = (param: string): string => (TABS.includes(param) ? param : 'timeline');

/** The views of the trace, and what changes how they are drawn. */
export function PageTabs(props: PageTabsProps) {
  const { tab, onTab, state, dispatch, logs, text, found, input, onText, onStep } = props;
  const lines = `${logs.records.length}${logs.more ? '+' : ''}`;
  return (
    <Tabs
      label="Views of the trace"
      tabs={[
        ['timeline', 'Timeline'],
        ['flame', 'Flame graph'],
        ['table', 'Table'],
        ['map', 'Map'],
        ['logs', logs.records.length > 0 ? `Logs ${lines}` : 'Logs'],
      ]}
      value={tab}
      onChange={(next) => onTab(next === 'timeline' ? '' : next)}
    >
      <div className={css.tools}>
        {tab === 'timeline' && <Legend path={state.showCriticalPath} />}
        {(state.root !== null || state.focus !== null) && (
          <button
            type="button"
            className="btn small"
            onClick={() =>
              dispatch(state.focus === null ? { kind: 'root', span: null } : { kind: 'focus', span: null })
            }
          >
            {state.focus === null ? 'Whole trace' : 'All paths'}
          </button>
        )}
        {tab === 'timeline' && (
          <button
            type="button"
            className={css.toggle}
            aria-pressed={state.foldRepeats}
            onClick={() => dispatch({ kind: 'toggleFolding' })}
          >
            fold repeats <KeyHint keys="f" />
          </button>
        )}
        <ErrorSteps {...props} />
        {tab !== 'map' && tab !== 'logs' && (
          <FindBox
            text={text}
            found={found}
            at={found && state.selected !== null ? found.hits.indexOf(state.selected) : -1}
            input={input}
            onText={onText}
            onStep={onStep}
          />
        )}
      </div>
    </Tabs>
  );
}

function Legend({ path }: { path: boolean }) {
  return (
    <span className={`${css.legend} ${css.wideOnly}`}>
      <span>self</span>
      <span className={css.waiting}>waiting for children</span>
      {path && <span className={css.onPath}>critical path</span>}
    </span>
  );
}

function ErrorSteps({ model, state, dispatch }: PageTabsProps) {
  const { errors } = model.analysis;
  if (errors.length === 0) return null;
  const at = state.selected === null ? -1 : errors.indexOf(state.selected);
  const count = errors.length.toLocaleString('en-US');
  const step = (key: 'n' | 'N') => {
    const action = keyAction(key, model, state);
    if (action) dispatch(action);
  };
  return (
    <span className={css.weak}>
      {at >= 0 ? `error ${at + 1} of ${count}` : `${count} ${errors.length === 1 ? 'error' : 'errors'}`}{' '}
      <button type="button" className={css.toggle} aria-label="Next error" onClick={() => step('n')}>
        <KeyHint keys="n" />
      </button>{' '}
      <button type="button" className={css.toggle} aria-label="Previous error" onClick={() => step('N')}>
        <KeyHint keys="N" />
      </button>
    </span>
  );
}
