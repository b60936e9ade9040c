import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Suspense, useMemo } from 'react';
import { interpolateQuery } from '../../../../shared/dashboards/interpolate.ts';
import { newQuery, type Panel, type PanelQuery } from '../../../../shared/dashboards/model.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import { parse } from '../../../../shared/promql/parse.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { lazyPart } from '../../../components/lazy-part.ts';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { Segments } from '../../../components/Segments.tsx';
import type { PanelContext } from '../data/panel-questions.ts';
import { type PanelActions, PanelFrame } from '../page/PanelFrame.tsx';
import css from '../page/page.module.css';
import { PanelOptions } from './PanelOptions.tsx';

// CodeMirror and Prometheus' language: large, and needed only where a query is written.
const PromqlEditor = lazyPart(() => import('../../../promql/PromqlEditor.tsx'));

interface PanelEditorProps {
  panel: Panel;
  context: PanelContext;
  ready: boolean;
  marks: EventMark[];
  courses: AlertCourse[];
  variables: string[];
  actions: PanelActions;
  onBrush(aMs: number, bMs: number): void;
  onChange(change: (panel: Panel) => Panel, kind: string): void;
}

/** One panel with its queries below it and its options beside it; every change is drawn at once. */
export function PanelEditor(props: PanelEditorProps) {
  const { panel, context, onChange } = props;
  const isAsked = panel.kind !== 'text' && panel.kind !== 'logs' && panel.kind !== 'row';
  const set = (id: string, given: Partial<PanelQuery>, kind: string) =>
    onChange(
      (before) => ({
        ...before,
        queries: before.queries.map((query) => (query.id === id ? { ...query, ...given } : query)),
      }),
      `${kind} ${panel.id} ${id}`,
    );
  return (
    <div className={css.editor}>
      <div className={css.editorMain}>
        {panel.kind === 'row' ? null : (
          <div className={css.preview}>
            <PanelFrame {...props} queries={panel.queries} editing={false} large />
          </div>
        )}
        {isAsked ? (
          <div className={css.queries}>
            {panel.queries.map((query) => (
              <QueryFields
                key={query.id}
                query={query}
                context={context}
                onSet={(given, kind) => set(query.id, given, kind)}
                onRemove={() =>
                  onChange(
                    (before) => ({ ...before, queries: before.queries.filter(({ id }) => id !== query.id) }),
                    `remove ${query.id}`,
                  )
                }
              />
            ))}
            <span>
              <button
                type="button"
                className="btn"
                onClick={() =>
                  onChange(
                    (before) => ({
                      ...before,
                      queries: [...before.queries, newQuery({ id: freeId(before.queries) })],
                    }),
                    'add query',
                  )
                }
              >
                <IconPlus size={14} /> Add query
              </button>
            </span>
          </div>
        ) : null}
      </div>
      <ScrollRegion label="Options of the panel">
        <PanelOptions panel={panel} variables={props.variables} onChange={onChange} />
      </ScrollRegion>
    </div>
  );
}

function freeId(queries: PanelQuery[]): string {
  for (let i = 0; ; i++) {
    const id = i < 26 ? String.fromCharCode(65 + i) : `Q${i}`;
    if (!queries.some((query) => query.id === id)) return id;
  }
}

/** What is wrong with a query once its variables are filled in. */
function faultOf(expr: string, { window, variables }: PanelContext): string | null {
  if (expr.trim() === '') return null;
  const times = { fromMs: window.startMs, toMs: window.endMs, stepMs: 60_000, scrapeMs: 15_000 };
  const parsed = parse(interpolateQuery(expr, { variables, times }));
  return parsed.ok ? null : parsed.error.message;
}

interface QueryFieldsProps {
  query: PanelQuery;
  context: PanelContext;
  onSet(given: Partial<PanelQuery>, kind: string): void;
  onRemove(): void;
}

function QueryFields({ query, context, onSet, onRemove }: QueryFieldsProps) {
  const fault = useMemo(() => faultOf(query.expr, context), [query.expr, context]);
  return (
    <section className={css.query} aria-label={`Query ${query.id}`}>
      <Suspense fallback={<code>{query.expr}</code>}>
        <PromqlEditor
          label={`Query ${query.id}`}
          value={query.expr}
          window={context.window}
          lint={false}
          hint="PromQL, with $variables and $__rate_interval"
          onChange={(expr) => onSet({ expr }, 'expr')}
          onRun={(expr) => onSet({ expr }, 'expr')}
        />
      </Suspense>
      {fault === null ? null : (
        <p className="err fs12" role="status">
          {fault}
        </p>
      )}
      <div className={css.queryLine}>
        <b>{query.id}</b>
        <label className="field">
          <input
            aria-label={`Legend of ${query.id}`}
            value={query.legend}
            placeholder="legend: {{label}}"
            onChange={(event) => onSet({ legend: event.currentTarget.value }, 'legend')}
          />
        </label>
        <Segments
          label={`When ${query.id} is asked`}
          options={[
            ['range', 'Over time'],
            ['instant', 'Now'],
          ]}
          value={query.mode}
          onChange={(mode) => onSet({ mode }, 'mode')}
        />
        <Segments
          label={`Form of ${query.id}`}
          options={[
            ['series', 'Series'],
            ['table', 'Table'],
            ['heatmap', 'Buckets'],
          ]}
          value={query.format}
          onChange={(format) => onSet({ format }, 'format')}
        />
        <label className="field">
          <input
            aria-label={`Least step of ${query.id}`}
            size={8}
            value={query.step}
            placeholder="step"
            onChange={(event) => onSet({ step: event.currentTarget.value }, 'step')}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={query.hidden}
            onChange={(event) => onSet({ hidden: event.currentTarget.checked }, 'hidden')}
          />{' '}
          hidden
        </label>
        <span className="grow" />
        <button
          type="button"
          className="btn quiet icon small"
          aria-label={`Remove query ${query.id}`}
          onClick={onRemove}
        >
          <IconTrash size={14} />
        </button>
      </div>
    </section>
  );
}
